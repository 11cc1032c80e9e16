"""end_grant: gone at the next request, with the reason; what other grants still give stays."""

from datetime import timedelta

import pytest

from portal.kernel import clock
from portal.kernel.errors import NotPermitted, WrongState
from portal.kernel.periods import SHANGHAI
from projects import actions, permissions
from projects.actions.grants import GrantIncomplete
from projects.facts import GrantEnded
from projects.lifecycle import GrantState
from projects.models import GrantMove, RoleGrant, Village, VillageUserPermission
from tests import world
from tests.clock import go_on, stand_at
from tests.projects import sql


@pytest.fixture
def user(seeded):
    return world.person("holder", "持有人")


@pytest.fixture
def grant(village, user):
    return world.granted(user, "community", village)


def test_it_is_gone_with_its_reason(village, user, grant, acting, deeds):
    security = acting("security_admin", None)
    deeds.clear()
    ended = actions.end_grant(security, grant, reason="调离")
    assert (ended.state, ended.ended_on, ended.end_reason) == (GrantState.ENDED, clock.today(), "调离")
    assert not Village.objects.visible_to(world.actor(user)).exists()
    assert not VillageUserPermission.objects.filter(user=user).exists()
    assert deeds[0].facts == [GrantEnded(grant.pk, user.pk, village.pk, "community")]
    assert GrantMove.objects.get(grant=grant, verb="end").by == security.user


def test_what_another_grant_gives_stays(village, user, grant):
    world.granted(user, "resident_supervisor", village)
    actions.end_grant(world.WHY, grant, reason="调整")
    actor = world.actor(user)
    assert actor.may(permissions.VIEW_VILLAGES)
    assert not actor.may(permissions.REPORT_FIGURES)


@pytest.mark.parametrize("reason", ["", " "])
def test_it_says_why(grant, reason):
    with pytest.raises(GrantIncomplete, match="请写明原因"):
        actions.end_grant(world.WHY, grant, reason=reason)


def test_once(grant):
    actions.end_grant(world.WHY, grant, reason="调离")
    with pytest.raises(WrongState, match="已终止"):
        actions.end_grant(world.WHY, grant, reason="调离")


def test_it_takes_the_power_in_this_village(grant, elsewhere, acting):
    for actor in (acting("security_admin", elsewhere), acting("office", None)):
        with pytest.raises(NotPermitted):
            actions.end_grant(actor, grant, reason="调离")
    assert RoleGrant.objects.get(pk=grant.pk).state == GrantState.ACTIVE


def test_in_a_running_session_the_next_request_knows(village, user, grant, sign_in):
    client = sign_in(user)
    address = f"/villages/{village.pk}/"
    assert client.get(address).status_code == 200
    actions.end_grant(world.WHY, grant, reason="调离")
    assert client.get(address).status_code in (403, 404)


def test_in_a_running_session_an_expired_grant_is_gone_at_the_next_request(village, elsewhere, user, sign_in):
    """The session goes on, the grant does not: the clock passes midnight between two requests."""
    tomorrow = clock.now().astimezone(SHANGHAI) + timedelta(days=1)
    stand_at(tomorrow.replace(hour=23, minute=50))
    world.granted(user, "community", village, expires_on=clock.today() + timedelta(days=1))
    world.granted(user, "community", elsewhere)
    client = sign_in(user)
    assert client.get(f"/villages/{village.pk}/").status_code == 200
    go_on(timedelta(minutes=15))
    assert client.get(f"/villages/{village.pk}/").status_code == 404
    assert client.get(f"/villages/{elsewhere.pk}/").status_code == 200
    assert VillageUserPermission.objects.filter(user=user, content_object=village).exists()


@pytest.mark.database
def test_an_end_without_its_reason_is_refused(grant):
    sql.is_refused(
        "UPDATE projects_rolegrant SET state = 'ended' WHERE id = %s", grant.pk, saying="grant_end_has_reason"
    )
