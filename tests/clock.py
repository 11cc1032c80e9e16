"""Where the clock of a test stands: a database marked 测试 may be shifted, and only such a one (decision 27)."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import connection

from portal.kernel.periods import SHANGHAI

# When the portals of `seeded_friday`, `seeded_sunday` (a cut-off) and `seeded_monday` were seeded.
FRIDAY = datetime(2026, 11, 20, 9, tzinfo=SHANGHAI)
SUNDAY = datetime(2026, 11, 22, 18, tzinfo=SHANGHAI)
MONDAY = datetime(2026, 11, 23, 9, tzinfo=SHANGHAI)


def stand_at(instant: datetime) -> None:
    """Let ``portal_now()`` be ``instant``, on this connection, and run on from there."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('portal.clock_shift', (%s::timestamptz - now())::text, false)", [instant])


def go_on(by: timedelta) -> None:
    """Let time pass, on this connection."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('portal.clock_shift', (coalesce(nullif(current_setting('portal.clock_shift', true), ''),"
            " '0')::interval + %s)::text, false)",
            [by],
        )
