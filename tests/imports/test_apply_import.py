"""apply_import: many rows are brought in by a worker, once and whole, or not at all with the reason."""

from __future__ import annotations

from datetime import timedelta

import pytest

from portal.imports import actions
from portal.imports.contributions import SHEETS
from portal.imports.facts import ImportApplied, ImportConfirmed, ImportRefused
from portal.imports.lifecycle import RunState
from portal.jobs.models import Job
from portal.jobs.worklist import Outcome, perform
from portal.kernel.errors import NotPermitted, WrongState
from projects import actions as projects
from projects.models import FigureReport, RoleGrant
from tests import world
from tests.clock import go_on
from tests.imports.books import FIGURES, line
from tests.imports.conftest import checked, started


@pytest.fixture
def run(village, cadre, monkeypatch):
    """What its sender has confirmed; it has more rows than are brought in at once."""
    monkeypatch.setattr(actions, "AT_ONCE", 1)
    run = checked(started(cadre, [line(village), line(village, "腾空", 5, 9)]))
    return actions.confirm_import(cadre, run)


def applied(run):
    return perform(Job.objects.get(kind=actions.APPLY_IMPORT, key=str(run.pk)).pk)


def test_a_worker_brings_it_in_as_whoever_sent_it(client, village, cadre, run, deeds):
    assert (run.state, FigureReport.objects.count()) == (RunState.APPLYING, 0)
    client.force_login(cadre.user)
    seen = client.get(f"/imports/{run.pk}/").content.decode()
    assert "正在导入" in seen
    assert 'hx-trigger="every 3s"' in seen
    assert "确认导入" not in seen
    deeds.clear()
    assert applied(run) is Outcome.DONE
    run.refresh_from_db()
    assert (run.state, FigureReport.objects.count()) == (RunState.APPLIED, 2)
    applying = next(deed for deed in deeds if deed.action.endswith("apply_import"))
    assert (applying.actor.user, applying.facts) == (cadre.user, [ImportApplied(run.pk, 2, run.parsed_hash)])
    assert applied(run) is Outcome.NOT_OURS
    with pytest.raises(WrongState):
        actions.apply_import(cadre, run)


def test_whoever_confirms_reads_that_it_is_on_its_way(client, village, cadre, monkeypatch, deeds):
    monkeypatch.setattr(actions, "AT_ONCE", 0)
    run = checked(started(cadre, [line(village)]))
    deeds.clear()
    client.force_login(cadre.user)
    answer = client.post(f"/imports/{run.pk}/confirm/", follow=True).content.decode()
    assert "已确认，正在导入1行。" in answer
    assert [deed.facts for deed in deeds] == [[ImportConfirmed(run.pk, 1, run.parsed_hash)]]
    with pytest.raises(WrongState, match="现在是“正在导入”"):
        actions.discard_import(cadre, run)


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_dies_in_the_middle_leaves_nothing(run, monkeypatch):
    """What it wrote goes with its transaction, the run waits, and the next attempt brings all of it in."""
    sheet, take = SHEETS[FIGURES], SHEETS[FIGURES].take

    def killed(actor, rows):
        take(actor, rows)
        raise ConnectionError("the worker is gone")

    object.__setattr__(sheet, "take", killed)
    try:
        assert applied(run) is Outcome.GIVEN_BACK
    finally:
        object.__setattr__(sheet, "take", take)
    run.refresh_from_db()
    assert (run.state, FigureReport.objects.count()) == (RunState.APPLYING, 0)
    go_on(timedelta(minutes=1, seconds=1))
    assert applied(run) is Outcome.DONE
    assert FigureReport.objects.count() == 2


def test_what_does_not_fit_any_more_is_refused_with_the_reason(client, village, cadre, run, deeds):
    for grant in RoleGrant.objects.filter(user=cadre.user):
        projects.end_grant(world.WHY, grant, reason="调离")
    deeds.clear()
    assert applied(run) is Outcome.DONE
    run.refresh_from_db()
    assert (run.state, FigureReport.objects.count()) == (RunState.FAULTY, 0)
    assert run.complaint == "您的账号没有办理这项工作的权限。工作需要的，请联系指挥部办公室。"
    assert [fact for deed in deeds for fact in deed.facts] == [ImportRefused(run.pk)]


def test_only_the_portal_refuses(village, cadre, run):
    outsider = world.actor(world.holder("community", village, username="outsider"))
    with pytest.raises(NotPermitted):
        actions.refuse_import(outsider, run, complaint="不合适")
    with pytest.raises(NotPermitted):
        actions.apply_import(outsider, run)
