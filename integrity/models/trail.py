"""The trail as others may read it. Its tables are made by ``sql/``, belong to ``portal_audit`` and are only added to.

Nothing here is written through Django: entries come from the end of a deed, leaves and checkpoints from functions of
the database (``integrity.trail``).
"""

from __future__ import annotations

import json
from typing import Any, NoReturn, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models

from integrity.permissions import VIEW_TRAIL
from portal.kernel.errors import DesignError
from portal.kernel.permissions import Actor


class EntryQuerySet(models.QuerySet["AuditEntry"]):
    def visible_to(self, actor: Actor) -> Self:
        """Entries of the villages that the actor may look into; what belongs to no village, for whoever sees all."""
        span = actor.span(VIEW_TRAIL)
        if span.everywhere:
            return self
        return self.filter(scope__overlap=sorted(span.villages)) if span.villages else self.none()


class AddedElsewhere(models.Model):
    """A table that Django reads and never writes."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise DesignError(f"{type(self).__name__} is not written through Django")

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise DesignError(f"{type(self).__name__} is not deleted by anybody")


class AuditEntry(AddedElsewhere):
    """One change or one look at personal data. The database reads object, deed and scope out of the body."""

    id = models.BigAutoField(primary_key=True)
    body = models.TextField("内容")
    object = models.TextField("对象")
    deed = models.TextField("操作编号")
    scope = ArrayField(models.BigIntegerField(), verbose_name="点位")

    objects = EntryQuerySet.as_manager()

    class Meta:
        managed = False
        db_table = "audit_entry"
        default_permissions = ()
        verbose_name = "操作留痕"

    def __str__(self) -> str:
        return f"留痕{self.pk}"

    @property
    def said(self) -> dict[str, Any]:
        """The body, read."""
        found: dict[str, Any] = json.loads(self.body)
        return found


class RefusalCount(models.Model):
    """Machinery: how often somebody was lately refused the same thing. Written only by ``trail.hammering``."""

    key = models.TextField(primary_key=True)
    since = models.DateTimeField()
    refused = models.PositiveIntegerField()
    passed_over = models.PositiveIntegerField()

    class Meta:
        default_permissions = ()


class AuditLeaf(AddedElsewhere):
    """The place of one entry in the tree and its leaf hash."""

    idx = models.BigIntegerField("序号", primary_key=True)
    entry_id = models.BigIntegerField("留痕编号", unique=True)
    leaf = models.BinaryField("叶值")

    class Meta:
        managed = False
        db_table = "audit_leaf"
        default_permissions = ()
        verbose_name = "留痕封存"

    def __str__(self) -> str:
        return f"第{self.idx}条"


class AuditCheckpoint(AddedElsewhere):
    """One signed statement of how many entries there were and under which root."""

    id = models.BigAutoField(primary_key=True)
    note = models.TextField("校验说明")
    sig = models.BinaryField("签名")
    key_id = models.IntegerField("签名密钥")
    size = models.BigIntegerField("条数")
    root = models.TextField("校验码")
    made_at = models.DateTimeField("签署时间")

    class Meta:
        managed = False
        db_table = "audit_checkpoint"
        default_permissions = ()
        verbose_name = "留痕校验点"

    def __str__(self) -> str:
        return f"{self.size}条 {self.root[:16]}"
