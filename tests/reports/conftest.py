"""A real installation on the Monday after its first cut-off, before anybody has reported."""

from __future__ import annotations

from datetime import datetime

import pytest

from portal.kernel.periods import SHANGHAI, Week
from portal.reports import selectors
from portal.reports.composing import Content, compose
from tests import world
from tests.clock import stand_at

MONDAY = datetime(2026, 11, 23, 9, tzinfo=SHANGHAI)
FIRST_WEEK = Week(2026, 47)


@pytest.fixture
def monday(db: None) -> datetime:
    """The clock of the database stands at 9 o'clock on 2026-11-23 and runs on from there."""
    stand_at(MONDAY)
    return MONDAY


@pytest.fixture
def installation(monday: datetime) -> datetime:
    """The public facts, as ``manage.py seed`` leaves them that morning."""
    world.seeded()
    return monday


def composed(week: Week = FIRST_WEEK) -> Content:
    """What the edition of a week says, as the job composes it."""
    settled = selectors.cycle()
    assert settled
    return compose(selectors.scope_of(week, settled))
