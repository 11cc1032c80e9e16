"""One clock: only a database marked 测试 when it was made can be shifted, and no mark is ever changed."""

import os
import secrets
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta

import psycopg2
import pytest
from django.core.management.base import CommandError
from django.db import DatabaseError, connection
from psycopg2 import sql

from portal.kernel import clock
from portal.kernel.db import PortalNow, PortalToday
from portal.kernel.errors import DesignError
from portal.kernel.periods import SHANGHAI
from portal.site.management.commands.set_up_database import set_up
from projects.models import Village
from tests.clock import go_on, stand_at

pytestmark = [pytest.mark.database, pytest.mark.django_db]
THEN = datetime(2026, 11, 22, 18, tzinfo=SHANGHAI)
SERVER = os.environ["DATABASE_ADMIN_URL"].rpartition("/")[0]


def test_a_test_stands_where_it_wants_and_time_goes_on():
    stand_at(THEN)
    assert abs(clock.now() - THEN) < timedelta(seconds=5)
    go_on(timedelta(days=2))
    assert abs(clock.now() - THEN - timedelta(days=2)) < timedelta(seconds=5)


def test_days_begin_at_midnight_in_yinchuan():
    stand_at(datetime(2026, 11, 22, 15, 59, tzinfo=UTC))
    assert clock.today().isoformat() == "2026-11-22"
    go_on(timedelta(minutes=2))
    assert clock.today().isoformat() == "2026-11-23"


def test_python_and_the_database_have_the_same_clock(seeded_today):
    stand_at(THEN)
    seen = Village.objects.annotate(now=PortalNow(), today=PortalToday()).values_list("now", "today").first()
    assert seen == (clock.now(), clock.today())


def test_this_database_is_a_test():
    assert clock.world() == "test"


@contextmanager
def as_superuser(database):
    with closing(psycopg2.connect(f"{SERVER}/{database}")) as opened:
        opened.autocommit = True
        with opened.cursor() as cursor:
            yield cursor


@pytest.fixture(params=["real", "demo"])
def marked(request):
    """A database of this world, fresh from its set-up."""
    name = f"portal_{request.param}_{secrets.token_hex(4)}"
    set_up(f"{SERVER}/{name}", world=request.param)
    yield name, request.param
    with as_superuser("postgres") as cursor:
        cursor.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def test_a_real_and_a_demonstration_database_cannot_be_shifted(marked):
    """Nor can a demonstration be sent ahead: it has a past to play, and no future."""
    name, mark = marked
    with as_superuser(name) as cursor:
        cursor.execute("SET portal.clock_shift = '30 days'")
        cursor.execute("SET portal.played_at = '2099-01-01'")
        cursor.execute("SELECT portal_now() - now(), world FROM portal_world")
        assert cursor.fetchone() == (timedelta(0), mark)


def test_only_a_demonstration_plays_a_past(marked):
    name, mark = marked
    with as_superuser(name) as cursor:
        cursor.execute("SET portal.played_at = '2026-09-14 12:00+08'")
        cursor.execute("SELECT portal_now() = '2026-09-14 12:00+08'")
        assert cursor.fetchone() == (mark == "demo",)


def test_no_other_world_plays_a_past():
    with pytest.raises(DesignError), clock.played_at(THEN):
        pass


CHANGES = [
    "UPDATE portal_world SET world = 'test'",
    "DELETE FROM portal_world",
    "TRUNCATE portal_world",
    "INSERT INTO portal_world (world) VALUES ('test')",
]


@pytest.mark.parametrize("change", CHANGES)
def test_not_even_the_superuser_changes_the_mark_in_passing(marked, change):
    name, mark = marked
    with as_superuser(name) as cursor:
        with pytest.raises(psycopg2.errors.RaiseException, match="fixed when it is created"):
            cursor.execute(change)
        cursor.execute("SET session_replication_role = replica")
        with pytest.raises(psycopg2.errors.RaiseException):
            cursor.execute(change)
        cursor.execute("SELECT world FROM portal_world")
        assert cursor.fetchall() == [(mark,)]


def test_setting_up_again_keeps_the_mark_and_takes_no_other(marked):
    name, mark = marked
    set_up(f"{SERVER}/{name}", world=mark)
    with pytest.raises(CommandError, match="不能当作“测试”使用"):
        set_up(f"{SERVER}/{name}", world="test")
    with as_superuser(name) as cursor:
        cursor.execute("SET portal.clock_shift = '30 days'")
        cursor.execute("SELECT portal_now() - now(), world FROM portal_world")
        assert cursor.fetchone() == (timedelta(0), mark)


@pytest.mark.parametrize("change", [*CHANGES, "DROP FUNCTION portal_now()", "DROP TABLE portal_world"])
def test_the_portal_itself_may_not_touch_its_clock(change):
    with (
        connection.cursor() as cursor,
        pytest.raises(DatabaseError, match=r"permission denied|must be owner|fixed when"),
    ):
        cursor.execute(change)
