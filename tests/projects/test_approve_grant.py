"""approve_grant: by a second person, from its first day until its end, and gone at the next request after it."""

from datetime import timedelta

import pytest
from guardian.utils import get_user_obj_perms_model

from portal.accounts import actions as accounts
from portal.kernel import clock
from portal.kernel.errors import NotPermitted, WrongState
from projects import actions, permissions
from projects.actions.grants import GrantIsOver, NotInOffice, OwnGrant
from projects.facts import GrantApproved
from projects.lifecycle import GrantState
from projects.models import GrantMove, Role, RoleGrant, Village, VillageUserPermission
from projects.selectors.seed_data import seed_roles
from tests import world
from tests.clock import go_on


@pytest.fixture
def user(seeded):
    return world.person("newcomer", "新同志")


@pytest.fixture
def proposed(village, user, acting):
    office = acting("office", None)

    def propose(**inputs):
        given = {"starts_on": clock.today(), "role": Role.objects.get(key="community"), **inputs}
        return actions.propose_grant(office, village, user=user, **given)

    return propose


@pytest.fixture
def approve(acting):
    security = acting("security_admin", None)
    return lambda grant: actions.approve_grant(security, grant)


def villages_of(user):
    return list(Village.objects.visible_to(world.actor(user)).values_list("pk", flat=True))


def test_it_counts_at_once(village, user, proposed, acting, deeds):
    security = acting("security_admin", None)
    grant = proposed()
    deeds.clear()
    actions.approve_grant(security, grant)
    grant.refresh_from_db()
    assert (grant.state, grant.approved_by) == (GrantState.ACTIVE, security.user)
    assert villages_of(user) == [village.pk]
    assert deeds[0].facts == [GrantApproved(grant.pk, user.pk, village.pk, "community")]
    assert deeds[0].changes[0].after == {"approved_by_id": security.user.pk, "state": "active"}
    assert GrantMove.objects.filter(grant=grant).order_by("pk").last().verb == "approve"


def test_guardian_holds_a_row_per_power_in_its_direct_table(village, user, proposed, approve):
    approve(proposed())
    rows = get_user_obj_perms_model(Village).objects.filter(user=user)
    role = next(role for role in seed_roles() if role["key"] == "community")
    reaching = {power for power, reach in role["powers"].items() if reach == "village"}
    assert {"report_figures", "survey_households"} < reaching
    assert {(row.permission.codename, row.content_object_id) for row in rows} == {
        (power, village.pk) for power in reaching
    }
    assert get_user_obj_perms_model(Village) is VillageUserPermission


def test_it_takes_the_power_in_this_village(elsewhere, proposed, acting):
    grant = proposed()
    for actor in (acting("security_admin", elsewhere), acting("commander", None)):
        with pytest.raises(NotPermitted):
            actions.approve_grant(actor, grant)
    assert RoleGrant.objects.get(pk=grant.pk).state == GrantState.PROPOSED


def test_whoever_proposed_does_not_approve(village, user):
    """A role of one's own may hold both powers; the two steps still take two people."""
    roles = [{"key": "both", "name": "双权角色", "powers": {"propose_grant": "village", "approve_grant": "village"}}]
    actions.load_roles(world.WHY, world.PORTAL, roles=roles)
    both = world.actor(world.holder("both"))
    other = world.actor(world.holder("both", username="other"))
    role = Role.objects.get(key="community")
    grant = actions.propose_grant(both, village, user=user, role=role, starts_on=clock.today())
    with pytest.raises(OwnGrant, match="请由其他安全管理员批准"):
        actions.approve_grant(both, grant)
    assert actions.approve_grant(other, grant).approved_by == other.user


def test_nobody_approves_his_own(village, acting):
    security = acting("security_admin", village)
    role = Role.objects.get(key="security_admin")
    grant = actions.propose_grant(
        acting("office", None), world.PORTAL, user=security.user, role=role, starts_on=clock.today()
    )
    over_all = world.actor(world.holder("security_admin", username="over-all"))
    with pytest.raises(NotPermitted):
        actions.approve_grant(security, grant)
    assert actions.approve_grant(over_all, grant).state == GrantState.ACTIVE


def test_he_who_gets_it_does_not_approve_it(village, acting):
    security = acting("security_admin", None)
    role = Role.objects.get(key="security_admin")
    grant = actions.propose_grant(
        acting("office", None), village, user=security.user, role=role, starts_on=clock.today()
    )
    with pytest.raises(OwnGrant, match="授予您本人"):
        actions.approve_grant(security, grant)


def test_once(proposed, approve):
    grant = proposed()
    approve(grant)
    with pytest.raises(WrongState, match="有效") as refused:
        approve(grant)
    assert refused.value.status == 409


def test_what_waited_too_long_is_proposed_anew(proposed, approve):
    grant = proposed(expires_on=clock.today() + timedelta(days=2))
    go_on(timedelta(days=2))
    with pytest.raises(GrantIsOver, match="重新提出"):
        approve(grant)


def test_not_for_somebody_who_left(proposed, user, approve):
    grant = proposed()
    accounts.deactivate_person(world.WHY, user)
    with pytest.raises(NotInOffice, match="账号已停用"):
        approve(grant)


def test_it_begins_on_its_first_day_and_is_over_on_its_last(village, user, proposed, approve):
    today = clock.today()
    approve(proposed(starts_on=today + timedelta(days=1), expires_on=today + timedelta(days=3)))
    seen = []
    for _ in range(4):
        seen.append(villages_of(user))
        go_on(timedelta(days=1))
    assert seen == [[], [village.pk], [village.pk], []]
    assert VillageUserPermission.objects.filter(user=user).exists()


def test_a_row_of_guardian_alone_gives_nothing(elsewhere, user, proposed, approve):
    """What counts is the grant: a row that is left over, or was slipped in, opens no village."""
    approve(proposed())
    row = VillageUserPermission.objects.filter(user=user, permission__codename="view_villages").first()
    VillageUserPermission.objects.create(user=user, permission=row.permission, content_object=elsewhere)
    assert elsewhere.pk not in villages_of(user)


def test_a_grant_without_its_row_gives_nothing(user, proposed, approve):
    approve(proposed())
    VillageUserPermission.objects.filter(user=user).delete()
    assert villages_of(user) == []


def test_an_inactive_person_holds_nothing(user, proposed, approve):
    approve(proposed())
    accounts.deactivate_person(world.WHY, user)
    assert not world.actor(user).may(permissions.VIEW_VILLAGES)
