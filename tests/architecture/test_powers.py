"""docs/powers.md holds: each of its cells is driven, by a person with that role alone, and compared.

When a route is new, ``pytest tests/architecture/test_powers.py --propose-powers`` adds its lines as the portal behaves
now, each marked with a question mark. Whoever has reviewed a line takes its mark away; until then the test is red.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from datetime import timedelta
from functools import cache

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import override_settings

from portal.kernel import permissions
from portal.kernel.permissions import EVERYWHERE, POWERS, Holdings
from portal.web import refusals
from portal.web.access import routes
from projects.selectors.seed_data import seed_roles
from tests import databases
from tests.architecture import doors, powers
from tests.architecture.powers import Cell, Column, Line, Seen
from tests.architecture.stage import NOW, Stage, undone
from tests.clock import go_on

pytestmark = pytest.mark.slow

# They watch every request and decide nothing; without them ten thousand requests cost a third less.
WATCHERS = ("django_prometheus.", "whitenoise.", "csp.", "portal.web.middleware.RefusalsTold")
TEXT = powers.FILE.read_text()
TABLE = powers.read(TEXT)
NOBODY = TABLE.columns[-1]


@pytest.fixture(scope="module")
def stage(django_db_setup: None, django_db_blocker) -> Iterator[Stage]:
    """One world for the whole file, in a transaction that is rolled back at its end."""
    deciders = [each for each in settings.MIDDLEWARE if not each.startswith(WATCHERS)]
    in_cookies = "django.contrib.sessions.backends.signed_cookies"
    logging.disable(logging.WARNING)
    with django_db_blocker.unblock(), override_settings(MIDDLEWARE=deciders, SESSION_ENGINE=in_cookies):
        databases.use(databases.TEMPLATE)
        with undone():
            yield Stage()
    logging.disable(logging.NOTSET)


Drive = Callable[[Column], dict[Cell, Seen]]


@pytest.fixture(scope="module")
def drive(stage: Stage) -> Drive:
    """What comes back in every cell of a column."""
    lines = [line for section in doors.lines_by_section(stage).values() for line in section]

    def asked(column: Column, reach: str) -> dict[Cell, Seen]:
        turn = TABLE.columns.index(column)
        return {Cell(line, column.head, reach): doors.ask(stage, line, turn=turn + at) for at, line in enumerate(lines)}

    @cache
    def drive_column(column: Column) -> dict[Cell, Seen]:
        seen: dict[Cell, Seen] = {}
        for reach in powers.reaches_of(column):
            if column == NOBODY:
                seen |= asked(column, reach)
                continue
            with stage.entered(column.key, stage.a if reach == "A" else None), found_once(stage):
                seen |= asked(column, reach)
        return seen

    return drive_column


@contextmanager
def found_once(stage: Stage) -> Iterator[None]:
    """What the person holds is found once, by the real resolver: each cell is undone, so the next finds the same.

    A refusal has its status without its page, which tests/web/test_refusals.py reads.
    """
    resolve = permissions._resolver
    mine, held = stage.user, resolve(stage.user)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(permissions, "_resolver", lambda user: held if user.pk == mine.pk else resolve(user))
        patch.setattr(refusals, "_as_page", lambda *_, **__: HttpResponse())
        yield


def test_every_role_has_a_column():
    roles = [(role["name"], role["key"], not role.get("is_village_bound", False)) for role in seed_roles()]
    assert [(each.name, each.key, "all" in each.reaches) for each in TABLE.columns[:-1]] == roles
    assert NOBODY.reaches == ()


def test_every_route_has_a_door():
    assert sorted(doors.DOORS) == sorted(route.name for route in routes())


def test_every_way_to_ask_has_a_line(stage, drive, request):
    wanted = doors.lines_by_section(stage)
    written = TABLE.lines()
    missing = {section: [line for line in lines if line not in written] for section, lines in wanted.items()}
    missing = {section: lines for section, lines in missing.items() if lines}
    if missing and request.config.getoption("--propose-powers", default=False):
        seen = {cell: found for column in TABLE.columns for cell, found in drive(column).items()}
        powers.FILE.write_text(powers.with_proposals(TEXT, missing, seen))
    assert missing == {}
    assert [line for line in written if line not in [each for lines in wanted.values() for each in lines]] == []


def test_every_line_was_reviewed():
    assert TABLE.unreviewed == []


@pytest.mark.parametrize("column", TABLE.columns, ids=lambda column: column.key)
def test_what_a_role_may_do_is_what_was_decided(column, drive):
    assert list(powers.differences(TABLE.decided, drive(column))) == []


@pytest.mark.parametrize("key", ["security_admin", "third_party", NOBODY.key])
def test_flipping_any_cell_is_noticed(key, drive):
    column = next(column for column in TABLE.columns if column.key == key)
    seen = drive(column)
    for cell, decision in TABLE.decided.items():
        if cell.head != column.head:
            continue
        for flipped in _flips(decision):
            noticed = list(powers.differences({**TABLE.decided, cell: flipped}, seen))
            assert noticed == [f"{cell}: decided {flipped}, the portal says {decision}"]


@pytest.mark.parametrize("key", ["office", NOBODY.key])
def test_what_a_view_does_not_offer_it_refuses_in_every_way(key, stage, monkeypatch):
    everything = Holdings({power.key: EVERYWHERE for power in POWERS})
    monkeypatch.setattr("portal.kernel.permissions._resolver", lambda user: everything)
    with stage.entered(key, None) if key != NOBODY.key else nullcontext():
        found = {(route, method): status for route, method, status in doors.unoffered(stage)}
    refused = {405} if key != NOBODY.key else {401, 302, 405}
    assert {ask: status for ask, status in found.items() if status not in refused} == {}


def test_every_power_is_held_by_some_role():
    held = {power for role in seed_roles() for power in role["powers"]}
    assert sorted(held) == POWERS.keys()


def test_a_grant_that_ran_out_is_gone_at_the_next_request(stage):
    line = Line("projects:village", "GET", "A")
    with stage.entered("community", stage.a, expires_on=NOW.date() + timedelta(days=1)):
        assert doors.ask(stage, line, turn=0) == Seen(200)
        go_on(timedelta(minutes=15))  # past midnight, within the session
        assert doors.ask(stage, line, turn=0) == Seen(403)


def _flips(decision: Seen) -> Iterator[Seen]:
    yield replace(decision, status=200 if decision.status != 200 else 403)
    yield replace(decision, rows=1 if decision.rows is None else decision.rows + 1)
