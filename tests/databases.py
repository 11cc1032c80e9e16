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
    from psycopg2 import sql
    from redis import Redis

    _disconnect()
    name, template = sql.Identifier(settings.DATABASES["default"]["NAME"]), sql.Identifier(TEMPLATE)
    with _superuser() as cursor:
        cursor.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name))
        cursor.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {} OWNER portal_owner").format(name, template))
        # The rights on a database itself are the one thing that is not copied.
        cursor.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(name))
        cursor.execute(sql.SQL("GRANT CONNECT ON DATABASE {} TO portal_app, portal_ro, portal_backup").format(name))
    with closing(Redis.from_url(settings.CELERY_BROKER_URL)) as broker:
        broker.flushdb()


def _have_template() -> None:
    from django.core.management import call_command

    from portal.site.management.commands.set_up_database import set_up

    home = Path(os.environ["PORTAL_TEST_HOME"])
    made = home / "template-made"
    with held(home / "template.lock"):
        if made.exists():
            return
        set_up(f"{os.environ['DATABASE_ADMIN_URL'].rpartition('/')[0]}/{TEMPLATE}", world="test")
        with _connected_as("portal_owner", os.environ["PORTAL_OWNER_PASSWORD"], TEMPLATE):
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
