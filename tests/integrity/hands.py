"""Hands that write to the database without any deed, by a login of their own, and what the trail holds of it."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

import psycopg2
from django.conf import settings

from integrity.models import AuditEntry

# Marks, salts, numbers that are drawn by lot, and instants.
_LOTS = re.compile(
    r"hmac:[0-9a-f]{8}:[0-9a-f]{16}|[0-9a-f]{32}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|\b[0-9A-F]{8}\b"
    r"|\d{4}-\d\d-\d\dT[\d:.]+"
)
LOGINS = ("portal_app", "portal_owner")


@contextmanager
def hand_of(login: str) -> Iterator[Any]:
    """A cursor of this login in the database of this test, as `psql` would have one; committed at the end."""
    server = settings.DATABASES["default"]
    with (
        closing(
            psycopg2.connect(
                host=server["HOST"],
                port=server["PORT"],
                dbname=server["NAME"],
                user=login,
                password=os.environ[f"{login.upper()}_PASSWORD"],
                application_name="psql",
            )
        ) as connection,
        connection,
        connection.cursor() as cursor,
    ):
        yield cursor


def newest() -> int:
    """The number of the newest entry, 0 before the first."""
    return AuditEntry.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def said_since(number: int) -> list[dict[str, Any]]:
    """The bodies of the entries after this one, in their order."""
    return [entry.said for entry in AuditEntry.objects.filter(pk__gt=number).order_by("pk")]


def without_lots(text: str) -> str:
    """The text of entries or of a log without what may hold any digits by chance."""
    return _LOTS.sub("", text)
