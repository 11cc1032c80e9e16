"""Voting "for" somebody: on the days of the paper, as oneself for the principal, and never around the asker."""

from datetime import timedelta

import pytest

from portal.approvals import actions, selectors
from portal.approvals.actions.votes import OwnMatter, VotedAlready
from portal.approvals.lifecycle import Choice
from portal.approvals.models import Vote
from portal.kernel.errors import NotPermitted
from tests import world
from tests.clock import go_on


def agree(who, approval):
    return actions.cast_vote(world.actor(who.user), approval, choice=Choice.APPROVE)


def test_a_deputy_votes_as_himself_for_his_principal(asked, person, deputy_of, deeds):
    principal, deputy = person("principal"), person("deputy", None)
    deputy_of(principal, deputy)
    deeds.clear()
    agree(deputy, asked)
    vote = Vote.objects.get()
    assert (vote.voter, vote.for_principal) == (deputy.user, principal.user)
    assert deeds[0].on_behalf_of == principal.user.pk


@pytest.mark.parametrize(("starts", "later"), [(1, 0), (0, 7)])
def test_outside_of_its_days_a_delegation_gives_nothing(starts, later, asked, person, deputy_of):
    deputy = person("deputy", None)
    deputy_of(person("principal"), deputy, days=7, starts=starts)
    go_on(timedelta(days=later))
    with pytest.raises(NotPermitted):
        agree(deputy, asked)


def test_on_its_last_day_it_still_counts(asked, person, deputy_of):
    deputy = person("deputy", None)
    deputy_of(person("principal"), deputy, days=7)
    go_on(timedelta(days=6))
    assert agree(deputy, asked).stage == 1


def test_the_askers_deputy_does_not_vote_for_him(asked, person, deputy_of):
    deputy = person("deputy", None)
    deputy_of(person("asker"), deputy)
    with pytest.raises(OwnMatter):
        agree(deputy, asked)


def test_the_askers_deputy_votes_in_his_own_right(asked, person, deputy_of):
    deputy = person("deputy")
    deputy_of(person("asker"), deputy)
    agree(deputy, asked)
    assert Vote.objects.get().for_principal is None


def test_a_principal_does_not_vote_after_his_deputy(asked, person, deputy_of):
    principal, deputy = person("principal"), person("deputy", None)
    deputy_of(principal, deputy)
    later = agree(deputy, asked)
    with pytest.raises(VotedAlready):
        agree(principal, later)


def test_who_may_act_is_named_with_the_day_of_the_deputy(asked, person, deputy_of):
    principal, deputy = person("li"), person("wang", None)
    made = deputy_of(principal, deputy)
    last = made.days.upper - timedelta(days=1)
    assert [str(one) for one in selectors.who_can_act_now(asked)] == [
        "li（A角）",
        f"wang（li的B角，代理至{last.month}月{last.day}日）",
    ]


def test_the_asker_his_deputy_and_those_who_voted_are_not_named(asked, person, deputy_of):
    deputy_of(person("asker"), person("deputy", None))
    person("other")
    later = agree(person("reviewer"), asked)
    assert [one.name for one in selectors.who_can_act_now(later)] == ["other"]


def test_what_waits_for_whom(asked, person, deputy_of):
    reviewer, clerk, deputy = person("reviewer"), person("clerk", "community"), person("deputy", None)
    deputy_of(reviewer, deputy)

    def waits(who):
        return [one.pk for one in selectors.waiting_for(world.actor(who.user))]

    assert waits(reviewer) == waits(deputy) == [asked.pk]
    assert waits(person("asker")) == waits(clerk) == []
    agree(reviewer, asked)
    assert waits(reviewer) == waits(deputy) == []
    assert waits(person("other")) == [asked.pk]
