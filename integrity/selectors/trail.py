"""What others may know of the trail."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import QuerySet

from integrity.models import AuditCheckpoint, AuditEntry
from integrity.trail import sealing
from integrity.trail.checkpoints import Note
from integrity.trail.recording import object_of
from portal.kernel.permissions import Actor
from portal.kernel.records import Record

CHECKPOINT = "audit_checkpoint"
SIGNER = "signer"
VERIFYING = "integrity.verify"


@dataclass(frozen=True)
class CheckpointRow:
    """One signed statement: how many entries, under which root, when."""

    size: int
    root: str
    at: datetime


def last_checkpoint() -> CheckpointRow | None:
    """The newest one, None before the first."""
    row = AuditCheckpoint.objects.order_by("-id").first()
    return CheckpointRow(row.size, row.root, Note.parse(row.note).at) if row else None


def oldest_unsealed() -> datetime | None:
    """When the oldest entry without a leaf was written; None when all have one."""
    return sealing.oldest_unsealed_at()


def unsigned_since() -> datetime | None:
    """Since when sealed entries wait for a signature; None when the last checkpoint covers them all."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT made_at FROM audit_seal WHERE size > coalesce((SELECT max(size) FROM audit_checkpoint), 0)"
            " ORDER BY size LIMIT 1"
        )
        row = cursor.fetchone()
    return row[0] if row else None


def is_all_signed() -> bool:
    """Whether the last checkpoint says all there is to say."""
    last = last_checkpoint()
    return sealing.oldest_unsealed_at() is None and sealing.head().size == (last.size if last else 0)


def entries_of(row: Record, actor: Actor) -> QuerySet[AuditEntry]:
    """What the trail holds of one row, as far as the actor may see it, newest first."""
    return AuditEntry.objects.visible_to(actor).filter(object=object_of(row)).order_by("-pk")
