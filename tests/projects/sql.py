"""What somebody would try who goes around the actions: plain SQL as the login of the web server."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction


def is_refused(statement: str, *values: Any, saying: str) -> None:
    """The database refuses the statement and says why; what stood before stands after."""
    with pytest.raises(DatabaseError, match=saying), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)


def is_kept_as_written(row: Any, column: str, value: Any) -> None:
    """A row of a correctable table can be neither changed nor deleted, whoever asks."""
    table, said = row._meta.db_table, "原样保留"
    is_refused(f"UPDATE {table} SET {column} = %s WHERE id = %s", value, row.pk, saying=said)  # noqa: S608
    is_refused(f"DELETE FROM {table} WHERE id = %s", row.pk, saying=said)  # noqa: S608
    is_refused(f"TRUNCATE {table} CASCADE", saying="permission denied")
