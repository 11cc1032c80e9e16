"""Sealed values are put under the first key, some at a time, beside whoever works."""

from __future__ import annotations

from django.db.models import QuerySet

from portal.accounts import permissions
from portal.accounts.contributions import SealedColumn
from portal.accounts.facts import ColumnResealed
from portal.kernel import crypto
from portal.kernel.actions import action
from portal.kernel.facts import tell
from portal.kernel.permissions import Actor, Portal


@action(needs=permissions.ROTATE_FIELD_KEYS)
def reseal_values(actor: Actor, target: Portal, *, column: SealedColumn, most: int, wait: bool = False) -> int:
    """Put up to ``most`` values of a column under the first key; rows that somebody is writing are left for later,
    unless it is to ``wait``. The value stays what it was, so the entry counts and names no row.
    """
    locked = column.left().select_for_update(of=("self",), skip_locked=not wait)
    rows = list(locked.order_by("pk")[:most])
    name = column.field.name
    for row in rows:
        fresh = crypto.reseal(bytes(getattr(row, name)), place=row.place_of(column.field.stem))
        QuerySet(column.model).filter(pk=row.pk).update(**{name: fresh})
    if rows:
        tell(ColumnResealed(column.label, len(rows), crypto.key_ring().sealing_id))
    return len(rows)
