"""Why a figure moved: the parts always add up, and each cause shows as itself."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from portal.reports.differences import PARTS, Movement, movements

KEY = "projects.figure.signed_households"


def figure(counted: dict[str, Any], numerator: Any = None, *, method: str = "1", key: str = KEY) -> dict[str, Any]:
    """A frozen figure; its numerator is the sum of what it counted unless said otherwise."""
    whole = sum(value for value in counted.values() if isinstance(value, int)) if numerator is None else numerator
    return {
        "key": key,
        "label": "已签",
        "numerator": whole,
        "denominator": None,
        "unit": "户",
        "method": method,
        "village": None,
        "counted": counted,
    }


def moved(old: Any, same: Any, new: Any, *, before: set[int] = frozenset(), now: set[int] = frozenset()) -> Movement:  # type: ignore[assignment]
    (found,) = movements([old], [same], [new], villages_before=before, villages_now=now)
    return found


def parts(movement: Movement) -> dict[str, int]:
    return {name: int(part) for name, part in movement.parts.items() if part}


A, B, LATER = "3@2026-11-20T17:00+08:00", "4@2026-11-21T17:00+08:00", "3@2026-11-28T17:00+08:00"
LATE = "3@2026-11-22T17:00+08:00"


def test_what_happened_since_is_new() -> None:
    old = figure({A: 500})
    assert parts(moved(old, old, figure({LATER: 510}))) == {"new": 10}


def test_what_happened_before_and_was_told_later_is_late() -> None:
    now = figure({A: 500, B: 200})
    assert parts(moved(figure({A: 500}), now, now)) == {"late": 200}


def test_a_late_count_in_the_place_of_an_earlier_one_adds_its_difference() -> None:
    now = figure({LATE: 504})
    assert parts(moved(figure({A: 500}), now, now)) == {"late": 4}


def test_the_same_count_with_another_number_is_corrected() -> None:
    now = figure({A: 497, B: 200})
    assert parts(moved(figure({A: 500, B: 200}), now, now)) == {"corrected": -3}


def test_what_was_taken_back_is_corrected() -> None:
    now = figure({B: 200})
    assert parts(moved(figure({A: 500, B: 200}), now, now)) == {"corrected": -500}


def test_another_method_explains_the_whole_rest() -> None:
    now = figure({A: 480, B: 1}, method="2")
    assert parts(moved(figure({A: 500}), now, figure({LATER: 490, B: 1}, method="2"))) == {"method": -19, "new": 10}


def test_a_village_that_joined_or_left_is_membership() -> None:
    now = figure({A: 500, "9@2026-11-20T17:00+08:00": 30})
    assert parts(moved(figure({A: 500}), now, now, before={3, 4}, now={3, 4, 9})) == {"membership": 30}
    assert parts(moved(now, figure({A: 500}), figure({A: 500}), before={3, 9}, now={3})) == {"membership": -30}


def test_words_count_one_and_what_was_not_reported_nothing() -> None:
    old = figure({"3": "未报", "4": "已报"}, 1)
    now = figure({"3": "已报", "4": "已报"}, 2)
    assert parts(moved(old, now, now)) == {"late": 1}
    assert parts(moved(figure({"4": "红灯"}, 1), figure({}, 0), figure({}, 0))) == {"corrected": -1}


def test_what_did_not_move_is_not_told() -> None:
    same = figure({A: 500})
    assert movements([same], [same], [same], villages_before={3}, villages_now={3}) == []


def test_causes_that_cancel_each_other_are_told() -> None:
    found = moved(figure({A: 500}), figure({A: 497}), figure({LATER: 500}))
    assert (found.was, found.now, parts(found)) == (500, 500, {"new": 3, "corrected": -3})
    assert found.reason_text == "更正－3户"
    assert found.now_known_text == "497户"


def test_a_figure_that_the_edition_before_did_not_have() -> None:
    new = figure({A: 500})
    (found,) = movements([], [], [new], villages_before=set(), villages_now=set())
    assert (found.was, parts(found), found.was_text) == (None, {"new": 500}, "未报")


def test_money_is_kept_in_fen_and_read_in_wan() -> None:
    old, new = ({**figure({A: amount}), "unit": "分"} for amount in (300_000_000_00, 310_000_000_00))
    found = moved(old, old, new)
    assert found.was_text == "30,000.00万元"


places = st.sampled_from(["3", "4", "9"])
keys = st.builds(lambda place, day: f"{place}@2026-11-{day:02d}T17:00+08:00", places, st.integers(1, 9)) | places
values = st.integers(-(10**15), 10**15) | st.sampled_from(["未报", "已报", "红灯"])
numbers = st.integers(-(10**15), 10**15) | st.decimals("-1e9", "1e9", places=3).map(str) | st.none()
figures = st.none() | st.builds(
    lambda counted, number, method: {**figure(counted, 0, method=method), "numerator": number},
    st.dictionaries(keys, values, max_size=6),
    numbers,
    st.sampled_from(["1", "2"]),
)
villages = st.frozensets(st.sampled_from([3, 4, 9]))


@given(figures, figures, figures, villages, villages)
def test_the_parts_always_add_up(old: Any, same: Any, new: Any, before: frozenset[int], now: frozenset[int]) -> None:
    found = movements(*([each] if each else [] for each in (old, same, new)), villages_before=before, villages_now=now)
    was, is_now = (Decimal(each["numerator"] or 0) if each else Decimal(0) for each in (old, new))
    if not found:
        assert was == is_now
        return
    assert sum(found[0].parts.values()) == is_now - was
    assert set(found[0].parts) == set(PARTS)
