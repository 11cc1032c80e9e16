"""What money is for: kinds of sources, uses and payees. The database knows the same words (``sql/200``)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import TextChoices


class SourceKind(TextChoices):
    LOAN = "loan", "专项借款"
    BOND = "bond", "专项债券"
    BUDGET = "budget", "财政资金"
    STATE_FIRM = "state_firm", "国企资金"
    MARKET = "market", "市场资金"
    LAND = "land", "土地出让"


class Use(TextChoices):
    PRELIMINARY = "preliminary", "前期工作"
    COMPENSATION = "compensation", "征收补偿安置"
    HOUSING = "housing", "安置住房建设"
    INFRASTRUCTURE = "infrastructure", "安置小区配套基础设施"
    PUBLIC_WORKS = "public_works", "其他公益性建设"
    DEVELOPMENT = "development", "商业开发建设"
    RECURRENT = "recurrent", "经常性支出"


class PayeeClass(TextChoices):
    HOUSEHOLD = "household", "搬迁户"
    CONTRACTOR = "contractor", "施工和供货单位"
    WAGES = "wages", "农民工工资专用账户"
    SERVICE = "service", "前期和服务单位"
    OTHER = "other", "其他单位"


# What the special loan may be used for at all; its contract may say less.
LOAN_USES = (Use.PRELIMINARY, Use.COMPENSATION, Use.HOUSING, Use.INFRASTRUCTURE)


@dataclass(frozen=True)
class Purpose:
    """What a payment is for. ``subject`` is the row that it is posted for, ``funding.payment:17``."""

    use: Use
    village_id: int
    payee_class: PayeeClass
    occurred_on: date
    subject: str

    def as_body(self) -> dict[str, Any]:
        return {
            "use": str(self.use),
            "village": self.village_id,
            "payee_class": str(self.payee_class),
            "occurred_on": self.occurred_on.isoformat(),
            "subject": self.subject,
        }
