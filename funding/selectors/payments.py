"""Payments as lists and pages show them: payees masked, each link with its days."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import OuterRef, Subquery

from funding import rules
from funding.ledger.purpose import Use
from funding.lifecycle import PaymentState
from funding.models import Application, Payment, PaymentMove, PaymentSort
from portal.accounts.models import OrganisationKind
from portal.accounts.selectors import shown_name
from portal.clocks.selectors import calendar
from portal.kernel import clock
from portal.kernel.calendar import WorkingCalendar
from portal.kernel.money import Money
from portal.kernel.periods import SHANGHAI

VERBS = {
    "apply": "申请",
    "review": "审核同意",
    "approve": "审批同意",
    "return": "退回",
    "withdraw": "撤回",
    "pay": "登记拨付",
    "verify": "使用情况核查",
}

_KINDS = {
    PaymentState.APPLIED: "info",
    PaymentState.REVIEWED: "info",
    PaymentState.APPROVED: "warn",
    PaymentState.PAID: "good",
    PaymentState.VERIFIED: "good",
    PaymentState.RETURNED: "warn",
    PaymentState.WITHDRAWN: "neutral",
}


@dataclass(frozen=True)
class PaymentRow:
    """One payment. ``since`` is when it came into its state, ``days`` the working days since (None: nobody is waited
    for), ``limit`` how many its link may take.
    """

    id: int
    application_id: int
    village_id: int
    village: str
    sort: str
    sort_label: str
    use_label: str
    purpose: str
    matter: str
    payee: str
    account: str
    bank: str
    amount: Money
    state: PaymentState
    since: datetime
    days: int | None
    limit: int | None
    paid_on: date | None
    slip_number: str
    finding: str
    is_demonstration: bool

    @property
    def state_kind(self) -> str:
        """In which colour its state stands."""
        return _KINDS[self.state]

    @property
    def is_late(self) -> bool:
        return self.days is not None and rules.is_late(self.state, self.days)

    @property
    def days_text(self) -> str:
        """``第4个工作日（限3个）``; empty where nobody is waited for."""
        return "" if self.days is None else f"已{self.days}个工作日（限{self.limit}个）"


@dataclass(frozen=True)
class MoveRow:
    """One step of a payment's course."""

    at: datetime
    who: str
    for_whom: str
    what: str
    reason: str
    days: int | None


def with_since(payments: Any) -> Any:
    """Payments with the instant of their last step, and all that a row shows."""
    last = PaymentMove.objects.filter(payment=OuterRef("pk")).order_by("-pk").values("recorded_at")[:1]
    joined = ("application", "village", "contract", "commitment__agreement")
    return payments.select_related(*joined).annotate(since=Subquery(last))


def payment_rows(payments: Iterable[Any]) -> list[PaymentRow]:
    """Rows of what ``with_since`` gave."""
    today, days = clock.today(), calendar()
    return [_row(payment, today, days) for payment in payments]


def late_ids(payments: Any) -> set[int]:
    """Those whose link takes longer than it may."""
    waiting = with_since(payments.filter(state__in=rules.LINK_DAYS))
    return {row.id for row in payment_rows(waiting) if row.is_late}


def masked_payee(payment: Payment, sort: str) -> str:
    """Residents masked; units by their names."""
    is_resident = sort == PaymentSort.HOUSEHOLD
    return shown_name(payment.payee_name, OrganisationKind.RESIDENTS if is_resident else "")


def course_rows(payment: Payment) -> list[MoveRow]:
    """What was done with it, in order; each step with the working days that it took."""
    moves = (
        PaymentMove.objects.filter(payment=payment).select_related("by__organisation", "on_behalf_of").order_by("pk")
    )
    days, before, rows = calendar(), None, []
    for move in moves:
        took: int | None = None if before is None else days.workdays_until(_day(before), _day(move.recorded_at))
        behalf = str(move.on_behalf_of) if move.on_behalf_of else ""
        who = f"{move.by}（{move.by.organisation}）"
        rows.append(MoveRow(move.recorded_at, who, behalf, VERBS[move.verb], move.reason, took))
        before = move.recorded_at
    return rows


def _row(payment: Any, today: date, days: WorkingCalendar) -> PaymentRow:
    application: Application = payment.application
    limit = rules.LINK_DAYS.get(payment.state)
    return PaymentRow(
        id=payment.pk,
        application_id=application.pk,
        village_id=payment.village_id,
        village=payment.village.label,
        sort=application.sort,
        sort_label=application.get_sort_display(),
        use_label=str(Use(application.use).label),
        purpose=application.purpose,
        matter=matter_words(payment),
        payee=masked_payee(payment, application.sort),
        account=payment.masked("account"),
        bank=payment.bank,
        amount=payment.amount,
        state=PaymentState(payment.state),
        since=payment.since,
        days=None if limit is None else days.workdays_until(_day(payment.since), today),
        limit=limit,
        paid_on=payment.paid_on,
        slip_number=payment.slip_number,
        finding=payment.finding,
        is_demonstration=payment.is_demonstration,
    )


def matter_words(payment: Any) -> str:
    """What it is paid for: the agreement's number and stage, or the contract."""
    if payment.commitment is not None:
        return f"{payment.commitment.agreement}（{payment.commitment.get_stage_display()}）"
    return str(payment.contract) if payment.contract is not None else payment.application.purpose


def _day(instant: datetime) -> date:
    return instant.astimezone(SHANGHAI).date()


def payments_of(application: Application) -> Sequence[PaymentRow]:
    """All payments of an application."""
    return payment_rows(with_since(Payment.objects.filter(application=application)).order_by("pk"))
