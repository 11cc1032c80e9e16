"""Sealing: committed entries get their place in the tree, a batch at a time, one sealer at a time (decision 10).

The work itself is one function of the database (``sql/110_audit_sealing.sql``): leaves belong to ``portal_audit``, and
the site can have them written but not choose them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction

from integrity.trail.tree import Tree
from portal.kernel import clock
from portal.kernel.errors import DesignError

BATCH = 10_000
_OLDEST = """
    SELECT body::json ->> 'at' FROM audit_entry AS entry
    WHERE xid >= coalesce((SELECT horizon FROM audit_seal ORDER BY size DESC LIMIT 1), '0')
        AND NOT EXISTS (SELECT FROM audit_leaf WHERE entry_id = entry.id)
    ORDER BY xid, id LIMIT 1
"""


@dataclass(frozen=True)
class Sealed:
    """What one round of sealing came to. ``is_ours`` is False when somebody else was at it."""

    entries: int
    is_ours: bool = True


def seal(*, waits: bool = False, batch: int = BATCH) -> Sealed:
    """Seal everything that may be sealed now; each batch is committed by itself.

    Who does not wait leaves it to the sealer that is at work. An entry of a transaction that still runs, or that began
    after one that still runs, is left for the next round.
    """
    done = 0
    while True:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT audit_seal_entries(%s, %s)", [batch, waits])
            count: int | None = cursor.fetchone()[0]
        if count is None:
            return Sealed(done, is_ours=False)
        done += count
        if count < batch:
            return Sealed(done)


def head() -> Tree:
    """The tree over all sealed entries."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT size, frontier FROM audit_seal ORDER BY size DESC LIMIT 1")
        row = cursor.fetchone()
    return _tree(*row) if row else Tree()


def tree_at(size: int) -> Tree:
    """The tree over the first ``size`` entries, from the last seal before it and the leaves since.

    Raises DesignError when there are fewer.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT size, frontier FROM audit_seal WHERE size <= %s ORDER BY size DESC LIMIT 1", [size])
        row = cursor.fetchone()
        nearest = _tree(*row) if row else Tree()
        cursor.execute("SELECT leaf FROM audit_leaf WHERE idx >= %s AND idx < %s ORDER BY idx", [nearest.size, size])
        found = nearest.grown(bytes(leaf) for (leaf,) in cursor.fetchall())
    if found.size != size:
        raise DesignError(f"the trail holds {found.size} sealed entries, not {size}")
    return found


def oldest_unsealed_at() -> datetime | None:
    """When the oldest entry was written that has no leaf yet; None when all have one."""
    with connection.cursor() as cursor:
        cursor.execute(_OLDEST)
        row = cursor.fetchone()
    return datetime.fromisoformat(row[0]) if row else None


def oldest_unsealed_age() -> timedelta:
    """How long the oldest entry has waited for its leaf: zero when none waits."""
    oldest = oldest_unsealed_at()
    return max(clock.now() - oldest, timedelta()) if oldest else timedelta()


def _tree(size: int, frontier: list[memoryview]) -> Tree:
    return Tree(size, tuple(bytes(node) for node in frontier))
