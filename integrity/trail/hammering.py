"""Refusals are entries, but nobody fills the trail by asking again and again.

Of what one person (or one account that somebody guesses at) is refused in the same deed or page, ``MOST`` a minute are
entries; the first one of a later minute says how many were passed over, and each stands in the log. So a person has
at most ``MOST`` entries a minute for each route, and a stranger those of the accounts he knows, for which the throttle
of the sign-in has him wait; all guesses at names that do not exist share ``MOST`` a minute.
"""

from __future__ import annotations

from django.db import connection

from portal.kernel.deeds import Deed
from portal.kernel.entries import canonical
from portal.kernel.permissions import System

MOST = 5
_COUNT = """
    INSERT INTO integrity_refusalcount AS held (key, since, refused, passed_over)
    VALUES (%(key)s, portal_now(), 1, 0)
    ON CONFLICT (key) DO UPDATE SET (since, refused, passed_over) = (
        SELECT CASE WHEN is_over THEN portal_now() ELSE held.since END,
            CASE WHEN is_over THEN 1 ELSE held.refused + 1 END,
            CASE WHEN is_over THEN greatest(held.refused - %(most)s, 0) ELSE 0 END
        FROM (SELECT held.since <= portal_now() - interval '1 minute' AS is_over) AS minute)
    RETURNING refused, passed_over
"""


def passed_over_before(deed: Deed) -> int | None:
    """Count a refusal: how many of the same were no entries before it; None when this one is to be none, either.

    What the portal refuses itself is always told: it does not hammer.
    """
    if isinstance(deed.actor, System):
        return 0
    key = f"{canonical(deed.actor.as_entry())} {deed.action}"
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, {"key": key, "most": MOST})
        refused, passed_over = cursor.fetchone()
    return passed_over if refused <= MOST else None
