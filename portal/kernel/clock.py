"""The one clock of the portal, Python's twin of the SQL function ``portal_now()`` (decision 27).

Both can be shifted only in a database that was marked 测试 when it was made.
"""

from __future__ import annotations

from datetime import date, datetime
from functools import cache

from django.db import connection

from portal.kernel.periods import SHANGHAI


def now() -> datetime:
    """The instant by the database: one clock for every process and machine."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT portal_now()")
        instant: datetime = cursor.fetchone()[0]
    return instant


def today() -> date:
    """The day in Yinchuan."""
    return now().astimezone(SHANGHAI).date()


@cache
def _world_of(database: str) -> str:
    # Fixed when the database is created (a trigger refuses a change), so one look per database is enough.
    with connection.cursor() as cursor:
        cursor.execute("SELECT world FROM portal_world")
        return str(cursor.fetchone()[0])


def world() -> str:
    """What this database was marked as when it was created: ``real``, ``demo`` or ``test``."""
    return _world_of(str(connection.settings_dict["NAME"]))
