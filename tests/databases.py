"""Databases of the tests: made like a real one, used as ``portal_app``, and renewed by copying.

The first test that needs one builds the template: set-up SQL as superuser, migrations as ``portal_owner``. It is kept
for later runs (``tests.kept``), and tests work in copies. An ordinary test runs in a transaction that is rolled back.
A test that commits (``django_db(transaction=True)``) dirties its copy, so the next test has a new one: Django's own way
is TRUNCATE, which ``portal_app`` may not do, and no trigger is weakened for tests (decision 26).

Seeding by real actions costs half a second, so it is done once and copied, too. A test that begins with the seeded
portal asks for one of these fixtures instead of calling ``world.seeded()``; with a test that commits it is the same:

- ``seeded_today``: as ``manage.py seed`` left it within this hour;
- ``seeded_friday``, ``seeded_sunday``, ``seeded_monday``: as it left it at the instants of ``tests.clock``, where the
  clock of the test stands then.

    @pytest.fixture
    def village(seeded_monday):
        return world.village(2)
"""

from __future__ import annotations

import os
from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from itertools import count
from typing import Any

import pytest

from tests import cluster

DATABASE = "portal_test"
TEMPLATE = "portal_test_template"
DEMONSTRATION_TEMPLATE = "portal_demo_template"
SEEDED_TODAY = "seeded_today"
SEEDED = (SEEDED_TODAY, "seeded_friday", "seeded_sunday", "seeded_monday")

# Which untouched template each database of this worker is a copy of.
_copies: dict[str, str] = {}
_templates: set[str] = set()
_demonstrations = count(1)  # one may be made while another one is lent
_is_lent = False


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None, django_db_blocker: Any) -> Generator[None]:
    """Replaces pytest-django's: nothing is created by ``portal_app``, nothing is flushed."""
    from django.test import TransactionTestCase

    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch:
        use(TEMPLATE)
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda self: forget_what_was_committed())
        yield
        _disconnect()


@pytest.fixture
def seeded_today(db: None) -> None:
    """The seeded portal: public facts, roles, kinds of figures, lamp rules, calendar, and editions begun."""


@pytest.fixture
def seeded_friday(db: None) -> datetime:
    """The seeded portal at 9 o'clock of ``FRIDAY``; the clock runs on from there."""
    return _stand_at_seeding("seeded_friday")


@pytest.fixture
def seeded_sunday(db: None) -> datetime:
    """The seeded portal at ``SUNDAY``, the first cut-off; the clock runs on from there."""
    return _stand_at_seeding("seeded_sunday")


@pytest.fixture
def seeded_monday(db: None) -> datetime:
    """The seeded portal at 9 o'clock of ``MONDAY``, the first after a cut-off; the clock runs on from there."""
    return _stand_at_seeding("seeded_monday")


@pytest.hookimpl(tryfirst=True)
def pytest_fixture_setup(fixturedef: pytest.FixtureDef[Any], request: pytest.FixtureRequest) -> None:
    """Before the transaction of a test begins, turn to the database that its fixtures ask for."""
    if fixturedef.argname != "_django_db_helper":
        return
    names = request.fixturenames
    marker = request.node.get_closest_marker("django_db")
    commits = "transactional_db" in names or bool(marker and marker.kwargs.get("transaction"))
    with request.getfixturevalue("django_db_blocker").unblock():
        use(next((each for each in SEEDED if each in names), TEMPLATE), commits=commits)


def use(template: str, *, commits: bool = False) -> None:
    """Let Django work in an untouched copy of the template.

    What commits works in the database that the environment names, where other processes look for it.
    """
    from django.db import connection

    if _is_lent:
        return
    name = DATABASE if commits or template == TEMPLATE else f"{template}_copy"
    template = _made(template)
    if _copies.get(name) != template:
        _disconnect()
        _copy(template, name)
        _copies[name] = template
    if connection.settings_dict["NAME"] != name:
        _disconnect()
        connection.settings_dict["NAME"] = name


