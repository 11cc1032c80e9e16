"""decline_grant: a proposal goes back with the reason."""

import pytest

from portal.kernel import clock
from portal.kernel.errors import NotPermitted, WrongState
from projects import actions
from projects.actions.grants import GrantIncomplete
from projects.lifecycle import GrantState
from projects.models import GrantMove, Role
from tests import world


@pytest.fixture
def grant(village, acting):
    role = Role.objects.get(key="community")
    return actions.propose_grant(
        acting("office", None), village, user=world.person("newcomer"), role=role, starts_on=clock.today()
    )


def test_it_goes_back_with_the_reason(grant, acting, deeds):
    security = acting("security_admin", None)
    deeds.clear()
    assert actions.decline_grant(security, grant, reason="文件不全").state == GrantState.DECLINED
    move = GrantMove.objects.get(grant=grant, verb="decline")
    assert (move.by, move.reason, move.from_state) == (security.user, "文件不全", "proposed")
    assert deeds[0].changes[0].after == {"state": "declined"}


def test_it_can_be_proposed_again(grant):
    actions.decline_grant(world.WHY, grant, reason="文件不全")
    again = actions.propose_grant(world.WHY, grant.village, user=grant.user, role=grant.role, starts_on=clock.today())
    assert again.state == GrantState.PROPOSED


@pytest.mark.parametrize("reason", ["", "  "])
def test_it_says_why(grant, reason):
    with pytest.raises(GrantIncomplete, match="请写明原因") as refused:
        actions.decline_grant(world.WHY, grant, reason=reason)
    assert set(refused.value.fields) == {"reason"}


def test_what_was_decided_is_not_decided_again(grant):
    actions.decline_grant(world.WHY, grant, reason="文件不全")
    for act in (
        lambda: actions.approve_grant(world.WHY, grant),
        lambda: actions.end_grant(world.WHY, grant, reason="x"),
    ):
        with pytest.raises(WrongState, match="已退回"):
            act()


def test_it_takes_the_power_in_this_village(grant, elsewhere, acting):
    for actor in (acting("security_admin", elsewhere), acting("office", None)):
        with pytest.raises(NotPermitted):
            actions.decline_grant(actor, grant, reason="文件不全")
