"""The stored difference: through real deeds, a late entry, a correction and another method each show as such."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from portal.kernel.periods import SHANGHAI, Week
from portal.reports import making, rules
from portal.reports.blocks import Stamp
from portal.reports.composing import Content
from portal.reports.contributions import STAMPS
from portal.reports.models import Edition
from projects.actions import correct_figure
from projects.models import FigureReport
from projects.report_sections import page_one
from tests import world
from tests.clock import stand_at
from tests.reports.conftest import FIRST_WEEK, printed

SIGNED = "projects.figure.signed_households"
SECOND = FIRST_WEEK.next


def at(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=SHANGHAI)  # type: ignore[arg-type, misc]


@pytest.fixture
def two_weeks(seeded_friday: datetime) -> Edition:
    """An edition of week 47 in which village 3 had 500 and village 5 had 100; a week later 3 has 510."""
    world.reported(world.village(3), "signed_households", 500, 582, as_of=at(2026, 11, 20, 8))
    world.reported(world.village(5), "signed_households", 100, 120, as_of=at(2026, 11, 20, 8))
    stand_at(at(2026, 11, 22, 18, 3))
    first = printed(FIRST_WEEK)
    stand_at(at(2026, 11, 28, 9))
    world.reported(world.village(3), "signed_households", 510, 582)
    return first


def told(week: Week = SECOND) -> Content:
    return making.content_of(making.Telling(week))


def parts(content: Content, key: str = SIGNED) -> dict[str, Any]:
    rows = {row["key"]: row for row in content.difference["figures"]}
    row = rows.get(key, {"parts": {}, "was": 0, "now": 0})
    assert sum(row["parts"].values()) == row["now"] - row["was"]
    return dict(row["parts"])


def correct(village: int, number: int) -> None:
    standing = FigureReport.objects.known_at(None).filter(village=world.village(village)).order_by("as_of").first()
    correct_figure(world.WHY, standing, numerator=number, denominator=582, source="更正", reason="重复计算")


def test_what_happened_since_is_new(two_weeks: Edition) -> None:
    stand_at(at(2026, 11, 29, 18, 3))
    content = told()
    assert parts(content) == {"new": 10}
    assert content.difference["against"] == {
        "name": "2026-W47/1", "data_hash": two_weeks.data_hash, "known_at": "2026-11-22T18:00:00+08:00",
    }  # fmt: skip


def test_a_late_entry_shows_as_late(two_weeks: Edition) -> None:
    world.reported(world.village(4), "signed_households", 200, 268, as_of=at(2026, 11, 21, 17))
    stand_at(at(2026, 11, 29, 18, 3))
    assert parts(told()) == {"new": 10, "late": 200}


def test_a_late_count_of_a_village_that_had_one_adds_its_difference(two_weeks: Edition) -> None:
    world.reported(world.village(5), "signed_households", 104, 120, as_of=at(2026, 11, 22, 12))
    stand_at(at(2026, 11, 29, 18, 3))
    assert parts(told()) == {"new": 10, "late": 4}


def test_a_correction_shows_as_corrected(two_weeks: Edition) -> None:
    correct(5, 97)
    stand_at(at(2026, 11, 29, 18, 3))
    assert parts(told()) == {"new": 10, "corrected": -3}


def test_another_method_shows_as_method(two_weeks: Edition, monkeypatch: pytest.MonkeyPatch) -> None:
    correct(5, 97)
    monkeypatch.setattr(page_one, "METHOD", "2")
    stand_at(at(2026, 11, 29, 18, 3))
    assert parts(told()) == {"new": 10, "method": -3}


def test_all_of_them_at_once_add_up(two_weeks: Edition) -> None:
    correct(5, 97)
    world.reported(world.village(4), "signed_households", 200, 268, as_of=at(2026, 11, 21, 17))
    stand_at(at(2026, 11, 29, 18, 3))
    assert parts(told()) == {"new": 10, "late": 200, "corrected": -3}


def test_what_became_known_only_after_this_cut_off_shows_in_neither(two_weeks: Edition) -> None:
    stand_at(at(2026, 11, 29, 18, 3))
    in_time = told()
    stand_at(at(2026, 12, 2, 9))
    correct(5, 90)
    world.reported(world.village(4), "signed_households", 200, 268, as_of=at(2026, 11, 21, 17))
    late = told()
    assert rules.data_hash(late.as_data()) == rules.data_hash(in_time.as_data())
    assert late.difference == in_time.difference


def test_made_in_one_go_after_a_stop_both_editions_are_those_made_in_time(two_weeks: Edition) -> None:
    """The earlier one is not there yet when the later one is told: it is read as it will be."""
    stand_at(at(2026, 12, 2, 9))
    correct(5, 97)
    stand_at(at(2026, 12, 6, 18, 3))
    third = SECOND.next
    alone = told(third)
    second = printed(SECOND)
    after = told(third)
    assert rules.data_hash(alone.as_data()) == rules.data_hash(after.as_data())
    assert alone.difference == after.difference
    assert after.difference["against"]["data_hash"] == second.data_hash
    assert parts(after) == {"corrected": -3}


def test_the_first_edition_has_nothing_to_compare_with(two_weeks: Edition) -> None:
    assert told(FIRST_WEEK.previous).difference == {}


def test_it_is_frozen_with_the_data(two_weeks: Edition) -> None:
    stand_at(at(2026, 11, 29, 18, 3))
    content = told()
    edition = printed(SECOND, content=content)
    assert Edition.objects.get(pk=edition.pk).difference == content.difference


def test_stamps_are_asked_for_first_and_frozen_beside_the_data(
    two_weeks: Edition, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[str] = []

    def vouch(name: str) -> Stamp:
        heard.append(name)
        return Stamp("校验点", "a1b2c3d4e5f60718", ("树大小：12", "树根：…"))

    monkeypatch.setattr(STAMPS, "_entries", {"tests.checkpoint": (0, vouch)})
    stamps = making.stamps_for("2026-W48/1")
    stand_at(at(2026, 11, 29, 18, 3))
    content = told()
    edition = printed(SECOND, content=content, stamps=stamps)
    assert heard == ["2026-W48/1"]
    assert Edition.objects.get(pk=edition.pk).stamps == [
        {
            "type": "Stamp",
            "label": "校验点",
            "short": "a1b2c3d4e5f60718",
            "lines": ["树大小：12", "树根：…"],
        }
    ]
    assert edition.data_hash == rules.data_hash(replace(content).as_data())