def forget_what_was_committed() -> None:
    """The next test has a fresh copy, and an empty broker."""
    from django.conf import settings
    from django.db import connection
    from redis import Redis

    _disconnect()
    _copies.pop(connection.settings_dict["NAME"], None)
    with closing(Redis.from_url(settings.CELERY_BROKER_URL)) as broker:
        broker.flushdb()


@contextmanager
def demonstration_database() -> Iterator[None]:
    """Let Django work in a fresh database that was marked 演示 when it was made, and drop it afterwards.

    The mark of a database cannot be changed, so it has a template of its own. Not for tests that commit and renew.
    """
    from django.db import connection
    from psycopg2 import sql

    name = f"portal_demo_{next(_demonstrations)}"
    login, password = connection.settings_dict["USER"], connection.settings_dict["PASSWORD"]
    _copy(_made(DEMONSTRATION_TEMPLATE), name)
    with _connected_as(login, password, name):
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


def _made(template: str) -> str:
    """The name of this template as it is made for now, after making it where that is needed."""
    name = template
    if template == SEEDED_TODAY:
        # No day ends and no edition falls due between the seeding and a test.
        name = f"{template}_{datetime.now(UTC):%d_%H}"
    if name not in _templates:
        if template == TEMPLATE:
            _have_template()
        elif template == DEMONSTRATION_TEMPLATE:
            _migrate(name, world="demo")
        else:
            _seed(name)
        _templates.add(name)
    return name


def _have_template() -> None:
    servers = cluster.servers()
    with servers.kept.building():
        # What others made in this cluster is neither replaced nor kept, such as a portal that is served to browsers.
        is_empty = not _others()
        if servers.has_template or (is_empty and servers.fetch_template()):
            # For the passwords of this run.
            _set_up(TEMPLATE, world="test")
            return
        _migrate(TEMPLATE, world="test")
        if is_empty:
            servers.keep_template()


def _others() -> list[str]:
    with _superuser() as cursor:
        own = [TEMPLATE, "postgres"]
        cursor.execute("SELECT datname FROM pg_database WHERE NOT datistemplate AND datname <> ALL(%s)", [own])
        return [name for (name,) in cursor.fetchall()]


def _set_up(template: str, *, world: str) -> None:
    from portal.site.management.commands.set_up_database import set_up

    set_up(f"{os.environ['DATABASE_ADMIN_URL'].rpartition('/')[0]}/{template}", world=world)


def _migrate(template: str, *, world: str) -> None:
    from django.core.management import call_command

    _set_up(template, world=world)
    with _connected_as("portal_owner", os.environ["PORTAL_OWNER_PASSWORD"], template):
        call_command("migrate", verbosity=0, interactive=False)
        call_command("grant_access", verbosity=0)


def _seed(template: str) -> None:
    from django.db import connection, transaction

    from tests import world

    login, password = connection.settings_dict["USER"], connection.settings_dict["PASSWORD"]
    _copy(_made(TEMPLATE), template)
    with _connected_as(login, password, template), transaction.atomic():
        if not template.startswith(SEEDED_TODAY):
            _stand_at_seeding(template)
        world.seeded()


def _stand_at_seeding(template: str) -> datetime:
    from tests import clock

    instant = {"seeded_friday": clock.FRIDAY, "seeded_sunday": clock.SUNDAY, "seeded_monday": clock.MONDAY}[template]
    clock.stand_at(instant)
    return instant


@contextmanager
def _connected_as(login: str, password: str, database: str) -> Iterator[None]:
    """Let Django's connection log in as somebody else for a while."""
    from django.db import connection

    global _is_lent
    _disconnect()
    usual, was_lent = dict(connection.settings_dict), _is_lent
    connection.settings_dict.update(USER=login, PASSWORD=password, NAME=database)
    _is_lent = True
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.update(usual)
        _is_lent = was_lent


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
