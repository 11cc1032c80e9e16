"""Where the clock of a test stands: a database marked 测试 may be shifted, and only such a one (decision 27)."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import connection


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
