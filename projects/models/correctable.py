"""What all dated facts share: rows are added, never changed; a correction is a new row with a reason (decision 6)."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar, Self

import pgtrigger
from django.db import models
from django.db.models import F, OuterRef, Q

from portal.kernel.db import RecordedAtField
from portal.kernel.records import Record, RecordQuerySet

_KEPT = "row_is_kept_as_written"
_KEPT_SENTENCE = "已登记的数据原样保留，不能改动或删除。数据有误的，请办理更正并写明原因。"


class CorrectableQuerySet(RecordQuerySet):
    """Reads what was known at an instant."""

    def known_at(self, instant: datetime | None) -> Self:
        """The rows that stood at ``instant``: recorded and not corrected by then. ``None``: all that stand now."""
        corrections = self.model.objects.filter(supersedes=OuterRef("pk"))
        if instant is None:
            return self.filter(~models.Exists(corrections))
        known = self.filter(recorded_at__lte=instant)
        return known.filter(~models.Exists(corrections.filter(recorded_at__lte=instant)))


class Correctable(Record):
    """Base of dated facts. The database refuses to update or delete a row, whoever asks."""

    supersedes = models.OneToOneField("self", models.PROTECT, related_name="+", null=True, verbose_name="更正的原记录")
    reason = models.CharField("更正原因", max_length=200, blank=True, default="")
    is_demonstration = models.BooleanField("演示数据", default=False)
    recorded_at = RecordedAtField()

    objects: ClassVar[Any] = CorrectableQuerySet.as_manager()

    class Meta(Record.Meta):
        abstract = True
        triggers = [
            pgtrigger.Trigger(
                name=_KEPT,
                when=pgtrigger.Before,
                operation=pgtrigger.Update | pgtrigger.Delete,
                func=f"RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = '{_KEPT}', MESSAGE = '{_KEPT_SENTENCE}';",
            )
        ]

    @property
    def is_corrected(self) -> bool:
        """Whether a newer row stands in its place."""
        rows: Any = type(self)._default_manager
        return bool(rows.filter(supersedes=self.pk).exists())


def corrected_rows_constraints(table: str) -> list[models.BaseConstraint]:
    """The constraints of every correctable table, under its own name: a correction gives its reason, once per row."""
    return [
        models.CheckConstraint(
            name=f"{table}_correction_has_reason",
            condition=Q(supersedes__isnull=True) | ~Q(reason=""),
            violation_error_message="更正须写明原因。",
        ),
        models.CheckConstraint(
            name=f"{table}_does_not_correct_itself",
            condition=Q(supersedes__isnull=True) | ~Q(supersedes=F("id")),
            violation_error_message="更正的对象应是原来的一条记录。",
        ),
    ]
