"""Two votes at once: each counts once, the last needed one grants once."""

import threading

import pytest
from django.db import connection

from portal.approvals import actions
from portal.approvals.facts import ApprovalGranted
from portal.approvals.lifecycle import ApprovalState, Choice
from portal.approvals.models import Approval, ApprovalMove, Vote
from portal.kernel.errors import Refusal
from tests import world

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.database]


@pytest.fixture
def db(transactional_db):
    """These tests really commit."""


def at_once(*calls):
    """Run all of them together, each on a connection of its own; what each gave, or the refusal it met."""
    barrier, answers = threading.Barrier(len(calls)), [None] * len(calls)

    def run(index, call):
        try:
            barrier.wait(timeout=30)
            answers[index] = call()
        except Refusal as refusal:
            answers[index] = refusal
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return answers


def voting(who, approval):
    actor = world.actor(who.user)
    return lambda: actions.cast_vote(actor, approval, choice=Choice.APPROVE)


def again(asked):
    return Approval.objects.select_related("flow_version").get(pk=asked.pk)


def test_two_last_votes_grant_once(asked, person, heard):
    granted = heard(ApprovalGranted)
    signing = actions.cast_vote(person("reviewer"), asked, choice=Choice.APPROVE)
    first, second, third = person("first"), person("second"), person("third")
    answers = at_once(*(voting(who, again(signing)) for who in (first, second, third)))
    assert sorted(isinstance(answer, Refusal) for answer in answers) == [False, False, True]
    assert again(asked).state == ApprovalState.GRANTED
    assert Vote.objects.filter(approval=asked, stage=1).count() == 2
    assert len(granted) == ApprovalMove.objects.filter(approval=asked, verb="grant").count() == 1


def test_one_person_twice_at_once_votes_once(asked, person):
    reviewer = person("reviewer")
    answers = at_once(voting(reviewer, again(asked)), voting(reviewer, again(asked)))
    assert sorted(isinstance(answer, Refusal) for answer in answers) == [False, True]
    assert Vote.objects.filter(approval=asked).count() == 1


def test_a_vote_and_a_withdrawal_at_once_leave_one_outcome(asked, person):
    reviewer, asker = person("reviewer"), person("asker")
    at_once(
        voting(reviewer, again(asked)),
        lambda: actions.withdraw_approval(asker, again(asked), reason="内容有变"),
    )
    assert again(asked).state == ApprovalState.WITHDRAWN
    assert ApprovalMove.objects.filter(approval=asked).count() == 2


def test_used_by_two_deeds_at_once_it_counts_for_one(asked, person):
    for name in ("reviewer", "first", "second"):
        asked = actions.cast_vote(person(name), asked, choice=Choice.APPROVE)
    user = person("asker")
    answers = at_once(*[lambda: actions.use_approval(world.actor(user.user), again(asked))] * 2)
    assert sorted(isinstance(answer, Refusal) for answer in answers) == [False, True]
