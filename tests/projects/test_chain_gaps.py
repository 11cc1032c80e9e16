"""此环节无人可办: a page names each step of a chain that nobody is left to do."""

from datetime import timedelta

import pytest

from portal.accounts import actions as accounts
from portal.kernel import clock
from portal.kernel.gates import Objected
from projects import actions
from projects.models import Village
from projects.selectors.chains import chain_gaps
from tests import world
from tests.clock import go_on

OWN = ("授权", "节点登记", "点位报数", "责任落实")  # chains of other matters have their tests beside them


def gaps(*villages, of=OWN):
    found = chain_gaps(Village.objects.filter(pk__in=[village.pk for village in villages]))
    return [(gap.village, gap.chain, gap.step, gap.why) for gap in found if gap.chain in of]


@pytest.fixture
def manned(village):
    """Every step has its person; the grants, so that a test can end one."""
    return {
        role: world.granted(world.person(role), role, where)
        for role, where in (("office", None), ("security_admin", None), ("community", village), ("township", village))
    }


def test_with_nobody_every_step_is_named(village):
    assert gaps(village) == [
        ("指挥部", "授权", "提出", "没有人持有权限"),
        ("指挥部", "授权", "批准", "没有人持有权限"),
        (village.label, "节点登记", "登记承诺", "没有人持有权限"),
        (village.label, "节点登记", "登记完成", "没有人持有权限"),
        (village.label, "点位报数", "报数", "没有人持有权限"),
        (village.label, "责任落实", "明确责任", "没有人持有权限"),
    ]


def test_with_everybody_there_is_no_gap(village, manned):
    assert gaps(village) == []


def test_when_the_last_holder_in_a_village_goes_the_step_appears(village):
    last = world.granted(world.person("last"), "community", village)
    assert (village.label, "点位报数", "报数", "没有人持有权限") not in gaps(village)
    actions.end_grant(world.WHY, last, reason="调离")
    assert (village.label, "点位报数", "报数", "没有人持有权限") in gaps(village)


@pytest.mark.parametrize(("role", "undone"), [("security_admin", "批准授权"), ("office", "提出授权")])
def test_the_last_keeper_of_the_portal_does_not_go(village, manned, role, undone):
    with pytest.raises(Objected, match=f"办理后将没有人能够.*{undone}"):
        actions.end_grant(world.WHY, manned[role], reason="调离")
    with pytest.raises(Objected, match=f"办理后将没有人能够.*{undone}"):
        accounts.deactivate_person(world.WHY, manned[role].user)
    assert gaps(village) == []
    world.granted(world.person("second"), role)
    actions.end_grant(world.WHY, manned[role], reason="调离")
    accounts.deactivate_person(world.WHY, manned[role].user)
    assert gaps(village) == []


def test_when_the_last_grant_runs_out_the_step_appears(village, elsewhere):
    end = clock.today() + timedelta(days=2)
    world.granted(world.person("last"), "community", village, expires_on=end)
    assert not any(chain == "点位报数" for _, chain, _, _ in gaps(village))
    assert (elsewhere.label, "点位报数", "报数", "没有人持有权限") in gaps(elsewhere)
    go_on(timedelta(days=2))
    assert (village.label, "点位报数", "报数", "没有人持有权限") in gaps(village)


def test_somebody_without_an_account_is_nobody(village):
    last = world.granted(world.person("last"), "community", village)
    accounts.deactivate_person(world.WHY, last.user)
    assert (village.label, "点位报数", "报数", "没有人持有权限") in gaps(village)


def test_one_person_for_two_steps_leaves_the_second(village):
    powers = {"propose_grant": "village", "approve_grant": "village"}
    actions.load_roles(world.WHY, world.PORTAL, roles=[{"key": "both", "name": "双权角色", "powers": powers}])
    world.granted(world.person("alone"), "both")
    assert ("指挥部", "授权", "批准", "与前面环节是同一人") in gaps(village)
    world.granted(world.person("second"), "both")
    assert not any(chain == "授权" for _, chain, _, _ in gaps(village))


def test_an_edition_needs_three_people(village):
    world.granted(world.person("first"), "office")
    assert gaps(village, of=("专报",)) == [
        ("指挥部", "专报", "核稿", "与前面环节是同一人"),
        ("指挥部", "专报", "签发", "没有人持有权限"),
    ]
    world.granted(world.person("second"), "office")
    world.granted(world.person("third"), "commander")
    assert gaps(village, of=("专报",)) == []


def test_the_page_names_the_step(village, sign_in):
    world.granted(world.person("office"), "office")
    answer = sign_in(world.holder("discipline")).get("/chains/")
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "此环节无人可办：没有人持有权限" in page
    assert '<td data-label="环节">批准</td>' in page


def test_the_page_speaks_of_the_villages_that_one_may_see(village, elsewhere, sign_in):
    holder = world.person("discipline")
    world.granted(holder, "discipline", village)
    page = sign_in(holder).get("/chains/").content.decode()
    assert village.label in page
    assert elsewhere.label not in page
