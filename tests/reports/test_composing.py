"""Composing: slots take what they are meant for, a failing contributor fails the edition, each table is read once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.utils import InternalError
from django.test.utils import CaptureQueriesContext

from portal.kernel import clock
from portal.kernel.errors import DesignError
from portal.kernel.periods import Week
from portal.reports.blocks import EditionDocument, StuckPoint, Text
from portal.reports.composing import compose, snapshot
from portal.reports.contributions import PAGE_ONE, SECTIONS, Decided, Figure, Scope, Slot, page_one, section
from portal.reports.permissions import VIEW_EDITIONS
from projects.report_sections.reading import picture
from tests import world
from tests.reports.conftest import FIRST_WEEK, composed

SCOPE = Scope((1, 2), FIRST_WEEK, FIRST_WEEK.cut_off(), FIRST_WEEK.cut_off())


@pytest.fixture
def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """No app contributes anything; no database is asked in which world it is."""
    monkeypatch.setattr(SECTIONS, "_entries", {})
    monkeypatch.setattr(PAGE_ONE, "_entries", {})
    monkeypatch.setattr(clock, "world", lambda: "real")


def says(slot: Slot, *values: Any, order: int = 10) -> None:
    def contributor(scope: Scope) -> Iterator[Any]:
        yield from values

    contributor.__name__ = f"contributor_{len(PAGE_ONE)}"
    page_one(slot, order=order)(contributor)


def shows(key: str, *values: Any, order: int = 10) -> None:
    section(key, "附表", order=order, needs=VIEW_EDITIONS)(lambda scope: values)


def document() -> EditionDocument:
    return compose(SCOPE).document


def test_what_nobody_says_is_not_reported(alone: None) -> None:
    page = document().page_one
    assert (page.overall, page.progress, page.stuck, page.request) == ("未报。", (), "未报。", "未报。")
    assert page.decisions is None
    assert document().sections == ()


def test_each_slot_gathers_in_its_own_way(alone: None) -> None:
    points = (StuckPoint("甲", None, None, None), StuckPoint("乙", None, None, None))
    says(Slot.OVERALL, "后。", order=20)
    says(Slot.OVERALL, "先。", order=10)
    says(Slot.PROGRESS, "一", "二")
    says(Slot.STUCK, points[0])
    says(Slot.STUCK, points[1], order=20)
    says(Slot.DECISIONS, Decided(3, "办结2项；"))
    says(Slot.DECISIONS, Decided(1, "图审延期。"), order=20)
    page = document().page_one
    assert (page.overall, page.progress, page.stuck) == ("先。后。", ("一", "二"), points)
    assert (page.decided, page.decisions) == ("上周议定4项", "办结2项；图审延期。")


def test_no_decision_of_a_meeting_is_said_too(alone: None) -> None:
    says(Slot.DECISIONS, Decided(0, "无。"))
    assert document().page_one.decided == "上周议定0项"


@pytest.mark.parametrize(
    ("slot", "value"), [(Slot.STUCK, "x"), (Slot.OVERALL, Text("x")), (Slot.DECISIONS, "x"), (Slot.PROGRESS, 5)]
)
def test_a_slot_refuses_what_it_does_not_take(alone: None, slot: Slot, value: Any) -> None:
    says(slot, value)
    with pytest.raises(DesignError, match=f"slot {slot} of page one does not take"):
        document()


def test_a_fifth_line_of_progress_is_refused(alone: None) -> None:
    says(Slot.PROGRESS, "1", "2", "3")
    says(Slot.PROGRESS, "4", "5")
    with pytest.raises(DesignError, match="room for four"):
        document()


def test_a_figure_given_twice_is_refused(alone: None) -> None:
    shows("a.one", Figure("a.x", "甲", 1))
    shows("a.two", Figure("a.x", "甲", 2))
    with pytest.raises(DesignError, match="contributed twice"):
        document()


def test_the_same_figure_of_two_villages_is_no_double(alone: None) -> None:
    shows("a.one", *(Figure("a.x", "甲", pk, village=pk) for pk in (2, 1)))
    assert [figure.village for figure in compose(SCOPE).figures] == [1, 2]


def test_a_section_is_registered_once(alone: None) -> None:
    shows("a.one")
    with pytest.raises(DesignError, match="contributed twice"):
        shows("a.one")


def test_a_contributor_that_fails_fails_the_edition(alone: None) -> None:
    def failing(scope: Scope) -> Iterator[Any]:
        yield "先说一半"
        raise ZeroDivisionError

    says(Slot.OVERALL, "好。")
    page_one(Slot.PROGRESS, order=10)(failing)
    with pytest.raises(ZeroDivisionError):
        document()


def test_a_section_without_blocks_is_left_out_and_its_figures_are_kept(alone: None) -> None:
    shows("a.one", Figure("a.x", "甲", 0))
    shows("a.two", Text("文"))
    content = compose(SCOPE)
    assert [part.key for part in content.document.sections] == ["a.two"]
    assert [figure.key for figure in content.figures] == ["a.x"]


def test_an_edition_of_a_demonstration_says_so(alone: None, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not document().is_demonstration
    monkeypatch.setattr(clock, "world", lambda: "demo")
    assert document().is_demonstration


# --- one reading for all contributors --------------------------------------------------------------------------------


def test_a_reading_is_shared_within_a_scope_and_by_no_other() -> None:
    read: list[Scope] = []

    def reading(scope: Scope) -> int:
        read.append(scope)
        return len(read)

    first, same = SCOPE.previous, SCOPE.previous
    assert first == same
    assert [first.once(reading), first.once(reading), same.once(reading)] == [1, 1, 2]
    assert first == same
    assert hash(first) == hash(same)


def test_each_composing_reads_for_itself(alone: None) -> None:
    seen: list[object] = []
    says(Slot.OVERALL, "x")
    section("a.one", "附表", order=1, needs=VIEW_EDITIONS)(
        lambda scope: seen.append(scope.once(lambda _: object())) or ()
    )
    section("a.two", "附表", order=2, needs=VIEW_EDITIONS)(lambda scope: seen.append(scope) or ())
    compose(SCOPE)
    compose(SCOPE)
    assert seen[1] is not seen[3]
    assert SCOPE._readings == {}


def test_all_contributions_of_projects_read_the_tables_once(installation: datetime) -> None:
    scope = composed().scope
    with CaptureQueriesContext(
        connection,
    ) as alone:
        picture(scope)
    with CaptureQueriesContext(connection) as all_of_them:
        compose(scope)
    # More are only those of the notes (the lamp rule in force, and which one held before it) and of the other apps.
    tables = [query["sql"] for query in all_of_them if "portal_world" not in query["sql"]]
    assert len(alone) <= 22
    assert len(tables) - len(alone) <= 16


def test_twelve_villages_take_no_more_queries_than_two(installation: datetime) -> None:
    def count(villages: tuple[int, ...]) -> int:
        scope = Scope(villages, FIRST_WEEK, FIRST_WEEK.cut_off(), installation)
        with CaptureQueriesContext(connection) as queries:
            compose(scope)
        return len(queries)

    every = composed().scope.villages
    assert count(every) == count(every[:2])


# --- the snapshot ----------------------------------------------------------------------------------------------------


@pytest.mark.database
@pytest.mark.django_db(transaction=True)
def test_an_edition_is_read_from_one_unmoving_picture(seeded_today) -> None:
    """Somebody else's commit in the midst of the reading is not seen; writing is refused."""
    before = world.village(2).name
    with snapshot():
        assert world.village(2).name == before
        rename_elsewhere("改过的名字")
        assert world.village(2).name == before
    assert world.village(2).name == "改过的名字"

    def write() -> None:
        with snapshot(), connection.cursor() as cursor:
            cursor.execute("UPDATE projects_village SET name = 'x'")

    with pytest.raises(InternalError, match="read-only"):
        write()


@pytest.mark.django_db
def test_a_snapshot_inside_a_transaction_would_be_none() -> None:
    with transaction.atomic(), pytest.raises(RuntimeError), snapshot():
        pytest.fail("it must be durable")


def rename_elsewhere(name: str) -> None:
    """As another worker would: on a connection of its own, committed at once."""
    import threading

    from projects.actions import name_village
    from tests.world import WHY

    def rename() -> None:
        try:
            name_village(WHY, world.village(2), name=name, basis="更名批复")
        finally:
            connection.close()

    thread = threading.Thread(target=rename)
    thread.start()
    thread.join()


def test_a_scope_names_its_week_before() -> None:
    assert SCOPE.previous.week == Week(2026, 46)
    assert SCOPE.previous.cut_off == Week(2026, 46).cut_off()
    assert SCOPE.previous.known_at == SCOPE.known_at
