"""States and moves of a payment, each link of the chain in another hand, and of money that arrives."""

from django.db.models import TextChoices

from portal.kernel.lifecycle import Lifecycle, Move


class PaymentState(TextChoices):
    APPLIED = "applied", "待审核"
    REVIEWED = "reviewed", "待审批"
    APPROVED = "approved", "待拨付"
    PAID = "paid", "已拨付待核查"
    VERIFIED = "verified", "已核查"
    RETURNED = "returned", "已退回"
    WITHDRAWN = "withdrawn", "已撤回"


PAYMENT = Lifecycle(
    "用款申请",
    PaymentState,
    Move.of("review", [PaymentState.APPLIED], PaymentState.REVIEWED),
    Move.of("approve", [PaymentState.REVIEWED], PaymentState.APPROVED),
    Move.of("return", [PaymentState.APPLIED, PaymentState.REVIEWED], PaymentState.RETURNED),
    Move.of("withdraw", [PaymentState.APPLIED, PaymentState.REVIEWED], PaymentState.WITHDRAWN),
    Move.of("pay", [PaymentState.APPROVED], PaymentState.PAID),
    Move.of("verify", [PaymentState.PAID], PaymentState.VERIFIED),
)
# The money has left.
SPENT = (PaymentState.PAID, PaymentState.VERIFIED)


class ReceiptState(TextChoices):
    ASKED = "asked", "待复核"
    ENTERED = "entered", "已登记"
    DECLINED = "declined", "已退回"
    WITHDRAWN = "withdrawn", "已撤回"


RECEIPT = Lifecycle(
    "到账登记",
    ReceiptState,
    Move.of("enter", [ReceiptState.ASKED], ReceiptState.ENTERED),
    Move.of("decline", [ReceiptState.ASKED], ReceiptState.DECLINED),
    Move.of("withdraw", [ReceiptState.ASKED], ReceiptState.WITHDRAWN),
)
