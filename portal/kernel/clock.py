"""The one clock of the portal, Python's twin of the SQL function ``portal_now()`` (decision 27).

Both can be shifted only in a database that was marked 测试 when it was made; in one marked 演示 a past can be played.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from functools import cache

from django.db import connection

from portal.kernel.errors import DesignError
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


@contextmanager
def played_at(instant: datetime) -> Iterator[None]:
    """Let what is done inside have happened then: how a demonstration world gets its past, deed by deed.

    Only in a database marked 演示, inside a transaction, and only backwards. Raises DesignError elsewhere.
    """
    if world() != "demo" or not connection.in_atomic_block:
        raise DesignError("a past is played only in a demonstration database, in one transaction")
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('portal.played_at', true)")
        before = cursor.fetchone()[0] or ""
        cursor.execute("SELECT set_config('portal.played_at', %s, true)", [instant.isoformat()])
        yield
        cursor.execute("SELECT set_config('portal.played_at', %s, true)", [before])
