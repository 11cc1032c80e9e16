"""Reading the trail in its order, a stretch at a time, beside what the database makes of each entry's text now."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from django.db import connection

STRETCH = 20_000
_READ = """
    SELECT idx, leaf, body, sha256('\\x00'::bytea || convert_to(body, 'UTF8')) IS NOT DISTINCT FROM leaf
    FROM audit_leaf LEFT JOIN audit_entry ON audit_entry.id = entry_id
    WHERE idx >= %s AND idx < %s ORDER BY idx
"""


class Leaf(NamedTuple):
    """One leaf; ``body`` None when its entry is gone."""

    idx: int
    leaf: bytes
    body: str | None
    is_of_its_entry: bool


def read_leaves(start: int, end: int) -> Iterator[Leaf]:
    """The leaves from ``start`` to before ``end`` that are there."""
    for low in range(start, end, STRETCH):
        with connection.cursor() as cursor:
            cursor.execute(_READ, [low, min(low + STRETCH, end)])
            rows = cursor.fetchall()
        for idx, leaf, body, is_of_its_entry in rows:
            yield Leaf(idx, bytes(leaf), body, is_of_its_entry)
