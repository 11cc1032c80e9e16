"""ask_approval, withdraw_approval, use_approval: who may, what is fixed; what was taken back can be asked anew."""

import pytest

from portal.approvals import actions, selectors
from portal.approvals.actions.approvals import NotAsker, NotGranted, ReasonMissing
from portal.approvals.contributions import Matter, Stage, digest_of, flow
from portal.approvals.facts import ApprovalAsked, ApprovalUsed, ApprovalWithdrawn
from portal.approvals.lifecycle import ApprovalState, Choice
from portal.approvals.models import Approval, ApprovalMove
from portal.kernel.errors import BrokenInvariant, DesignError, NotPermitted, WrongState
from projects import permissions
from tests import world
from tests.approvals.conftest import DIGEST


def test_what_is_asked_stands_with_its_flow_and_who_asked(asked, matter, person):
    row = selectors.approval_of(matter)
    assert (row.state, row.stage, row.digest) == (ApprovalState.OPEN, "review", DIGEST)
    assert row.asked_by == person("asker").user.pk
    assert asked.flow_version.version == 1


def test_asking_tells(matter, person, deeds):
    asker = person("asker")
    deeds.clear()
    asked = actions.ask_approval(asker, matter, title="测试", digest=DIGEST)
    assert deeds[-1].facts == [ApprovalAsked(asked.pk, "paper", "tests.paper", "17", DIGEST)]


def test_it_takes_the_flows_power_in_all_its_villages(person, village):
    far = world.village(3)
    both = Matter("paper", "tests.paper", "18", frozenset({village.pk, far.pk}))
    with pytest.raises(NotPermitted):
        actions.ask_approval(person("asker"), both, title="测试", digest=DIGEST)
    with pytest.raises(NotPermitted):
        actions.ask_approval(person("asker"), Matter("paper", "tests.paper", "19"), title="测试", digest=DIGEST)
    everywhere = person("everywhere", "office", None)
    assert actions.ask_approval(everywhere, both, title="测试", digest=DIGEST).village_ids == sorted(both.villages)


def test_one_matter_is_before_its_flow_once(asked, matter, person):
    with pytest.raises(BrokenInvariant, match="已在审批中"):
        actions.ask_approval(person("other"), matter, title="测试", digest=digest_of({"figure": 2}))


@pytest.mark.parametrize("wrong", [{"title": " "}, {"digest": "short"}])
def test_what_is_asked_is_named_and_fixed(wrong, matter, person):
    with pytest.raises(BrokenInvariant):
        actions.ask_approval(person("asker"), matter, **{"title": "测试", "digest": DIGEST, **wrong})


def test_whoever_asked_takes_it_back_and_may_ask_anew(asked, matter, person, heard):
    withdrawn = heard(ApprovalWithdrawn)
    with pytest.raises(ReasonMissing):
        actions.withdraw_approval(person("asker"), asked, reason=" ")
    with pytest.raises(NotAsker):
        actions.withdraw_approval(person("other"), asked, reason="不同意")
    back = actions.withdraw_approval(person("asker"), asked, reason="内容有变")
    assert back.state == ApprovalState.WITHDRAWN
    assert [fact.approval_id for fact in withdrawn] == [asked.pk]
    with pytest.raises(WrongState, match="已撤回"):
        actions.withdraw_approval(person("asker"), back, reason="再撤")
    anew = actions.ask_approval(person("asker"), matter, title="测试", digest=digest_of({"figure": 2}))
    assert selectors.approval_of(matter).id == anew.pk
    assert ApprovalMove.objects.get(approval=asked, verb="withdraw").reason == "内容有变"


def test_the_portal_itself_takes_back_what_has_changed(asked):
    assert actions.withdraw_approval(world.WHY, asked, reason="数字已更正").state == ApprovalState.WITHDRAWN


def test_the_principal_takes_back_what_his_deputy_asked(matter, person, deputy_of):
    principal, deputy = person("principal"), person("deputy", None)
    deputy_of(principal, deputy)
    asked = actions.ask_approval(world.actor(deputy.user), matter, title="测试", digest=DIGEST)
    assert actions.withdraw_approval(principal, asked, reason="改天再办").state == ApprovalState.WITHDRAWN


def test_what_was_granted_is_used_once(asked, person, heard, matter):
    used = heard(ApprovalUsed)
    with pytest.raises(NotGranted):
        actions.use_approval(person("asker"), asked)
    for name in ("reviewer", "first", "second"):
        asked = actions.cast_vote(person(name), asked, choice=Choice.APPROVE)
    actions.use_approval(person("asker"), asked)
    assert selectors.granted(matter, DIGEST).is_used
    with pytest.raises(NotGranted):
        actions.use_approval(person("asker"), asked)
    assert [fact.approval_id for fact in used] == [asked.pk]


def test_who_sees_what(asked, person, village):
    """The asker, whoever may vote in a stage there, and who may see all there; nobody else."""

    def sees(who):
        return list(Approval.objects.visible_to(world.actor(who.user)).values_list("pk", flat=True))

    auditor = person("auditor", "auditor", None)
    seeing = [person("asker"), person("other"), auditor, person("commander", "commander", None)]
    assert [sees(who) for who in seeing] == [[asked.pk]] * 4
    strangers = [
        person("far", "office", world.village(3)),
        person("clerk", "community"),
        person("far-auditor", "auditor", world.village(3)),
        person("nobody", None),
    ]
    assert [sees(who) for who in strangers] == [[]] * 4


def test_a_flow_without_people_is_a_mistake_of_the_program(paper):
    for stages in ([], [Stage("a", "甲", permissions.REPORT_FIGURES, votes=0)]):
        with pytest.raises(DesignError):
            flow("empty", "空", *stages, asks=permissions.REPORT_FIGURES)
    with pytest.raises(DesignError):
        flow("paper", "重复", Stage("a", "甲", permissions.REPORT_FIGURES), asks=permissions.REPORT_FIGURES)
