"""Notices as lists show them, and the households that a 结果公示 was about."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q

from portal.kernel.money import Money
from relocation.models import AgreementMove, NoticeKind, NoticeObjection, PublicNotice
from relocation.rules import masked_name


@dataclass(frozen=True)
class NoticeRow:
    """One notice; ``households`` is how many a 结果公示 covers, ``unanswered`` how many objections wait."""

    id: int
    village_id: int
    village: str
    kind: str
    kind_word: str
    policy_id: int | None
    title: str
    place: str
    published_on: date
    last_day: date
    days: int
    basis: str
    registration: str
    objections_to: str
    households: int
    objections: int
    unanswered: int
    by: str
    is_demonstration: bool

    def is_over(self, day: date) -> bool:
        return day > self.last_day


@dataclass(frozen=True)
class CoveredRow:
    """One household on a result sheet: ``name`` in full is for the posted paper alone."""

    agreement_id: int
    number: str
    door: str
    name: str
    choice: str
    total: Money

    @property
    def masked(self) -> str:
        return masked_name(self.name)


def notice_rows(notices: Iterable[PublicNotice]) -> list[NoticeRow]:
    """In the order given; two queries more."""
    found = list(notices)
    told = (
        NoticeObjection.objects.filter(notice__in=found)
        .values("notice")
        .annotate(all=Count("pk"), open=Count("pk", filter=Q(reply="")))
    )
    objections = {row["notice"]: (row["all"], row["open"]) for row in told}
    shown = AgreementMove.objects.filter(notice__in=found, verb="notice").values("notice").annotate(n=Count("pk"))
    covered = dict(shown.values_list("notice", "n"))
    return [
        NoticeRow(
            id=notice.pk,
            village_id=notice.village_id,
            village=notice.village.label,
            kind=notice.kind,
            kind_word=NoticeKind(notice.kind).label,
            policy_id=notice.policy_id,
            title=notice.title,
            place=notice.place,
            published_on=notice.published_on,
            last_day=notice.last_day,
            days=notice.days,
            basis=notice.basis,
            registration=notice.registration,
            objections_to=notice.objections_to,
            households=covered.get(notice.pk, 0),
            objections=objections.get(notice.pk, (0, 0))[0],
            unanswered=objections.get(notice.pk, (0, 0))[1],
            by=str(notice.published_by or "系统"),
            is_demonstration=notice.is_demonstration,
        )
        for notice in found
    ]


def covered_by(notice: PublicNotice) -> list[CoveredRow]:
    """The households that were on the sheet, in the order of their numbers, as they were drafted then."""
    moves = AgreementMove.objects.filter(notice=notice, verb="notice").select_related("agreement__household")
    rows = [move.agreement for move in moves]
    return [
        CoveredRow(
            each.pk, each.household.number, each.household.door, each.household.holder_name,
            each.get_choice_display(), each.total,
        )
        for each in sorted(rows, key=lambda each: (each.household.number, each.pk))
    ]  # fmt: skip
