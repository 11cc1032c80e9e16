"""propose_grant: who, which role, where, from when until when, on what paper; never for oneself."""

from datetime import timedelta

import pytest

from portal.accounts import actions as accounts
from portal.kernel import clock
from portal.kernel.errors import BrokenInvariant, NotPermitted
from portal.kernel.periods import Period
from portal.kernel.permissions import PORTAL
from projects import actions
from projects.actions.grants import GrantIncomplete, GrantIsOver, NotInOffice, OwnGrant
from projects.lifecycle import GrantState
from projects.models import GrantMove, Role, RoleGrant, Village
from tests import world

ADMINS = ("system_admin", "security_admin", "audit_admin")


@pytest.fixture
def user(seeded):
    return world.person("newcomer", "新同志")


def proposed(where, user, role="community", by=world.WHY, **inputs):
    given = {"starts_on": clock.today(), "document": "授权通知", **inputs}
    return actions.propose_grant(by, where, user=user, role=Role.objects.get(key=role), **given)


def test_it_waits_and_gives_nothing_yet(village, user, acting, deeds):
    office = acting("office", None)
    deeds.clear()
    grant = proposed(village, user, by=office)
    assert (grant.state, grant.proposed_by, grant.made_by_set_up) == (GrantState.PROPOSED, office.user, False)
    assert not Village.objects.visible_to(world.actor(user)).exists()
    [move] = GrantMove.objects.filter(grant=grant)
    assert (move.verb, move.from_state, move.to_state, move.by) == ("propose", "", "proposed", office.user)
    noted = [change.table for change in deeds[0].changes]
    assert noted == ["projects.rolegrant", "projects.grantmove"]
    assert deeds[0].changes[0].scope == (village.pk,)


def test_for_all_villages_it_takes_the_power_over_all(village, elsewhere, user, acting):
    in_one = acting("office", village)
    assert proposed(village, user, by=in_one).village == village
    for where in (elsewhere, PORTAL):
        with pytest.raises(NotPermitted):
            proposed(where, user, by=in_one)
    with pytest.raises(NotPermitted):
        proposed(village, user, by=acting("security_admin", None))


def test_nobody_proposes_for_himself(village, acting):
    office = acting("office", None)
    with pytest.raises(OwnGrant, match="不能给本人授权"):
        proposed(village, office.user, by=office)


def test_no_deputy_proposes_for_his_principal(village, acting, user):
    principal = acting("office", None).user
    today = clock.today()
    accounts.delegate(
        world.WHY, principal, deputy=user, days=Period(today, today + timedelta(days=5)), document="委托书"
    )
    deputy = world.actor(user)
    with pytest.raises(OwnGrant, match="B角"):
        proposed(village, principal, by=deputy)
    grant = proposed(village, world.person("third", "丙"), by=deputy)
    assert GrantMove.objects.get(grant=grant).on_behalf_of == principal


def test_a_third_party_needs_one_village_an_end_a_document_and_a_task(village, user):
    with pytest.raises(GrantIncomplete, match="所在点位、截止日期、委托或通知文件、承担任务") as refused:
        proposed(PORTAL, user, "third_party", document=" ")
    assert set(refused.value.fields) == {"village", "expires_on", "document", "task"}
    end = clock.today() + timedelta(days=30)
    grant = proposed(village, user, "third_party", document="测绘委托书", task="房屋测绘", expires_on=end)
    assert (grant.village, grant.expires_on, grant.task) == (village, end, "房屋测绘")


def test_an_auditor_needs_an_end_and_a_document(user):
    with pytest.raises(GrantIncomplete, match="截止日期、委托或通知文件") as refused:
        proposed(PORTAL, user, "auditor", document="")
    assert set(refused.value.fields) == {"expires_on", "document"}


def test_days_that_are_over_are_not_granted(village, user):
    today = clock.today()
    with pytest.raises(GrantIsOver, match="截止日期已过") as refused:
        proposed(village, user, starts_on=today - timedelta(days=9), expires_on=today)
    assert set(refused.value.fields) == {"expires_on"}


def test_it_ends_after_it_begins(village, user):
    soon = clock.today() + timedelta(days=3)
    with pytest.raises(BrokenInvariant, match="截止日期应晚于起始日期"):
        proposed(village, user, starts_on=soon, expires_on=soon)


def test_only_to_somebody_in_office(village, user):
    accounts.deactivate_person(world.WHY, user)
    user.refresh_from_db()
    with pytest.raises(NotInOffice, match="账号已停用"):
        proposed(village, user)


def test_the_same_is_not_proposed_twice_at_a_time(village, elsewhere, user):
    today = clock.today()
    proposed(village, user, expires_on=today + timedelta(days=10))
    with pytest.raises(BrokenInvariant, match="已有同一角色的授权"):
        proposed(village, user, starts_on=today + timedelta(days=9))
    assert proposed(village, user, starts_on=today + timedelta(days=10)).village == village
    assert proposed(elsewhere, user).village == elsewhere


def test_all_villages_is_a_place_of_its_own(user):
    proposed(PORTAL, user)
    with pytest.raises(BrokenInvariant, match="已有同一角色的授权"):
        proposed(PORTAL, user)


@pytest.mark.parametrize("admin", ADMINS)
@pytest.mark.parametrize("other", ["community", "auditor", *ADMINS])
def test_administrators_exclude_each_other_and_every_business_role(village, user, admin, other):
    end = clock.today() + timedelta(days=30)
    proposed(PORTAL, user, admin)
    if other == admin:
        assert RoleGrant.objects.filter(user=user).count() == 1
        return
    with pytest.raises(BrokenInvariant, match="互不兼任"):
        proposed(village, user, other, expires_on=end)


def test_who_only_reads_does_nothing_else(village, user):
    proposed(village, user, "discipline")
    with pytest.raises(BrokenInvariant, match="只读角色不兼任业务角色"):
        proposed(village, user, "community")


def test_duties_one_after_the_other_are_apart(user):
    """Somebody may become an administrator on the day on which his old role ends."""
    turn = clock.today() + timedelta(days=10)
    proposed(PORTAL, user, "system_admin", expires_on=turn)
    assert proposed(PORTAL, user, "community", starts_on=turn).state == GrantState.PROPOSED
