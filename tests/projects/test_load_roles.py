"""load_roles: roles are rows; the seeded ones follow their file, a command centre's own are left alone."""

import pytest
from guardian.utils import get_user_obj_perms_model

from portal.kernel.errors import NotPermitted
from portal.kernel.permissions import PORTAL, POWERS
from projects import actions, permissions
from projects.actions.roles import RolesUnreadable
from projects.models import Role, RolePower, Village
from projects.selectors.seed_data import seed_roles
from tests import world

OWN = {"key": "own_role", "name": "自设角色", "powers": {"view_villages": "village"}}
NAMES = (
    "指挥长、指挥部办公室、包抓领导、联络员、审计对接人、廉政专员、第三方机构、村（社区）干部、征拆专班、资金专班、建设专班、"
    "质量安全专班、乡镇街道、成员单位、建设单位、施工单位、监理单位、百姓监督员、被征收户、审计、纪检、系统管理员、安全管理员、"
    "审计管理员"
)
STEPS = ("propose_grant", "approve_grant")


def test_the_roles_of_a_command_centre_stand(seeded):
    assert "、".join(role.name for role in Role.objects.order_by("ordinal")) == NAMES


def test_the_same_file_again_changes_nothing(seeded, deeds):
    actions.load_roles(world.WHY, PORTAL, roles=seed_roles())
    assert deeds[0].changes == []


def test_a_role_of_ones_own_is_a_row_like_any_other(seeded, village):
    actions.load_roles(world.WHY, PORTAL, roles=[OWN])
    user = world.holder("own_role", village)
    actions.load_roles(world.WHY, PORTAL, roles=seed_roles())
    assert [row.pk for row in Village.objects.visible_to(world.actor(user))] == [village.pk]


def test_a_power_taken_from_a_role_is_gone_from_its_holders(seeded, village, deeds):
    user = world.holder("community", village)
    roles = seed_roles()
    community = next(role for role in roles if role["key"] == "community")
    del community["powers"]["report_figures"]
    deeds.clear()
    actions.load_roles(world.WHY, PORTAL, roles=roles)
    assert not world.actor(user).may(permissions.REPORT_FIGURES)
    assert world.actor(user).may(permissions.VIEW_VILLAGES)
    rows = get_user_obj_perms_model(Village).objects.filter(user=user)
    assert "report_figures" not in set(rows.values_list("permission__codename", flat=True))
    assert [change.before["power"] for change in deeds[0].changes] == ["report_figures"]


def test_a_power_given_to_a_role_reaches_its_holders(seeded, village, elsewhere):
    user = world.holder("resident_supervisor", village)
    roles = seed_roles()
    next(role for role in roles if role["key"] == "resident_supervisor")["powers"]["report_figures"] = "village"
    actions.load_roles(world.WHY, PORTAL, roles=roles)
    span = world.actor(user).span(permissions.REPORT_FIGURES)
    assert (span.everywhere, span.villages) == (False, {village.pk})


@pytest.mark.parametrize("powers", [{"rule_the_world": "village"}, {"view_villages": "galaxy"}])
def test_what_the_portal_does_not_have_is_refused_by_name(seeded, powers):
    with pytest.raises(RolesUnreadable, match="自设角色") as refused:
        actions.load_roles(world.WHY, PORTAL, roles=[{**OWN, "powers": powers}])
    assert next(iter(powers)) in refused.value.sentence
    assert not Role.objects.filter(key="own_role").exists()


def test_it_takes_the_power_over_the_portal(village, acting):
    for actor in (acting("security_admin", village), acting("office", None)):
        with pytest.raises(NotPermitted):
            actions.load_roles(actor, PORTAL, roles=[OWN])


def test_every_power_is_held_by_some_role(seeded):
    held = set(RolePower.objects.values_list("power", flat=True))
    assert {power.key for power in POWERS} == held


def test_readers_change_nothing_but_their_own_account(seeded):
    """审计 and 纪检 may only read (decision 20)."""
    for row in RolePower.objects.filter(role__group="reader"):
        assert POWERS[row.power].reads or row.power == "own_account"


def test_no_role_both_proposes_and_approves(seeded):
    """The chain of grants passes two roles, so that one grant never gives both steps."""
    holders = [set(RolePower.objects.filter(power=key).values_list("role", flat=True)) for key in STEPS]
    assert all(holders)
    assert not holders[0] & holders[1]
