"""Databases of the tests: made like a real one, used as ``portal_app``, and renewed by copying.

The first worker that needs one builds the template: set-up SQL as superuser, migrations as ``portal_owner``. Each
worker has a copy. An ordinary test runs in a transaction that is rolled back. A test that commits
(``django_db(transaction=True)``) dirties the copy, so it is dropped and copied anew after the test: Django's own way
is TRUNCATE, which ``portal_app`` may not do, and no trigger is weakened for tests (decision 26).
"""

from __future__ import annotations

import os
from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest

from launcher.locks import held

TEMPLATE = "portal_test_template"
DEMONSTRATION_TEMPLATE = "portal_demo_template"


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None, django_db_blocker: Any) -> Generator[None]:
    """Replaces pytest-django's: nothing is created by ``portal_app``, nothing is flushed."""
    from django.test import TransactionTestCase

    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch:
        _have_template()
        renew_database()
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda self: renew_database())
        yield
        _disconnect()


def renew_database() -> None:
    """Give this worker a fresh copy of the template, and an empty broker."""
    from django.conf import settings
    from redis import Redis

    _disconnect()
    _copy(TEMPLATE, settings.DATABASES["default"]["NAME"])
    with closing(Redis.from_url(settings.CELERY_BROKER_URL)) as broker:
        broker.flushdb()


@contextmanager
def demonstration_database() -> Iterator[None]:
    """Let Django work in a fresh database that was marked 演示 when it was made, and drop it afterwards.

    The mark of a database cannot be changed, so it has a template of its own. Not for tests that commit and renew.
    """
    from django.db import connection
    from psycopg2 import sql

    _have_template(DEMONSTRATION_TEMPLATE, world="demo")
    usual = dict(connection.settings_dict)
    name = f"{usual['NAME']}_demo"
    _copy(DEMONSTRATION_TEMPLATE, name)
    with _connected_as(usual["USER"], usual["PASSWORD"], name):
        yield
    with _superuser() as cursor:
        cursor.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def _copy(template: str, name: str) -> None:
    from psycopg2 import sql

    copy, original = sql.Identifier(name), sql.Identifier(template)
    with _superuser() as cursor:
        cursor.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(copy))
        cursor.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {} OWNER portal_owner").format(copy, original))
        # The rights on a database itself are the one thing that is not copied.
        cursor.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(copy))
        cursor.execute(sql.SQL("GRANT CONNECT ON DATABASE {} TO portal_app, portal_ro, portal_backup").format(copy))


def _have_template(template: str = TEMPLATE, *, world: str = "test") -> None:
    from django.core.management import call_command

    from portal.site.management.commands.set_up_database import set_up

    home = Path(os.environ["PORTAL_TEST_HOME"])
    made = home / f"{template}-made"
    with held(home / "template.lock"):
        if made.exists():
            return
        set_up(f"{os.environ['DATABASE_ADMIN_URL'].rpartition('/')[0]}/{template}", world=world)
        with _connected_as("portal_owner", os.environ["PORTAL_OWNER_PASSWORD"], template):
            call_command("migrate", verbosity=0, interactive=False)
            call_command("grant_access", verbosity=0)
        made.touch()


@contextmanager
def _connected_as(login: str, password: str, database: str) -> Iterator[None]:
    """Let Django's connection log in as somebody else for a while."""
    from django.db import connection

    _disconnect()
    usual = dict(connection.settings_dict)
    connection.settings_dict.update(USER=login, PASSWORD=password, NAME=database)
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.update(usual)


@contextmanager
def _superuser() -> Iterator[Any]:
    import psycopg2

    with closing(psycopg2.connect(f"{os.environ['DATABASE_ADMIN_URL'].rpartition('/')[0]}/postgres")) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            yield cursor


def _disconnect() -> None:
    from django.db import connections

    for connection in connections.all(initialized_only=True):
        connection.close()
