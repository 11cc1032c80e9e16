"""Sources, receipts and payments of the demonstration: all 示例, none of them added to the published total."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from datetime import date
from functools import partial

from funding import actions
from funding.ledger import PayeeClass, Rule, SourceKind, Use
from funding.models import Application, Commitment, CommitmentStage, Payment, Source
from funding.selectors.receipts import matter_of
from portal.approvals.actions import cast_vote
from portal.approvals.lifecycle import Choice
from portal.approvals.selectors import approval, approval_of
from portal.files.models import FileKind
from portal.files.receiving import Received, receive
from portal.kernel.errors import DesignError
from portal.kernel.money import Money
from portal.kernel.permissions import PORTAL
from portal.site.demo.thread.agreeing import Course
from portal.site.demo.thread.stage import Stage
from relocation.lifecycle import AgreementState

# A number of the same row is the same each time, so that the same world is made twice.
KEYS = uuid.UUID("5d3c4a5e-7c0e-4b4e-9d53-0a7c5b0f6404")
# Stage → how many weeks after the draft it is paid, and what the agreement is by then.
PAYABLE = {
    CommitmentStage.BEFORE_MOVING: (2, AgreementState.SIGNED),
    CommitmentStage.AFTER_VACATING: (5, AgreementState.VACATED),
}
BUILDING_USES = (Use.HOUSING, Use.INFRASTRUCTURE)


def slip(name: str, day: date) -> Received:
    """A bank's slip that says what it is."""
    return receive(b"%PDF-1.7\n% demonstration\n%%EOF\n", name=f"{name}（演示）.pdf", kind=FileKind.DOCUMENT, today=day)


def open_sources(stage: Stage, *, from_on: date) -> dict[str, Source]:
    """A loan for the four uses, and money of the budget for what it does not pay."""
    hand = stage.hand("funding_force")
    everybody = tuple(PayeeClass)
    loan = actions.open_source(
        hand,
        PORTAL,
        name="城中村改造专项借款（示例）",
        kind=SourceKind.LOAN,
        rule=Rule(
            uses=(Use.PRELIMINARY, Use.COMPENSATION, *BUILDING_USES),
            payee_classes=everybody,
            from_on=from_on,
            ceiling=Money(60_000_000_000),
            clause="示例借款合同第五条（本级）",
            basis="示例借款合同",
        ),
        giver="演示银行",
        document="示例借款合同",
        bank="演示银行兴庆支行",
        account_tail="0001",
        is_demonstration=True,
    )
    budget = actions.open_source(
        hand,
        PORTAL,
        name="区级财政资金（示例）",
        kind=SourceKind.BUDGET,
        rule=Rule(
            uses=(Use.PRELIMINARY, Use.COMPENSATION, Use.RECURRENT),
            payee_classes=everybody,
            from_on=from_on,
            ceiling=Money(10_000_000_000),
            clause="示例资金管理办法第八条（本级）",
            basis="示例预算文件",
        ),
        giver="兴庆区财政局（演示）",
        document="示例预算文件",
        bank="演示银行兴庆支行",
        account_tail="0002",
        is_demonstration=True,
    )
    return {"loan": loan, "budget": budget}


def receive_money(stage: Stage, source: Source, amount: Money, *, weeks_back: int) -> None:
    """Entered by one, checked by another, two days later."""
    with stage.at(weeks_back, 1) as day:
        receipt = actions.enter_receipt(
            stage.hand("funding_force"),
            source,
            key=uuid.uuid5(KEYS, f"receipt/{source.pk}/{day}"),
            amount=amount,
            received_on=day,
            evidence="示例到账通知",
        )
    with stage.at(weeks_back, 3):
        asked = approval_of(matter_of(receipt))
        if asked is None:
            raise DesignError("a receipt was entered and nobody was asked to check it")
        cast_vote(stage.hand("department"), approval(asked.id), choice=Choice.APPROVE)


def pay_households(stage: Stage, course: Course, weeks_back: int) -> None:
    """What becomes payable this week of the agreements of earlier weeks: one application each, five hands."""
    for what, (after, state) in PAYABLE.items():
        agreements = [each.pk for each in course.of_week(weeks_back + after) if each.state == state]
        found = Commitment.objects.filter(agreement__in=agreements, stage=what).order_by("pk")
        if due := list(found.values_list("pk", flat=True)):
            pay(stage, weeks_back, partial(_apply, stage, course, due, str(what.label)))


def _apply(stage: Stage, course: Course, due: Sequence[int], label: str) -> Application:
    return actions.apply_payments(
        stage.hand("relocation_force"),
        stage.villages[course.site],
        commitments=due,
        purpose=f"支付{len(due)}户{label}补偿款（演示）",
        document="演示用款申请",
    )


def pay(stage: Stage, weeks_back: int, apply: Callable[[], Application]) -> None:
    """Monday asks, Tuesday reviews, Wednesday approves, Thursday the bank pays, Sunday somebody has looked.

    Of the last week the chain is still open: approved, and not paid.
    """
    with stage.at(weeks_back, 1, 15):
        application = apply()
    with stage.at(weeks_back, 2, 15):
        actions.review_application(stage.hand("funding_force"), application)
    with stage.at(weeks_back, 3, 15):
        actions.approve_application(stage.hand("commander"), application)
    if weeks_back == 0:
        return
    payments = list(Payment.objects.filter(application=application).order_by("pk").values_list("pk", flat=True))
    with stage.at(weeks_back, 4, 15) as day:
        actions.register_payments(
            stage.hand("department"),
            application,
            payments=payments,
            paid_on=day,
            slip_number=f"演示{application.pk:06d}",
            slip=slip("回单", day),
        )
    with stage.at(weeks_back, 7, 9):
        actions.verify_payments(
            stage.hand("office"), application, payments=payments, finding="已到收款人账户，用途与申请一致（演示）"
        )
