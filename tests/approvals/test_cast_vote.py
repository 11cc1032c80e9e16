"""cast_vote: stages in order, different people, nobody on his own; the last needed vote grants."""

import pytest

from portal.approvals import actions, selectors
from portal.approvals.actions.approvals import ReasonMissing
from portal.approvals.actions.votes import MatterChanged, NotAPerson, OwnMatter, VotedAlready
from portal.approvals.facts import ApprovalDeclined, ApprovalGranted, VoteCast
from portal.approvals.lifecycle import ApprovalState, Choice
from portal.approvals.models import ApprovalMove, Vote
from portal.kernel.errors import InvalidInput, NotPermitted, WrongState
from tests import world
from tests.approvals.conftest import DIGEST


def agree(who, approval, **inputs):
    return actions.cast_vote(who, approval, choice=Choice.APPROVE, **inputs)


def test_each_stage_in_its_turn_and_the_last_needed_vote_grants(asked, person, heard, matter):
    granted = heard(ApprovalGranted)
    first = agree(person("reviewer"), asked)
    assert (first.state, first.stage) == (ApprovalState.OPEN, 1)
    second = agree(person("signer-1"), first)
    assert (second.state, second.stage) == (ApprovalState.OPEN, 1)
    assert selectors.granted(matter, DIGEST) is None
    assert granted == []
    third = agree(person("signer-2"), second)
    assert third.state == ApprovalState.GRANTED
    assert third.closed_at is not None
    assert granted == [ApprovalGranted(asked.pk, "paper", "tests.paper", "17", DIGEST)]
    assert selectors.granted(matter, DIGEST).id == asked.pk
    assert selectors.granted(matter, "0" * 64) is None
    assert list(Vote.objects.order_by("pk").values_list("stage_key", "voter__username")) == [
        ("review", "reviewer"),
        ("sign", "signer-1"),
        ("sign", "signer-2"),
    ]
    assert list(ApprovalMove.objects.order_by("pk").values_list("verb", "by__username")) == [
        ("ask", "asker"),
        ("grant", "signer-2"),
    ]


def test_the_deed_tells_who_voted(asked, person, deeds):
    reviewer = person("reviewer")
    deeds.clear()
    agree(reviewer, asked)
    told = VoteCast(
        asked.pk, "paper", "tests.paper", "17", DIGEST, "review", reviewer.user.pk, "approve", completes=True
    )
    assert deeds[0].facts == [told]
    assert deeds[0].changes[0].scope == (asked.village_ids[0],)


def test_sent_back_with_what_is_missing(asked, person, heard):
    declined = heard(ApprovalDeclined)
    with pytest.raises(ReasonMissing, match="请写明请对方补充什么"):
        actions.cast_vote(person("reviewer"), asked, choice=Choice.DECLINE, reason=" ")
    done = actions.cast_vote(person("reviewer"), asked, choice=Choice.DECLINE, reason="请补充会议纪要")
    assert done.state == ApprovalState.DECLINED
    assert [fact.approval_id for fact in declined] == [asked.pk]
    with pytest.raises(WrongState, match="已退回"):
        agree(person("signer-1"), done)


def test_nobody_votes_on_what_he_asked_and_hears_who_may(asked, person):
    person("reviewer")
    with pytest.raises(
        OwnMatter, match=r"由您或您代理的同志提出，请由其他同志审批。目前可办理的有：reviewer（A角）"
    ) as no:
        agree(person("asker"), asked)
    assert "不相容岗位" in no.value.clause
    assert not Vote.objects.exists()


def test_when_nobody_is_left_the_sentence_says_so(asked, person):
    with pytest.raises(OwnMatter, match="目前没有其他同志可以办理"):
        agree(person("asker"), asked)


def test_nobody_votes_twice_in_any_stage(asked, person):
    later = agree(person("reviewer"), asked)
    with pytest.raises(VotedAlready, match="已经表示过意见"):
        agree(person("reviewer"), later)


def test_the_stage_takes_its_own_power_there(asked, person):
    for stranger in (person("clerk", "community"), person("far", "office", world.village(3))):
        with pytest.raises(NotPermitted):
            agree(stranger, asked)


def test_programs_do_not_vote(asked):
    with pytest.raises(NotAPerson):
        agree(world.WHY, asked)


def test_a_vote_counts_for_what_was_seen(asked, person):
    with pytest.raises(MatterChanged):
        agree(person("reviewer"), asked, seen_digest="0" * 64)
    agree(person("reviewer"), asked, seen_digest=DIGEST)
    # The page of this signer still shows the stage of the reviewer.
    with pytest.raises(MatterChanged):
        agree(person("signer-1"), asked)


def test_yes_or_no(asked, person):
    with pytest.raises(InvalidInput, match="同意或退回"):
        actions.cast_vote(person("reviewer"), asked, choice="maybe")
