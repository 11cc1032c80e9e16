"""What the database itself refuses, whoever writes and by what way."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from portal.approvals import actions
from portal.approvals.lifecycle import Choice
from portal.approvals.models import Approval, FlowVersion
from tests import world
from tests.clock import go_on

pytestmark = pytest.mark.database


def refused(statement, *values, by):
    with pytest.raises(IntegrityError) as no, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)
    assert no.value.__cause__.diag.constraint_name == by


def vote(approval, voter, *, stage=0, for_principal=None, choice="approve", reason=""):
    return (
        "INSERT INTO approvals_vote (approval_id, stage, stage_key, voter_id, for_principal_id, choice, reason)"
        " VALUES (%s, %s, 'x', %s, %s, %s, %s)",
        approval.pk,
        stage,
        voter.user.pk,
        for_principal and for_principal.user.pk,
        choice,
        reason,
    )


def written(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def test_a_vote_is_neither_changed_nor_deleted(asked, person):
    actions.cast_vote(person("reviewer"), asked, choice=Choice.APPROVE)
    refused("UPDATE approvals_vote SET choice = 'decline', reason = 'x'", by="vote_stays")
    refused("DELETE FROM approvals_vote", by="vote_stays")


def test_nobody_votes_on_his_own_by_any_hand(asked, person, deputy_of):
    asker, deputy, other = person("asker"), person("deputy", None), person("other")
    refused(*vote(asked, asker), by="vote_is_not_on_ones_own")
    deputy_of(asker, deputy)
    refused(*vote(asked, deputy, for_principal=asker), by="vote_is_not_on_ones_own")
    deputy_of(other, asker)
    refused(*vote(asked, asker, for_principal=other), by="vote_is_not_on_ones_own")


def test_nor_on_what_was_asked_for_him(matter, person, deputy_of):
    principal, deputy = person("principal"), person("deputy", None)
    deputy_of(principal, deputy)
    asked = actions.ask_approval(world.actor(deputy.user), matter, title="测试", digest="0" * 64)
    assert asked.asked_for_id == principal.user.pk
    refused(*vote(asked, principal), by="vote_is_not_on_ones_own")


def test_nobody_votes_twice_by_any_hand(asked, person, deputy_of):
    first, deputy, other = person("first"), person("deputy"), person("other")
    deputy_of(first, deputy)
    deputy_of(other, first)
    later = actions.cast_vote(first, asked, choice=Choice.APPROVE)
    for again in (
        vote(later, first, stage=1),
        vote(later, deputy, stage=1, for_principal=first),
        vote(later, first, stage=1, for_principal=other),
    ):
        refused(*again, by="vote_is_the_only_one_of_its_hands")


def test_stages_come_in_their_order(asked, person):
    refused(*vote(asked, person("signer"), stage=1), by="vote_keeps_the_order")
    later = actions.cast_vote(person("reviewer"), asked, choice=Choice.APPROVE)
    refused(*vote(later, person("signer"), stage=0), by="vote_keeps_the_order")


def test_what_is_decided_takes_no_vote(asked, person):
    actions.withdraw_approval(person("asker"), asked, reason="内容有变")
    refused(*vote(asked, person("reviewer")), by="vote_is_on_an_open_approval")


@pytest.mark.parametrize("days", [None, 1])
def test_a_vote_for_somebody_has_a_delegation_of_today(days, asked, person, deputy_of):
    principal, deputy = person("principal"), person("deputy", None)
    if days:
        deputy_of(principal, deputy, days=days)
        go_on(timedelta(days=days))
    refused(*vote(asked, deputy, for_principal=principal), by="vote_for_another_has_a_delegation")


def test_a_vote_back_says_why_and_for_another_is_for_another(asked, person):
    refused(*vote(asked, person("reviewer"), choice="decline"), by="vote_to_decline_has_reason")
    refused(*vote(asked, person("reviewer"), choice="perhaps"), by="vote_choice_is_known")


def test_the_matter_of_an_approval_is_fixed(asked):
    for column, value in (("digest", "0" * 64), ("title", "别的"), ("key", "18"), ("asked_by_id", None)):
        refused(f"UPDATE approvals_approval SET {column} = %s", value, by="approval_matter_is_fixed")  # noqa: S608
    refused("DELETE FROM approvals_approval", by="approval_is_never_deleted")


def test_it_is_granted_by_its_votes_alone(asked, person):
    grant = "UPDATE approvals_approval SET state = 'granted', closed_at = now()"
    refused(grant, by="approval_moves_by_its_votes")
    refused("UPDATE approvals_approval SET stage = 1", by="approval_moves_by_its_votes")
    actions.cast_vote(person("reviewer"), asked, choice=Choice.APPROVE)
    refused(grant, by="approval_moves_by_its_votes")
    written(*vote(asked, person("signer"), stage=1))
    refused(grant, by="approval_moves_by_its_votes")
    written(*vote(asked, person("second"), stage=1))
    written(grant)
    assert Approval.objects.get(pk=asked.pk).state == "granted"


def test_it_is_declined_by_somebody(asked):
    refused(
        "UPDATE approvals_approval SET state = 'declined', closed_at = now()", by="approval_is_declined_by_somebody"
    )


def test_what_is_decided_stays(asked, person):
    actions.withdraw_approval(person("asker"), asked, reason="内容有变")
    refused("UPDATE approvals_approval SET state = 'open', closed_at = NULL", by="approval_stays_closed")


def test_an_approval_begins_open_in_a_version_of_its_flow(asked):
    copied = (
        "INSERT INTO approvals_approval (flow, flow_version_id, label, key, title, reason, village_ids, digest, state,"
        " stage, closed_at) SELECT {flow}, flow_version_id, label, 'other', title, reason, village_ids, digest,"
        " {state}, {stage}, {closed} FROM approvals_approval"
    )
    for wrong in (
        {"flow": "'override'"},
        {"state": "'granted'", "closed": "now()"},
        {"stage": "1"},
    ):
        terms = {"flow": "flow", "state": "'open'", "stage": "0", "closed": "NULL", **wrong}
        refused(copied.format(**terms), by="approval_begins_open")


def test_one_matter_is_open_once(asked):
    refused(
        "INSERT INTO approvals_approval (flow, flow_version_id, label, key, title, reason, village_ids, digest, state,"
        " stage) SELECT flow, flow_version_id, label, key, title, reason, village_ids, digest, state, stage"
        " FROM approvals_approval",
        by="approval_is_open_once",
    )


def test_a_published_flow_stays_and_has_stages_with_votes(asked):
    refused("UPDATE approvals_flowversion SET stages = '[]'", by="flow_version_stays")
    refused("DELETE FROM approvals_flowversion WHERE key = 'override'", by="flow_version_stays")
    for stages in ("[]", "{}", '[{"key": "a", "needs": "b", "votes": 0}]', '[{"votes": 1}]'):
        refused(
            "INSERT INTO approvals_flowversion (key, version, label, stages, reason) VALUES ('x', 1, 'x', %s, '')",
            stages,
            by="flow_version_stages_have_votes",
        )
    assert FlowVersion.objects.filter(key="paper").count() == 1


def test_a_course_is_kept(asked):
    refused("UPDATE approvals_approvalmove SET reason = 'x'", by="approval_move_stays")
    refused("DELETE FROM approvals_approvalmove", by="approval_move_stays")


def test_only_what_was_granted_is_used_and_once(asked, person):
    use = "INSERT INTO approvals_approvaluse (approval_id, deed_id) VALUES (%s, gen_random_uuid())"
    refused(use, asked.pk, by="approval_use_is_of_a_granted_one")
    for name in ("reviewer", "signer", "second"):
        asked = actions.cast_vote(person(name), asked, choice=Choice.APPROVE)
    written(use, asked.pk)
    refused(use, asked.pk, by="approval_is_used_once")
    refused("DELETE FROM approvals_approvaluse", by="approval_use_stays")
