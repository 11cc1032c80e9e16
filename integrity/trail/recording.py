"""From deeds to entries: one row of text for each row that a deed changed, in the deed's own transaction.

``kernel.actions`` offers the hooks; nothing imports this but the app's start. The fields of a body are those of
security design B: all of them, always. What a deed told (``facts``) stands in its first entry, so that a deed of
thousands of rows does not tell it thousands of times; ``deed`` joins them.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from typing import Any

from django.db import connection, transaction

from integrity.trail import hammering
from portal.kernel import clock
from portal.kernel.deeds import Change, Deed
from portal.kernel.entries import canonical, instant, plain
from portal.kernel.errors import InvalidInput, NotPermitted, NotSeen, Refusal
from portal.kernel.permissions import Nobody, Reach
from portal.kernel.reading import keep_afterwards

VERSION = 1
SALT_BYTES = 16
_ADD_ONE = "INSERT INTO audit_entry (body) VALUES (%s)"
_ADD_MANY = (
    "INSERT INTO audit_entry (body) SELECT body FROM unnest(%s::text[]) WITH ORDINALITY AS given (body, place)"
    " ORDER BY place"
)


def keep_deed(deed: Deed) -> None:
    """Write the entries of a finished deed, and of what was refused inside it while it went on.

    In its transaction, but for what was done by somebody who only reads (a list taken out): after his.
    """
    bodies = [*_done(deed), *(_refused(inner, refusal, at=instant_of(deed)) for inner, refusal in deed.refused)]
    keep_afterwards(lambda: add(bodies))


def keep_refusal(deed: Deed, refusal: Refusal) -> None:
    """Write the entry of a deed that was refused and rolled back, or of a page that was refused.

    Nobody fills the trail by hammering: see ``hammering``. What anonymous visitors are refused is in the log only. A
    deed that was refused inside a larger transaction shares its fate, entry and all.
    """
    if isinstance(deed.actor, Nobody):
        return
    keep_afterwards(lambda: _count_and_keep(deed, refusal))


def _count_and_keep(deed: Deed, refusal: Refusal) -> None:
    with transaction.atomic():
        passed_over = hammering.passed_over_before(deed)
        if passed_over is not None:
            add([_refused(deed, refusal, at=instant(clock.now()), passed_over=passed_over)])


def add(bodies: list[str]) -> None:
    """One statement, however many."""
    with connection.cursor() as cursor:
        if len(bodies) == 1:
            cursor.execute(_ADD_ONE, bodies)
        elif bodies:
            cursor.execute(_ADD_MANY, [bodies])


def instant_of(deed: Deed) -> str:
    return instant(deed.at or clock.now())


def object_of(target: Any) -> str:
    """``app.model:pk`` of a row, or of what stands for one; of anything else its kind, and its key if it has one."""
    meta = getattr(target, "_meta", None)
    kind = meta.label_lower if meta else type(target).__name__.lower()
    key = getattr(target, "pk", None)
    return kind if key is None else f"{kind}:{key}"


def _done(deed: Deed) -> Iterator[str]:
    shared = _shared(deed, instant_of(deed))
    told: list[dict[str, Any]] = [fact.as_entry() for fact in deed.facts]
    salts = _salts(max(1, len(deed.changes)))
    if not deed.changes:
        alone = {"object": object_of(deed.target), "scope": _scope_of(deed.target), "before": {}, "after": {}}
        yield canonical({**shared, **alone, "result": "ok", "facts": told, "salt": next(salts)})
    for change in deed.changes:
        yield canonical({**shared, **_changed(change), "result": "ok", "facts": told, "salt": next(salts)})
        told = []


def _refused(deed: Deed, refusal: Refusal, *, at: str, passed_over: int = 0) -> str:
    # Never the sentence: it may name a person.
    why: dict[str, Any] = {"fact": type(refusal).__name__, "status": refusal.status, "clause": refusal.clause}
    if isinstance(refusal, InvalidInput):
        why["fields"] = sorted(refusal.fields)
    if passed_over:
        why["passed_over"] = passed_over
    return canonical(
        {
            **_shared(deed, at),
            "object": object_of(deed.target),
            "scope": _scope_of(deed.target),
            "result": "denied" if isinstance(refusal, NotPermitted | NotSeen) else "failed",
            "before": {},
            "after": {},
            "facts": [why],
            "salt": next(_salts(1)),
        }
    )


def _shared(deed: Deed, at: str) -> dict[str, Any]:
    return {
        "v": VERSION,
        "at": at,
        "actor": _actor_of(deed),
        "roles": list(deed.actor.roles),
        "via": str(deed.channel.via),
        "ip": deed.channel.ip,
        "req": deed.channel.req,
        "action": deed.action,
        "deed": str(deed.id),
        "cause": None if deed.cause is None else str(deed.cause),
        "reason": plain(deed.reason),
    }


def _actor_of(deed: Deed) -> dict[str, Any]:
    """Whoever acted, and for whom: a deputy acts as himself."""
    named = deed.actor.as_entry()
    return named if deed.on_behalf_of is None else {**named, "for": deed.on_behalf_of}


def _changed(change: Change) -> dict[str, Any]:
    return {
        "object": f"{change.table}:{change.key}",
        "scope": sorted(change.scope),
        "before": change.before,
        "after": change.after,
    }


def _scope_of(target: Any) -> list[int]:
    village = target.anchor_values().get(Reach.VILLAGE)
    if isinstance(village, Iterable):
        return sorted(village)
    return [] if village is None else [village]


def _salts(count: int) -> Iterator[str]:
    drawn = os.urandom(SALT_BYTES * count)
    return (drawn[start : start + SALT_BYTES].hex() for start in range(0, len(drawn), SALT_BYTES))
