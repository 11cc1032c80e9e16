"""States and moves of relocation's nouns."""

from django.db.models import TextChoices

from portal.kernel.lifecycle import Lifecycle, Move


class PolicyState(TextChoices):
    DRAFT = "draft", "拟订中"
    ANNOUNCED = "announced", "公告中"
    ADOPTED = "adopted", "已确定"
    WITHDRAWN = "withdrawn", "已撤回"


POLICY = Lifecycle(
    "补偿安置方案",
    PolicyState,
    Move.of("announce", [PolicyState.DRAFT], PolicyState.ANNOUNCED),
    Move.of("adopt", [PolicyState.ANNOUNCED], PolicyState.ADOPTED),
    Move.of("withdraw", [PolicyState.DRAFT, PolicyState.ANNOUNCED], PolicyState.WITHDRAWN),
)


class AgreementState(TextChoices):
    DRAFT = "draft", "草稿"
    REVIEWED = "reviewed", "已审核"
    NOTICED = "noticed", "结果公示"
    SIGNED = "signed", "已签订"
    VACATED = "vacated", "已腾空"
    SETTLED = "settled", "已结算"
    VOID = "void", "已作废"


_BEFORE_SIGNING = [AgreementState.DRAFT, AgreementState.REVIEWED, AgreementState.NOTICED]

AGREEMENT = Lifecycle(
    "搬迁协议",
    AgreementState,
    Move.of("review", [AgreementState.DRAFT], AgreementState.REVIEWED),
    Move.of("return", [AgreementState.REVIEWED, AgreementState.NOTICED], AgreementState.DRAFT),
    Move.of("notice", [AgreementState.REVIEWED], AgreementState.NOTICED),
    Move.of("sign", [AgreementState.NOTICED], AgreementState.SIGNED),
    Move.of("vacate", [AgreementState.SIGNED], AgreementState.VACATED),
    Move.of("settle", [AgreementState.VACATED], AgreementState.SETTLED),
    Move.of("void", _BEFORE_SIGNING, AgreementState.VOID),
)
# What a household is bound by, and counts as signed in every figure.
IN_FORCE = (AgreementState.SIGNED, AgreementState.VACATED, AgreementState.SETTLED)
