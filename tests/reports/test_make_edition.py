"""make_edition: what an edition says and counts is frozen with its hash, once a week."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import connection

from portal.kernel.errors import BrokenInvariant, NotPermitted
from portal.kernel.periods import Week
from portal.kernel.permissions import PORTAL
from portal.kernel.records import WrittenOutsideAction
from portal.reports import rules
from portal.reports.actions import keep_paper, make_edition
from portal.reports.composing import document_of
from portal.reports.facts import EditionMade
from portal.reports.lifecycle import EditionState
from portal.reports.models import Edition
from portal.reports.models.edition import FROZEN
from tests import world
from tests.clock import go_on
from tests.projects import sql
from tests.reports.conftest import FIRST_WEEK, SYSTEM, composed, everywhere, frozen


def test_it_keeps_the_words_the_figures_and_what_they_were_counted_from(installation: datetime) -> None:
    edition = frozen()
    edition.refresh_from_db()
    content = composed()
    assert edition.data == content.as_data()
    assert document_of(edition.data) == content.document
    assert edition.data_hash == rules.data_hash(edition.data)
    assert (edition.week, edition.revision, edition.state) == ("2026-W47", 1, EditionState.DRAFT)
    assert edition.cut_off_at == FIRST_WEEK.cut_off()
    assert len(edition.village_ids) == 12
    assert not edition.is_printed


def test_each_figure_keeps_its_keys_and_its_method(installation: datetime) -> None:
    figures = {figure["key"]: figure for figure in frozen().data["figures"]}
    reporting = figures["projects.reporting"]
    assert (reporting["numerator"], reporting["denominator"], reporting["method"]) == (0, 12, "1")
    assert reporting["counted"] == {str(pk): "未报" for pk in sorted(composed().scope.villages)}


def test_the_same_knowledge_gives_the_same_hash(installation: datetime) -> None:
    first = rules.data_hash(composed().as_data())
    go_on(timedelta(days=3))
    assert rules.data_hash(composed().as_data()) == first


def test_it_is_told(installation: datetime, deeds: list) -> None:
    edition = frozen()
    assert deeds[-1].facts == [EditionMade(edition.pk, "weekly", "2026-W47", 1, edition.data_hash)]


def test_a_week_has_one(installation: datetime) -> None:
    frozen()
    with pytest.raises(BrokenInvariant, match="这一周"):
        frozen()
    assert Edition.objects.count() == 1


def test_only_who_makes_editions_makes_one(installation: datetime) -> None:
    content = composed()
    for actor in (everywhere("commander"), world.actor(world.holder("office", world.village(1)))):
        with pytest.raises(NotPermitted):
            make_edition(actor, PORTAL, week=FIRST_WEEK, content=content, code_version="1")
    assert not Edition.objects.exists()


@pytest.mark.database
@pytest.mark.parametrize("column", FROZEN)
def test_the_database_lets_nobody_change_a_frozen_column(installation: datetime, column: str) -> None:
    edition = frozen()
    other = {
        "kind": "monthly", "week": "2026-W46", "revision": 2, "village_ids": [1], "data": '{"a": 1}',
        "cut_off_at": "2026-01-01", "known_at": "2027-01-01", "recorded_at": "2027-01-01", "data_hash": "0" * 64,
        "code_version": "2", "is_demonstration": True, "first_week": "2026-W46", "stamps": '[1]',
        "difference": '{"a": 1}', "corrects": edition.pk, "correction_reason": "另有原因",
    }[column]  # fmt: skip
    saying = "专报内容生成后不能改动"
    column = "corrects_id" if column == "corrects" else column
    sql.is_refused(f"UPDATE reports_edition SET {column} = %s WHERE id = %s", other, edition.pk, saying=saying)  # noqa: S608
    assert list(Edition.objects.values_list("data_hash", "week")) == [(edition.data_hash, "2026-W47")]


@pytest.mark.database
@pytest.mark.parametrize(
    ("statement", "saying"),
    [
        ("DELETE FROM reports_edition", "专报不能删除"),
        ("TRUNCATE reports_edition CASCADE", "permission denied"),
        ("ALTER TABLE reports_edition DISABLE TRIGGER ALL", "must be owner"),
        ("DROP TABLE reports_edition CASCADE", "must be owner"),
    ],
)
def test_the_database_lets_nobody_remove_one(installation: datetime, statement: str, saying: str) -> None:
    frozen()
    sql.is_refused(statement, saying=saying)
    assert Edition.objects.count() == 1


@pytest.mark.database
def test_its_paper_is_kept_once(installation: datetime) -> None:
    edition = keep_paper(SYSTEM, frozen(), pdf_hash="a" * 64, template_version="1")
    for column in ("pdf_hash", "template_version"):
        sql.is_refused(
            f"UPDATE reports_edition SET {column} = %s WHERE id = %s",  # noqa: S608
            "b" * 64 if column == "pdf_hash" else "2",
            edition.pk,
            saying="专报文件存档后不能更换",
        )


@pytest.mark.database
def test_its_state_may_move_on(installation: datetime) -> None:
    """What people will do with a draft (review, sign) is no change of what it says."""
    frozen()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE reports_edition SET state = state")
        assert cursor.rowcount == 1


def test_nobody_writes_one_outside_an_action(installation: datetime) -> None:
    edition = frozen()
    for write in (edition.save, edition.delete, lambda: Edition.objects.update(week="2026-W01")):
        with pytest.raises(WrittenOutsideAction):
            write()


@pytest.mark.database
def test_an_edition_is_not_made_before_its_cut_off(installation: datetime) -> None:
    edition = frozen()
    sql.is_refused(
        "INSERT INTO reports_edition (kind, week, revision, state, village_ids, cut_off_at, known_at, data, data_hash,"
        " pdf_hash, code_version, template_version, is_demonstration, first_week, stamps, difference,"
        " correction_reason, signatory, number_text, colophon, issued_hash, office_hash,"
        " issued_template_version)"
        " VALUES ('weekly', '2026-W48', 1, 'draft', '{}', %s, %s, '{}', %s, '', '1', '', false, '', '[]', '{}', '',"
        " '', '', '{}', '', '', '')",
        edition.cut_off_at,
        edition.cut_off_at - timedelta(seconds=1),
        "0" * 64,
        saying="edition_is_known_after_its_cut_off",
    )


def test_the_week_after_is_another_edition(installation: datetime) -> None:
    frozen()
    go_on(timedelta(days=7))
    assert frozen(Week(2026, 48)).week == "2026-W48"
