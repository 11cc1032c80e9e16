"""来龙去脉: what led to a deed and what it led to, as a tree.

A deed inside another one runs in the same transaction, so all of a tree lies under one number of a transaction, for
which the trail has an index already: no further column, and nothing more to write with each entry. After a restore into
another cluster a number may come twice; what another deed left there is linked to nothing of this tree.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection

from integrity.models import AuditEntry
from integrity.permissions import VIEW_TRAIL
from integrity.selectors.entries import people_named, who_words
from integrity.selectors.words import RESULTS, action_words, object_words
from portal.kernel.permissions import Actor

# One row for each deed: its first entry, how many rows it wrote, and whether this person may see any of them.
_DEEDS = """
    WITH together AS MATERIALIZED (
        SELECT id, deed, body, %(everywhere)s OR scope && %(villages)s::bigint[] AS is_seen
        FROM audit_entry WHERE xid = (SELECT xid FROM audit_entry WHERE id = %(entry)s)
    ), counted AS (
        SELECT deed, min(id) AS first, count(*) AS entries, min(id) FILTER (WHERE is_seen) AS seen
        FROM together GROUP BY deed
    ), linked AS (
        SELECT counted.*, body::json ->> 'cause' AS cause FROM counted JOIN together ON together.id = counted.first
    )
    SELECT linked.deed, cause, entries, seen, shown.body
    FROM linked LEFT JOIN together AS shown ON shown.id = linked.seen
    ORDER BY linked.first
"""


@dataclass(frozen=True)
class CausedDeed:
    """One deed of a tree. ``entry`` is the first of its entries that the reader may see, None when he may see none."""

    depth: int
    entry: int | None
    entries: int
    who: str
    what: str
    thing: str
    result: str
    is_asked: bool

    @property
    def indent(self) -> str:
        """How deep it stands, as the first characters of its line."""
        return f"{'　' * (self.depth - 1)}└ " if self.depth else ""


def causes_of(actor: Actor, entry: AuditEntry) -> list[CausedDeed]:
    """The whole tree that the entry's deed belongs to, from its root downwards, each deed below what led to it."""
    span = actor.span(VIEW_TRAIL)
    given: Any = {"entry": entry.pk, "everywhere": span.everywhere, "villages": sorted(span.villages)}
    with connection.cursor() as cursor:
        cursor.execute(_DEEDS, given)
        found = {row[0]: row for row in cursor.fetchall()}
    led_to: dict[str | None, list[str]] = defaultdict(list)
    for deed, cause, *_ in found.values():
        led_to[cause].append(deed)
    root = entry.deed
    while (cause := found[root][1]) in found:
        root = cause
    names = people_named(json.loads(row[4])["actor"] for row in found.values() if row[4])
    return [_told(depth, found[deed], names, is_asked=deed == entry.deed) for depth, deed in _walk(root, led_to, 0)]


def _walk(deed: str, led_to: dict[str | None, list[str]], depth: int) -> Iterator[tuple[int, str]]:
    yield depth, deed
    for caused in led_to[deed]:
        yield from _walk(caused, led_to, depth + 1)


def _told(depth: int, row: Any, names: dict[int, str], *, is_asked: bool) -> CausedDeed:
    _, _, entries, seen, body = row
    if body is None:
        return CausedDeed(depth, None, entries, "", "不在您查看范围内的办理", "", "", is_asked)
    said = json.loads(body)
    return CausedDeed(
        depth,
        seen,
        entries,
        who_words(said["actor"], names),
        action_words(said["action"]),
        object_words(said["object"]),
        RESULTS.get(said["result"], said["result"]),
        is_asked,
    )
