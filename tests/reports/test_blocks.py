"""The frozen values of an edition: they come back equal, keep both numbers, and never print a 0 for nothing."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.reports.blocks import (
    AddedWords,
    Align,
    Chart,
    Column,
    Count,
    Countdown,
    Distribution,
    EditionDocument,
    Heading,
    Issue,
    Lamp,
    LampColour,
    LampRow,
    LampTable,
    PageOne,
    Rate,
    Section,
    Stamp,
    StuckPoint,
    Table,
    Text,
    change_text,
    from_json,
    to_json,
)

text = st.text(st.characters(exclude_categories=("Cs",)), max_size=20)
numbers = st.one_of(st.integers(-(10**15), 10**15), st.decimals(-(10**9), 10**9, places=2, allow_nan=False))
maybe = st.none() | numbers
days = st.dates(date(2000, 1, 1), date(2100, 1, 1))
lamps = st.builds(Lamp, st.sampled_from(LampColour), text.filter(bool), text)
columns = st.builds(Column, text, st.integers(1, 28), st.sampled_from(Align))
options = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | text,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(text, inner, max_size=3),
    max_leaves=8,
)


@st.composite
def tables(draw: st.DrawFn) -> Table:
    heads = tuple(draw(st.lists(columns, min_size=1, max_size=4)))
    row = st.tuples(*[st.none() | text] * len(heads))
    return Table(draw(text), heads, tuple(draw(st.lists(row, max_size=3))), draw(text))


@st.composite
def lamp_tables(draw: st.DrawFn) -> LampTable:
    dimensions = tuple(draw(st.lists(text, max_size=4)))
    row = st.builds(LampRow, text, st.tuples(*[lamps] * len(dimensions)))
    return LampTable(draw(text), dimensions, tuple(draw(st.lists(row, max_size=3))), draw(text))


blocks = st.one_of(
    st.builds(Text, text),
    st.builds(Heading, text, st.sampled_from([1, 2, 3])),
    tables(),
    lamp_tables(),
    st.builds(Rate, text, maybe, maybe, text, maybe),
    st.builds(Count, text, maybe, text, maybe),
    st.builds(Chart, text, st.dictionaries(text, options, max_size=3), text, st.integers(4, 10)),
    st.builds(Countdown, text, days, st.integers(-9999, 9999)),
)
stuck = st.builds(StuckPoint, text, st.none() | text, st.none() | text, st.none() | text)
documents = st.builds(
    EditionDocument,
    text,
    text,
    days,
    st.builds(
        PageOne,
        text,
        text,
        st.lists(text, max_size=4).map(tuple),
        text | st.lists(stuck, max_size=4).map(tuple),
        text,
        st.none() | text,
        text,
        text,
    ),
    st.lists(st.builds(Section, text, text, st.lists(blocks, max_size=3).map(tuple)), max_size=2).map(tuple),
    is_demonstration=st.booleans(),
    covers=text,
)
issues = st.builds(
    Issue,
    text,
    st.none() | days,
    text,
    st.builds(AddedWords, text, text, text, text),
    text,
    st.builds(Distribution, text, text, text, st.none() | st.integers(0, 999)),
    st.lists(st.builds(Stamp, text, text, st.lists(text, max_size=2).map(tuple)), max_size=2).map(tuple),
    text,
)


@given(documents | issues)
def test_a_document_comes_back_equal_through_the_text_that_is_stored(document: EditionDocument | Issue) -> None:
    stored = json.dumps(to_json(document), allow_nan=False)
    assert from_json(json.loads(stored)) == document
    assert to_json(from_json(json.loads(stored))) == json.loads(stored)


def test_a_document_that_an_earlier_release_froze_is_still_read() -> None:
    document = EditionDocument("办公室", "数据截至", date(2026, 11, 23), PageOne("题", "x", (), "未报。", "x"), ())
    earlier = {"issue_text": None, "is_draft": True, "colophon": {"type": "Colophon", "check_code": ""}}
    assert from_json({**to_json(document), **earlier}) == document


@pytest.mark.parametrize("value", [0.5, object(), {1}, b"x", Table, [1, 2], {"a": 1}])
def test_what_is_no_report_value_is_not_stored(value: Any) -> None:
    with pytest.raises(TypeError, match="not a report value"):
        to_json(value)


@pytest.mark.parametrize(
    "data", [{"type": "Text"}, {"type": "Text", "text": "x", "more": 1}, {"type": "os.system"}, {"text": "x"}]
)
def test_what_was_never_stored_is_not_read(data: Any) -> None:
    with pytest.raises(ValueError, match=r"unknown report value|Text"):
        from_json(data)


@pytest.mark.parametrize(
    ("make", "told"),
    [
        (lambda: Heading("x", 4), "level"),
        (lambda: Column("x", 0), "one character"),
        (lambda: Table("名", (Column("甲"), Column("乙")), (("1",),)), "2 cells"),
        (lambda: Lamp(LampColour.RED, ""), "word"),
        (lambda: LampTable("名", ("进度",), (LampRow("村", ()),)), "1 lamps"),
        (lambda: Chart("x", {}, "x", 11), "4 to 10"),
        (lambda: Chart("x", {"a": float("nan")}, "x"), "JSON"),
        (lambda: PageOne("x", "x", ("1", "2", "3", "4", "5"), "x", "x"), "four lines"),
    ],
)
def test_what_could_not_be_printed_is_refused_where_it_is_made(make: Any, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        make()


@pytest.mark.parametrize(
    ("numerator", "denominator", "printed"),
    [
        (2139, 2186, "97.85%"),
        (571, 580, "98.45%"),
        (1, 8, "12.50%"),
        (0, 10, "0.00%"),
        (1, 3, "33.33%"),
        (2, 3, "66.67%"),
        (1, 16000, "0.01%"),  # 0.00625
        (1, 800, "0.13%"),  # 0.125: half goes away from zero
        (3, 800, "0.38%"),  # 0.375
        (-1, 800, "-0.13%"),
        (201, 20000, "1.01%"),  # 1.005
        (Decimal("1.005"), 100, "1.01%"),
        (10**15 + 1, 10**15, "100.00%"),
        (5, 0, None),
        (None, 10, None),
        (5, None, None),
    ],
)
def test_a_share_is_rounded_half_away_from_zero_and_never_said_over_nothing(
    numerator: Any, denominator: Any, printed: str | None
) -> None:
    assert Rate("率", numerator, denominator, "户").percent_text == printed


@given(st.integers(-(10**12), 10**12), st.integers(1, 10**9))
def test_a_share_differs_from_the_exact_one_by_half_a_hundredth_at_most(numerator: int, denominator: int) -> None:
    printed = Rate("率", numerator, denominator, "户").percent_text
    assert printed
    # In whole numbers: |printed × 100 × denominator − numerator × 10000| ≤ denominator / 2, ties away from zero.
    hundredths = int(printed.removesuffix("%").replace(".", ""))
    rest = abs(hundredths) * denominator - abs(numerator) * 10_000
    assert -denominator < 2 * rest <= denominator


@pytest.mark.parametrize(
    ("block", "said"),
    [
        (Rate("签约率", 2139, 2186, "户", was=2127), "签约率97.85%（2139/2186户，比上周＋12户）"),
        (Rate("签约率", None, 2186, "户"), "签约率未报（基数2186户）"),
        (Rate("签约率", 5, None, "户"), "签约率（5/未报户）"),
        (Rate("签约率", 0, 0, "户"), "签约率（0/0户）"),
        (Count("质询新增", 6, "件", was=4), "质询新增6件（比上周＋2件）"),
        (Count("质询新增", 6, "件", was=6), "质询新增6件（比上周持平）"),
        (Count("质询新增", 6, "件", was=9), "质询新增6件（比上周－3件）"),
        (Count("腾空", None, "户"), "腾空未报"),
        (Count("到位", Decimal("9.42"), "亿元"), "到位9.42亿元"),
        (Countdown("回迁", date(2027, 12, 31), 404), "回迁（2027年12月31日）：还有404天"),
        (Countdown("封顶", date(2025, 12, 31), -326), "封顶（2025年12月31日）：已过326天"),
        (Countdown("封顶", date(2025, 12, 31), 0), "封顶（2025年12月31日）：还有0天"),
    ],
)
def test_a_figure_says_its_base_and_its_change(block: Any, said: str) -> None:
    assert block.text == said


@pytest.mark.parametrize(("now", "was", "said"), [(5, 5, "持平"), (7, 5, "＋2户"), (5, 7, "－2户")])
def test_a_change_has_no_arrow(now: int, was: int, said: str) -> None:
    assert change_text(now, was, "户") == said
