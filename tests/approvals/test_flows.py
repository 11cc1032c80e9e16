"""load_flows, publish_flow: the office tightens a flow with a reason; what is under way keeps its version."""

import pytest

from portal.approvals import actions, selectors
from portal.approvals.actions.flows import UnfitFlow
from portal.approvals.contributions import FLOWS, Matter
from portal.approvals.facts import FlowPublished
from portal.approvals.lifecycle import ApprovalState, Choice
from portal.approvals.models import FlowVersion
from portal.kernel.errors import NotPermitted
from portal.kernel.permissions import PORTAL
from tests.approvals.conftest import DIGEST


@pytest.fixture
def office(person):
    return person("office", "office", None)


def publish(who, **inputs):
    return actions.publish_flow(
        who, PORTAL, **{"flow": "paper", "votes": {"review": 2}, "reason": "加强核稿", **inputs}
    )


def agree(who, approval):
    return actions.cast_vote(who, approval, choice=Choice.APPROVE)


def test_every_contributed_flow_is_loaded_once(seeded, office):
    assert set(FlowVersion.objects.values_list("key", flat=True)) == set(FLOWS.keys())
    assert actions.load_flows(office, PORTAL) == []


def test_two_checkers_from_now_on(asked, person, office, heard, village):
    published = heard(FlowPublished)
    version = publish(office)
    assert (version.version, version.reason, version.published_by) == (2, "加强核稿", office.user)
    assert [stage["votes"] for stage in version.stages] == [2, 2]
    assert published == [FlowPublished("paper", 2)]
    # What was asked before goes on as it was asked.
    assert agree(person("reviewer"), asked).stage == 1
    matter = Matter("paper", "tests.paper", "18", frozenset({village.pk}))
    later = actions.ask_approval(person("asker"), matter, title="第18号", digest=DIGEST)
    assert later.flow_version == version
    later = agree(person("reviewer"), later)
    assert (later.stage, later.state) == (0, ApprovalState.OPEN)
    later = agree(person("reviewer-2"), later)
    assert later.stage == 1
    for name in ("first", "second"):
        later = agree(person(name), later)
    assert selectors.granted(matter, DIGEST).id == later.pk


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"votes": {"sign": 1}}, "不能少于"),
        ({"votes": {"sign": 10}}, "不能少于"),
        ({"votes": {"stamp": 2}}, "没有这个环节"),
        ({"votes": {"review": 1, "sign": 2}}, "与现行流程相同"),
        ({"votes": {}}, "与现行流程相同"),
        ({"reason": "  "}, "请写明调整原因"),
        ({"flow": "no-such-flow"}, "没有这个审批流程"),
    ],
)
def test_never_fewer_people_than_it_was_made_for(wrong, said, office):
    with pytest.raises(UnfitFlow, match=said):
        publish(office, **wrong)
    assert FlowVersion.objects.filter(key="paper").count() == 1


def test_a_stage_that_is_left_out_keeps_its_number(office):
    publish(office, votes={"review": 3})
    version = publish(office, votes={"sign": 3}, reason="加强签发")
    assert [stage["votes"] for stage in version.stages] == [3, 3]
    eased = publish(office, votes={"review": 1}, reason="人手不足")
    assert (eased.version, [stage["votes"] for stage in eased.stages]) == (4, [1, 3])


def test_it_takes_the_power_over_the_whole_portal(person):
    for who in (person("local", "office"), person("commander", "commander", None)):
        with pytest.raises(NotPermitted):
            publish(who)
