"""How far signing has come: as it stood and was known at a moment; the section, the figures and the panel say it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from portal.kernel import clock
from portal.kernel.periods import Week
from portal.reports.blocks import Table, Text
from portal.reports.contributions import Figure, Scope
from projects.selectors.moment import Moment
from relocation import actions
from relocation.figure_sources import households
from relocation.panels import agreement_of_household, signing_of_village
from relocation.report_sections import signing
from relocation.selectors.progress import progress, signed_by_week
from tests import world
from tests.clock import go_on
from tests.relocation import thread


def test_signing_counts_from_its_day_on_and_by_what_was_known(village, elsewhere, acting, monkeypatch):
    thread.adopted_policy(village)
    thread.household(village, "0009")
    first = thread.signed(thread.household(village))
    signed_at = clock.now()
    go_on(timedelta(days=7))
    second = thread.signed(thread.household(village, "0002"), choice="cash", transition="none")
    thread.without_gates(monkeypatch)
    actions.vacate_household(world.WHY, first)
    row = progress([village.pk, elsewhere.pk], Moment.now())[village.pk]
    assert (row.due, sorted(row.signed), sorted(row.vacated), row.settled) == (3, ["0001", "0002"], ["0001"], {})
    assert (row.choices, row.agreed) == ({"return": 1, "cash": 1}, first.total + second.total)
    assert elsewhere.pk not in progress([elsewhere.pk], Moment.now())
    before = progress([village.pk], Moment(clock.now(), signed_at))[village.pk]
    assert (sorted(before.signed), before.vacated) == (["0001"], {})
    weeks = signed_by_week([village.pk], Moment.now())[village.pk]
    assert sum(weeks.values()) == 2
    assert len(weeks) == 2
    tallies = households([village.pk], Moment.now())[village.pk]
    assert (tallies["signed_households"].numerator, tallies["signed_households"].denominator) == (2, 3)
    assert (tallies["vacated_households"].numerator, tallies["vacated_households"].denominator) == (1, 2)

    now = clock.now()
    scope = Scope((village.pk, elsewhere.pk), Week.of(clock.today()), now, now)
    told = list(signing(scope))
    [text] = [each.text for each in told if isinstance(each, Text)]
    assert "应签3户，已签2户（＋1户），签约率66.67%；已腾空1户，占已签的50.00%。" in text
    assert "安置方式：回迁安置1户、货币补偿1户。" in text
    [table] = [each for each in told if isinstance(each, Table)]
    assert [row[:4] for row in table.rows] == [(village.label, "3", "2", "1")]
    figures = {each.key: each for each in told if isinstance(each, Figure)}
    assert figures[f"relocation.signed.{village.pk}"].counted.keys() == {f"{village.pk}@0001", f"{village.pk}@0002"}

    force = acting("relocation_force", village)
    shown = signing_of_village(force, village)
    assert (shown["signed"], shown["vacated"], bool(shown["review_url"])) == (2, 1, True)
    assert signing_of_village(force, elsewhere) is None
    assert agreement_of_household(force, first.household)["row"].number == first.number
    free = thread.household(village, "0010")
    assert agreement_of_household(force, free)["draft_url"] == f"/households/{free.pk}/draft-agreement/"


def test_without_a_survey_the_section_says_so(village):
    now = clock.now()
    [told] = signing(Scope((village.pk,), Week.of(clock.today()), now, now))
    assert told == Text("各点位入户调查未报，应签、已签户数暂不统计。")


@pytest.mark.parametrize("count", [1, 3])
def test_progress_asks_a_fixed_number_of_times(village, count, django_assert_num_queries):
    thread.adopted_policy(village)
    for number in range(1, count + 1):
        thread.signed(thread.household(village, f"{number:04}"))
    moment = Moment.now()
    with django_assert_num_queries(4):
        progress([village.pk], moment)
