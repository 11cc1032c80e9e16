"""How far the money of villages is along its chain, as it was known at an instant: for sections, cards and panels."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Cast

from funding import rules
from funding.lifecycle import PaymentState
from funding.models import ENDED, Commitment, Payment, PaymentMove
from portal.clocks.selectors import calendar
from portal.kernel.db import MoneyField
from portal.kernel.money import ZERO, Money
from portal.kernel.periods import SHANGHAI
from projects.selectors.moment import Moment

APPROVED = (PaymentState.APPROVED, PaymentState.PAID, PaymentState.VERIFIED)


@dataclass(frozen=True)
class Chain:
    """The money of one village: each sum holds the later ones, as an application that was paid was approved, too.

    ``late`` is how many payments wait in a link longer than it may take.
    """

    committed: Money = ZERO
    applied: Money = ZERO
    approved: Money = ZERO
    paid: Money = ZERO
    verified: Money = ZERO
    payments: int = 0
    paid_payments: int = 0
    late: int = 0
    has_demonstration: bool = False


@dataclass(frozen=True)
class LateLink:
    """One payment that waits too long: for which step, since when, how many working days of how many."""

    payment_id: int
    village_id: int
    state: PaymentState
    since: date
    days: int
    limit: int
    amount: Money


def chain_of(village_ids: Collection[int], moment: Moment | None = None) -> dict[int, Chain]:
    """Village → its chain; one without any money has zeros. ``moment`` bounds what had happened and what was known."""
    asked = moment or Moment.now()
    committed = _committed(village_ids, asked)
    paid = _payments(village_ids, asked)
    late: dict[int, int] = {}
    for link in late_links(village_ids, asked):
        late[link.village_id] = late.get(link.village_id, 0) + 1
    return {
        village: Chain(**committed.get(village, {}), **_sums(paid.get(village, {})), late=late.get(village, 0))
        for village in village_ids
    }


def late_links(village_ids: Collection[int], moment: Moment | None = None) -> list[LateLink]:
    """Payments of these villages whose link takes longer than it may, the longest first."""
    asked = moment or Moment.now()
    waiting = _then(Payment.objects.filter(village__in=village_ids), asked).filter(state_then__in=rules.LINK_DAYS)
    days, found = calendar(), []
    for row in waiting.order_by("pk"):
        since = _day(row.since)  # type: ignore[attr-defined]
        state = PaymentState(row.state_then)  # type: ignore[attr-defined]
        took = days.workdays_until(since, asked.day)
        if rules.is_late(state, took):
            found.append(LateLink(row.pk, row.village_id, state, since, took, rules.LINK_DAYS[state], row.amount))
    return sorted(found, key=lambda link: (-link.days, link.payment_id))


def _committed(village_ids: Collection[int], moment: Moment) -> dict[int, dict[str, Any]]:
    found = Commitment.objects.filter(village__in=village_ids, committed_on__lte=moment.day)
    if moment.known_at is not None:
        found = found.filter(recorded_at__lte=moment.known_at)
    sums = found.order_by().values("village").annotate(sum=_sum(Q()))
    return {row["village"]: {"committed": row["sum"]} for row in sums}


def _payments(village_ids: Collection[int], moment: Moment) -> dict[int, dict[str, Any]]:
    """What was applied for and approved by then; what was paid by then, as far as somebody had registered it."""
    registered = PaymentMove.objects.filter(payment=OuterRef("pk"), verb="pay")
    if moment.known_at is not None:
        registered = registered.filter(recorded_at__lte=moment.known_at)
    applied = Q(state_then__isnull=False) & ~Q(state_then__in=ENDED)
    paid = Q(is_registered=True, paid_on__lte=moment.day)
    found = _then(Payment.objects.filter(village__in=village_ids), moment).annotate(is_registered=Exists(registered))
    sums = (
        found.order_by()
        .values("village")
        .annotate(
            applied=_sum(applied),
            approved=_sum(Q(state_then__in=APPROVED) | paid),
            paid=_sum(paid),
            verified=_sum(Q(state_then=PaymentState.VERIFIED)),
            payments=Count("pk", filter=applied),
            paid_payments=Count("pk", filter=paid),
            demonstrations=Count("pk", filter=Q(is_demonstration=True)),
        )
    )
    return {row["village"]: row for row in sums}


def _sums(row: dict[str, Any]) -> dict[str, Any]:
    if not row:
        return {}
    money = {name: row[name] or ZERO for name in ("applied", "approved", "paid", "verified")}
    counts = {name: row[name] for name in ("payments", "paid_payments")}
    return {**money, **counts, "has_demonstration": bool(row["demonstrations"])}


def _then(payments: Any, moment: Moment) -> Any:
    """Payments with their state at that instant and since when; those that did not exist yet have none."""
    until = moment.as_of if moment.known_at is None else min(moment.as_of, moment.known_at)
    last = PaymentMove.objects.filter(payment=OuterRef("pk"), recorded_at__lte=until).order_by("-pk")
    return payments.annotate(
        state_then=Subquery(last.values("to_state")[:1]), since=Subquery(last.values("recorded_at")[:1])
    )


def _sum(wanted: Q) -> Any:
    """PostgreSQL sums whole numbers to exact ones of another type."""
    return Cast(Sum("amount", filter=wanted), MoneyField())


def _day(instant: datetime) -> date:
    return instant.astimezone(SHANGHAI).date()
