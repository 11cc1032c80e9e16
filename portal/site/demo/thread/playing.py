"""The thread from its first week to the last."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from portal.accounts.models import Organisation, User
from portal.kernel.money import Money
from portal.site.demo.thread import agreeing, building, doubts, money, orders, survey, terms
from portal.site.demo.thread.size import Size
from portal.site.demo.thread.stage import Stage
from projects.models import Village
from relocation.models import Household

# Weeks before the first draft: enough for a notice of thirty days and what leads up to it.
SURVEYED, ANNOUNCED, ADOPTED = 9, 8, 1
# 示例 sums in fen, by the week (counted from the first one played) in which they arrive.
LOANS = {0: Money(9_000_000_000), 4: Money(6_000_000_000), 8: Money(5_000_000_000)}
BUDGET = Money(1_200_000_000)


def first_day(size: Size, last: date) -> date:
    """The first day on which anything of the thread happens: whoever acts must have been appointed by then."""
    return last - timedelta(weeks=size.weeks + SURVEYED + 1)


def play(
    size: Size,
    *,
    people: Mapping[str, User],
    units: Mapping[str, Organisation],
    villages: Mapping[int, Village],
    last: date,
) -> None:
    """Play all weeks up to the Sunday ``last``, the oldest first."""
    stage = Stage(size, people, units, villages, last)
    courses = [agreeing.Course(site, households) for site, households in _before(stage).items()]
    with stage.at(size.weeks, 1):
        sources = money.open_sources(stage, from_on=stage.day(size.weeks, 1))
        doubts.open_boards(stage)
    contract = building.sign_contract(stage, weeks_back=size.weeks)
    seen = doubts.Doubts()
    for weeks_back in range(size.weeks - 1, -1, -1):
        week = size.weeks - 1 - weeks_back
        if week in LOANS:
            money.receive_money(stage, sources["loan"], LOANS[week], weeks_back=weeks_back)
        if week == 0:
            money.receive_money(stage, sources["budget"], BUDGET, weeks_back=weeks_back)
        for course in courses:
            agreeing.play_week(stage, course, weeks_back)
            money.pay_households(stage, course, weeks_back)
        building.pay_contract(stage, contract, weeks_back)
        doubts.play_week(stage, seen, weeks_back)
    orders.give_orders(stage)


def _before(stage: Stage) -> dict[int, list[Household]]:
    """Surveyed, announced, adopted: what has to be before anybody drafts."""
    weeks, surveyed = stage.size.weeks, {}
    for site in stage.size.households:
        with stage.at(weeks + SURVEYED, 5) as day:
            surveyed[site] = survey.survey(stage, site, on=day)
        with stage.at(weeks + ANNOUNCED, 1):
            policy = terms.draft_terms(stage, site, reward_until=stage.last + timedelta(days=90))
        with stage.at(weeks + ADOPTED, 1):
            terms.adopt_terms(stage, policy)
    return surveyed
