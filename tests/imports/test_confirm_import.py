"""confirm_import: exactly what was checked is kept, all of it in one deed, or nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest

from portal.imports import actions
from portal.imports.actions import BaseChanged, NoLongerFits
from portal.imports.checking import Parsed
from portal.imports.contributions import SHEETS
from portal.imports.facts import ImportApplied, ImportConfirmed
from portal.imports.lifecycle import RunState
from portal.kernel.errors import NotPermitted, WrongState
from projects import actions as projects
from projects.models import FigureReport, RoleGrant
from tests import world
from tests.imports.books import FIGURES, SUNDAY, line
from tests.imports.conftest import checked, started


@pytest.fixture
def run(village, cadre):
    return checked(started(cadre, [line(village), line(village, "腾空", 5, 9), line(village, "集体访", 0, "")]))


def test_all_rows_are_kept_as_one_deed_that_the_confirmation_caused(village, cadre, run, deeds):
    run = actions.confirm_import(cadre, run)
    assert (run.state, run.applied_at is not None) == (RunState.APPLIED, True)
    kept = FigureReport.objects.order_by("pk").values_list("kind__label", "numerator", "denominator")
    assert list(kept) == [("签约", 10, 20), ("腾空", 5, 9), ("集体访", 0, None)]
    assert set(FigureReport.objects.values_list("reported_by", flat=True)) == {cadre.user.pk}
    reporting, applying, confirming = deeds
    assert (len(reporting.changes), reporting.cause, applying.cause) == (3, applying.id, confirming.id)
    assert confirming.facts == [ImportConfirmed(run.pk, 3, run.parsed_hash)]
    assert applying.facts == [ImportApplied(run.pk, 3, run.parsed_hash)]


def test_nothing_is_kept_twice(cadre, run):
    actions.confirm_import(cadre, run)
    with pytest.raises(WrongState):
        actions.confirm_import(cadre, run)
    assert FigureReport.objects.count() == 3


def test_what_has_to_be_put_right_is_not_confirmed(village, cadre):
    run = checked(started(cadre, [line(village), line(village, "腾空", 10, 9)]))
    with pytest.raises(WrongState):
        actions.confirm_import(cadre, run)
    assert not FigureReport.objects.exists()


@pytest.mark.parametrize("before", [[], [9]])
def test_a_number_that_came_between_is_told_by_its_row(village, cadre, before):
    for number in before:
        world.reported(village, "signed_households", number, 20, as_of=SUNDAY - timedelta(days=7))
    run = checked(started(cadre, [line(village, "腾空", 5, 9), line(village)]))
    world.reported(village, "signed_households", 8 + len(before), 20, as_of=SUNDAY - timedelta(days=1))
    with pytest.raises(BaseChanged) as refused:
        actions.confirm_import(cadre, run)
    assert refused.value.sentence == (
        "未导入：检查之后，第3行所依据的数据已有变动。本次没有写入任何内容。请放弃本次导入，核对后重新上传。"
    )
    run.refresh_from_db()
    assert run.state == RunState.CHECKED


def test_a_base_that_is_gone_is_as_changed_as_a_new_one(cadre, run, monkeypatch):
    """Whatever the sheet said then and does not say now."""
    then = Parsed.of(run)
    monkeypatch.setitem(then.bases, 9, "7")
    monkeypatch.setattr(Parsed, "of", lambda run: then)
    with pytest.raises(BaseChanged, match="第9行所依据的数据已有变动"):
        actions.confirm_import(cadre, run)


def test_a_correction_of_what_was_before_is_a_change(village, cadre):
    earlier = world.reported(village, "signed_households", 7, 20, as_of=SUNDAY - timedelta(days=7))
    run = checked(started(cadre, [line(village)]))
    projects.correct_figure(world.WHY, earlier, numerator=6, denominator=20, reason="多报一户", source="台账")
    with pytest.raises(BaseChanged):
        actions.confirm_import(cadre, run)


def test_what_was_reported_meanwhile_is_told_in_its_own_words(village, cadre, run):
    world.reported(village, "signed_households", 9, 20, as_of=SUNDAY)
    with pytest.raises(NoLongerFits) as refused:
        actions.confirm_import(cadre, run)
    assert refused.value.sentence == (
        "未导入：检查之后情况有变，第2行：该点位这一时点已报过这项数据。数据有误的，请办理更正并写明原因。"
        "本次没有写入任何内容。请放弃本次导入，核对后重新上传。"
    )
    assert FigureReport.objects.count() == 1


def test_a_right_that_is_gone_is_told_as_such(village, elsewhere, cadre, run):
    for grant in RoleGrant.objects.filter(user=cadre.user):
        projects.end_grant(world.WHY, grant, reason="调离")
    with pytest.raises(NotPermitted):
        actions.confirm_import(world.actor(cadre.user), run)
    world.granted(cadre.user, "community", elsewhere)
    with pytest.raises(NoLongerFits, match=r"第2行“点位”：没有“.*”这一项，或者您的账号不能选择.*另有2行也有变动"):
        actions.confirm_import(world.actor(cadre.user), run)
    assert not FigureReport.objects.exists()


def test_the_power_of_the_sheet_is_asked_for_again(cadre, run, monkeypatch):
    monkeypatch.setattr(type(cadre), "may", lambda self, needed: needed.key != "report_figures")
    with pytest.raises(NotPermitted, match="您的账号没有“报数”的权限，不能导入“点位周报数”。"):
        actions.confirm_import(cadre, run)


def test_another_cannot_confirm(village, run):
    other = world.actor(world.holder("community", village, username="other"))
    with pytest.raises(NotPermitted):
        actions.confirm_import(other, run)


def test_a_sheet_whose_columns_are_others_now_is_not_applied(cadre, run, monkeypatch):
    sheet = SHEETS[FIGURES]
    monkeypatch.setitem(SHEETS._entries, FIGURES, (0, type(sheet)(**{**vars(sheet), "columns": sheet.columns[:-1]})))
    with pytest.raises(NoLongerFits, match="“点位周报数”的列有了变动"):
        actions.confirm_import(cadre, run)


@pytest.mark.parametrize("count", [100, 300])
def test_the_number_of_statements_does_not_grow_with_the_rows(village, cadre, django_assert_num_queries, count):
    rows = [line(village, "集体访", at, "", as_of=f"2026-11-{1 + at // 20:02} {at % 20:02}:30") for at in range(count)]
    run = checked(started(cadre, rows))
    with django_assert_num_queries(CONFIRMING):
        actions.confirm_import(cadre, run)
    assert FigureReport.objects.count() == count


CONFIRMING = 33
"""Recorded; a row more costs none."""
