"""A source of money: what it is called and where it is kept. What it may be used for stands in the ledger."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from funding.ledger.purpose import SourceKind
from funding.permissions import VIEW_FUNDING
from portal.kernel.db import RecordedAtField
from portal.kernel.permissions import Actor, Power, Reach
from portal.kernel.records import Record, RecordQuerySet
from portal.kernel.triggers import never_changed


class SourceQuerySet(RecordQuerySet):
    """A source of one project is seen where that is; one for several, by everybody who may look at money anywhere."""

    village_path = "village"

    def visible_to(self, actor: Actor, *, by: Power | None = None) -> Any:
        span, path = actor.span(by or VIEW_FUNDING), self.village_path
        if span.everywhere:
            return self
        seen = Q(**{f"{path}__in": span.villages}) | Q(**{path: None})
        return self.filter(seen) if span.villages else self.none()


class Source(Record):
    """``village``: it belongs to the pool of that project alone. Only the last four digits of its account are kept."""

    seen_with = VIEW_FUNDING
    anchors = {Reach.VILLAGE: "village_id"}

    name = models.CharField("名称", max_length=60)
    kind = models.CharField("类别", max_length=12, choices=SourceKind)
    village = models.ForeignKey(
        "projects.Village", models.PROTECT, related_name="+", null=True, blank=True, verbose_name="专用点位"
    )
    giver = models.CharField("资金提供方", max_length=60)
    document = models.CharField("合同或下达文件", max_length=120)
    bank = models.CharField("专户开户行", max_length=60)
    account_tail = models.CharField("专户账号后四位", max_length=4)
    opened_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", null=True, verbose_name="登记人")
    is_demonstration = models.BooleanField("演示数据", default=False)
    recorded_at = RecordedAtField()

    objects: ClassVar[Any] = SourceQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = "资金来源"
        constraints = [
            models.UniqueConstraint(
                fields=["name"],
                name="source_has_a_name_of_its_own",
                violation_error_message="已有同名的资金来源。请核对；不同批次的资金登记在同一来源之下。",
            ),
            models.CheckConstraint(
                name="source_kind_is_known",
                condition=Q(kind__in=SourceKind.values),
                violation_error_message="资金来源类别不在规定的范围内。",
            ),
            models.CheckConstraint(
                name="source_account_tail_is_four_digits",
                condition=Q(account_tail__regex=r"^[0-9]{4}$"),
                violation_error_message="专户账号只登记后四位数字。",
            ),
        ]
        triggers = [
            never_changed("source_stays", "已登记的资金来源原样保留，不能改动。使用规定有调整的，请登记新的使用规定。")
        ]

    def __str__(self) -> str:
        return f"{self.name}（演示数据）" if self.is_demonstration else self.name
