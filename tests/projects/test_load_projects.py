"""load_projects: the lead project and its ceiling are what the public facts say; nobody else has one."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from portal.kernel import clock
from portal.kernel.errors import NotPermitted
from portal.kernel.money import Money
from portal.kernel.permissions import PORTAL
from projects import actions
from projects.facts import ProjectsLoaded
from projects.models import PublicFigure
from projects.selectors.moment import Moment
from projects.selectors.projects import ceiling_of, project_of
from tests import world
from tests.clock import go_on


def test_the_lead_has_its_published_total_and_nobody_else_has_one(seeded):
    lead, other = world.village(1), world.village(2)
    found = ceiling_of([lead.pk, other.pk])
    assert set(found) == {lead.pk}
    assert (found[lead.pk].amount, found[lead.pk].villages) == (Money.yuan("1318000000"), frozenset({lead.pk}))
    assert (found[lead.pk].confidence, bool(found[lead.pk].source)) == ("A", True)
    assert project_of(other.pk) is None


def test_once_more_changes_nothing_and_a_corrected_total_is_a_new_row(seeded, deeds):
    lead, before = world.village(1), clock.now()
    actions.load_projects(world.WHY, PORTAL)
    assert (deeds[0].changes, deeds[0].facts) == ([], [ProjectsLoaded(0, 0)])
    go_on(timedelta(days=1))
    old = PublicFigure.objects.get(village=lead, key="total_investment")
    actions.record_public_figure(
        world.WHY,
        lead,
        key=old.key,
        label=old.label,
        value="13.20亿元",
        number=Decimal(1_320_000_000),
        unit="元",
        source=old.source,
        confidence="A",
        corrects=old,
        reason="公布数更新",
    )
    actions.load_projects(world.WHY, PORTAL)
    assert deeds[-1].facts == [ProjectsLoaded(0, 1)]
    assert ceiling_of([lead.pk])[lead.pk].amount == Money.yuan("1320000000")
    assert ceiling_of([lead.pk], Moment(clock.now(), before))[lead.pk].amount == Money.yuan("1318000000")


def test_only_who_may_record_facts_loads_them(village, acting):
    with pytest.raises(NotPermitted):
        actions.load_projects(acting("township", village), PORTAL)


def test_the_page_of_the_lead_shows_it(client, sign_in, seeded):
    leader = world.holder("commander")
    page = sign_in(leader).get(f"/villages/{world.village(1).pk}/").content.decode()
    assert "示范点改造项目" in page
    assert "总投资是本项目资金安排的上限" in page
    other = client.get(f"/villages/{world.village(2).pk}/").content.decode()
    assert "立项项目" not in other
