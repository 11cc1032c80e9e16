"""Agreements of the demonstration: which week brings which step to which household."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from portal.site.demo.thread.stage import Stage
from portal.site.demo.thread.terms import CHANNEL, PLACE
from relocation import actions
from relocation.lifecycle import AgreementState
from relocation.models import Agreement, Household

# No bank has a card that begins with these.
NO_BANK = "9999000000"
CHOICES = (("return", "allowance"), ("return", "home"), ("cash", "none"), ("return", "allowance"), ("voucher", "none"))
HOME = "home"
VOID_EVERY, STAYS_EVERY = 60, 9
OF_THE_TOWNSHIP = 4
# How many weeks after the draft a step is done.
SIGNED_AFTER, VACATED_AFTER, SETTLED_AFTER = 1, 4, 7


@dataclass
class Course:
    """The agreements of one site: ``drafted`` holds their keys by the week (counted backwards) of their draft."""

    site: int
    households: Sequence[Household]
    drafted: dict[int, list[int]] = field(default_factory=dict)

    def of_week(self, weeks_back: int) -> list[Agreement]:
        """Those drafted in that week, as they stand now, without the ones that were given up."""
        found = Agreement.objects.filter(pk__in=self.drafted.get(weeks_back, ()))
        return list(found.exclude(state=AgreementState.VOID).select_related("household").order_by("pk"))


def play_week(stage: Stage, course: Course, weeks_back: int) -> None:
    """Monday drafts, Tuesday reviews and shows, Thursday signs what was shown, Friday moves out and settles."""
    hand = stage.hand("relocation_force")
    with stage.at(weeks_back, 1) as day:
        _draft(stage, course, weeks_back, day)
    with stage.at(weeks_back, 2):
        _review_and_show(stage, course, weeks_back)
    with stage.at(weeks_back, 4):
        for agreement in course.of_week(weeks_back + SIGNED_AFTER):
            signed = actions.sign_agreement(hand, agreement)
            if signed.transition == HOME:
                actions.provide_transition_home(hand, signed, home="演示周转房，两室一厅")
    with stage.at(weeks_back, 5):
        for agreement in course.of_week(weeks_back + VACATED_AFTER):
            if agreement.pk % STAYS_EVERY:
                actions.vacate_household(hand, agreement)
        for agreement in course.of_week(weeks_back + SETTLED_AFTER):
            if agreement.state == AgreementState.VACATED:
                actions.settle_agreement(hand, agreement)


def _draft(stage: Stage, course: Course, weeks_back: int, day: date) -> None:
    """The share of this week, by the township where there is one; once in a while one is given up again."""
    weeks, whole = stage.size.weeks, stage.size.agreements[course.site]
    first, after = (whole * (weeks - 1 - weeks_back) // weeks, whole * (weeks - weeks_back) // weeks)
    hand = stage.hand("township2" if course.site == OF_THE_TOWNSHIP else "relocation_force2")
    keys = []
    for place, household in enumerate(course.households[first:after], start=first):
        choice, transition = CHOICES[place % len(CHOICES)]
        waits = choice == "return"
        agreement = actions.draft_agreement(
            hand,
            household,
            choice=choice,
            transition=transition,
            transition_term="24个月" if waits else "",
            exchange_home="演示安置小区，两室一厅" if waits else "",
            payment_term="签订后30日内",
            sign_by=day + timedelta(days=28),
            move_by=day + timedelta(days=60),
            payee_name=household.holder_name,
            payee_bank="演示银行兴庆支行",
            payee_account=f"{NO_BANK}{household.pk:08d}",
            signatory_name=household.holder_name,
            is_demonstration=True,
        )
        keys.append(agreement.pk)
        if place % VOID_EVERY == VOID_EVERY - 1:
            actions.void_agreement(hand, agreement, reason="户主要求改选安置方式，重新起草")
    course.drafted[weeks_back] = keys


def _review_and_show(stage: Stage, course: Course, weeks_back: int) -> None:
    """All of the week; in the last one a third still waits for its review, another for its posting."""
    drafts = course.of_week(weeks_back)
    third = len(drafts) // 3 if weeks_back == 0 else 0
    village, hand = stage.villages[course.site], stage.hand("relocation_force")
    reviewed = drafts[third:]
    if reviewed:
        actions.review_agreements(hand, village, agreements=reviewed)
    shown = reviewed[third:]
    if shown:
        again = list(Agreement.objects.filter(pk__in=[each.pk for each in shown]).order_by("pk"))
        notice = actions.publish_results(hand, village, agreements=again, place=PLACE, objections_to=CHANNEL)
        if weeks_back == 1:
            actions.record_objection(hand, notice, matter="对西厢房面积有异议，请求复测（演示）")
