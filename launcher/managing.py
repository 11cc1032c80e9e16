"""What ``manage.py`` does before Django: enter ``.venv``, have servers, hand each command the login it may use."""

from __future__ import annotations

import contextlib
import os
from typing import TYPE_CHECKING

from launcher import environment, portal, servers
from launcher.places import ROOT
from launcher.talk import complain, speak_utf8
from launcher.trouble import Trouble, disk_trouble_told

if TYPE_CHECKING:
    from collections.abc import Iterator

# Commands that change or describe the tables themselves. Everything else runs as the site does.
AS_OWNER = frozenset(
    {
        "flush",
        "grant_access",
        "inspectdb",
        "lintmigrations",
        "makemigrations",
        "migrate",
        "optimizemigration",
        "pgtrigger",
        "showmigrations",
        "sqlflush",
        "sqlmigrate",
        "sqlsequencereset",
        "squashmigrations",
    }
)
AS_ADMIN = frozenset({"set_up_database"})
AS_BACKUP = frozenset({"backup"})


def main(arguments: list[str]) -> int:
    """Run one of Django's commands; the exit code of the process."""
    speak_utf8()
    try:
        with disk_trouble_told():
            environment.ensure(environment.BASE)
        if not environment.is_active():
            environment.enter([str(ROOT / "manage.py"), *arguments[1:]])
        with contextlib.ExitStack() as at_the_end:
            with disk_trouble_told():
                at_the_end.enter_context(_servers())
            return _execute(arguments)
    except Trouble as trouble:
        complain(str(trouble))
        return 1
    except KeyboardInterrupt:
        return 130


@contextlib.contextmanager
def _servers() -> Iterator[None]:
    """Fill os.environ so that the settings find their servers; start those that are neither named nor running."""
    if os.environ.get("DATABASE_URL") and os.environ.get("REDIS_URL"):
        os.environ.update(portal.environment_for({}))
        yield
        return
    with servers.borrowed_or_started() as addresses:
        embedded = not os.environ.get("DATABASE_URL")
        known = portal.environment_for(addresses.environment())
        if embedded:
            portal.set_up_database(known, embedded=True)
        os.environ.update(known)
        yield


def _address_of(command: str) -> str:
    """The variable that holds the address which this command works at."""
    if command in AS_OWNER:
        return "DATABASE_OWNER_URL"
    return "DATABASE_BACKUP_URL" if command in AS_BACKUP else "DATABASE_URL"


def _execute(arguments: list[str]) -> int:
    command = arguments[1] if len(arguments) > 1 else "help"
    if address := os.environ.get(_address_of(command)):
        os.environ["DATABASE_URL"] = address
    for name in portal.POWERFUL:
        if command not in AS_ADMIN | AS_OWNER:
            os.environ.pop(name, None)
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    try:
        execute_from_command_line(arguments)
    except ImproperlyConfigured as error:
        raise Trouble(str(error)) from error
    return 0
