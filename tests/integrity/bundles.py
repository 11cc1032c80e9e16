"""What an outsider does with a bundle, and the hand of somebody who may do anything to the database."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import psycopg2
from django.conf import settings
from django.core.management import call_command

from integrity.trail import sealing
from launcher.places import ROOT

VERIFIER = ROOT / "integrity" / "trail" / "verify_audit.py"
TRAIL = ("audit_entry", "audit_leaf", "audit_seal", "audit_key", "audit_checkpoint")


def verify(folder: Path, *arguments: str, verifier: Path = VERIFIER) -> subprocess.CompletedProcess[str]:
    """Run the verifier as an outsider does: no package of ours or of others can be imported."""
    command = [sys.executable, "-I", "-S", str(verifier), str(folder), *arguments]
    return subprocess.run(command, cwd="/", capture_output=True, text=True, check=False, timeout=60)


def held_now() -> str:
    """Size and root of what is sealed, as somebody would keep them outside."""
    tree = sealing.head()
    return f"{tree.size}:{tree.root.hex()}"


def address() -> str:
    """Of the database of this test, for the superuser."""
    return f"{os.environ['DATABASE_ADMIN_URL'].rpartition('/')[0]}/{settings.DATABASES['default']['NAME']}"


@contextmanager
def superuser() -> Iterator[Any]:
    """A cursor of the cluster's superuser in the database of this test; committed at the end."""
    with closing(psycopg2.connect(address())) as connection, connection, connection.cursor() as cursor:
        yield cursor


@contextmanager
def tampering() -> Iterator[Any]:
    """The superuser's cursor while nothing stops him: no trigger fires, and all hang as before when he has left."""
    with superuser() as cursor:
        for table in TRAIL:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        yield cursor
        for table in TRAIL:
            cursor.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER audit_stays")


def asked(*held: str) -> tuple[int, str]:
    """Exit code of `manage.py audit_verify` and what it said."""
    out, complaints = io.StringIO(), io.StringIO()
    try:
        call_command("audit_verify", *(f"--held={each}" for each in held), stdout=out, stderr=complaints)
    except SystemExit as end:
        assert out.getvalue() == ""
        return int(end.code or 0), complaints.getvalue()
    return 0, out.getvalue()
