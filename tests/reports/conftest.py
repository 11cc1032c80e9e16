"""A real installation on the Monday after its first cut-off, before anybody has reported."""

from __future__ import annotations

from datetime import datetime

import pytest

from portal.kernel import actions as kernel_actions
from portal.kernel.deeds import Deed
from portal.kernel.periods import SHANGHAI, Week
from portal.kernel.permissions import PORTAL, Person, System
from portal.reports import selectors
from portal.reports.actions import make_edition
from portal.reports.composing import Content, compose
from portal.reports.models import Edition
from tests import world
from tests.clock import stand_at

MONDAY = datetime(2026, 11, 23, 9, tzinfo=SHANGHAI)
FIRST_WEEK = Week(2026, 47)
SYSTEM = System("测试生成专报")


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


@pytest.fixture
def deeds(monkeypatch: pytest.MonkeyPatch) -> list[Deed]:
    """The deeds that finish from here on, as the trail hears of them."""
    heard: list[Deed] = []
    monkeypatch.setattr(kernel_actions, "_on_finish", [heard.append])
    return heard


def everywhere(role: str) -> Person:
    """Somebody with only that role, in all villages; an edition speaks of all of them."""
    return world.actor(world.holder(role))


def frozen(week: Week = FIRST_WEEK) -> Edition:
    """The edition of a week, frozen and not yet printed."""
    edition: Edition = make_edition(SYSTEM, PORTAL, week=week, content=composed(week), code_version="1")
    return edition


def composed(week: Week = FIRST_WEEK) -> Content:
    """What the edition of a week says, as the job composes it."""
    settled = selectors.cycle()
    assert settled
    return compose(selectors.scope_of(week, settled))
