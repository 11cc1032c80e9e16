"""A real installation on the Monday after its first cut-off, before anybody has reported."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pytest

from portal.kernel import actions as kernel_actions
from portal.kernel.deeds import Deed
from portal.kernel.periods import SHANGHAI, Week
from portal.kernel.permissions import PORTAL, Person, System
from portal.reports import actions, making, selectors
from portal.reports.actions import keep_paper, keep_worded_paper, make_edition
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
def installation(seeded_monday: datetime) -> datetime:
    """The public facts, as ``manage.py seed`` leaves them that morning."""
    return seeded_monday


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


def printed(week: Week = FIRST_WEEK, *, content: Content | None = None, **inputs: Any) -> Edition:
    """A 送审稿 of a week with its paper, as the worker leaves it."""
    told = content or making.content_of(making.Telling(week))
    edition = make_edition(SYSTEM, PORTAL, week=week, content=told, code_version="1", **inputs)
    paper: Edition = keep_paper(SYSTEM, edition, pdf_hash=f"{edition.pk:064x}", template_version="1")
    return paper


def reprinted(edition: Edition) -> Edition:
    """A 送审稿 whose words have their paper, as the worker leaves it some seconds after they were written."""
    digest = selectors.digest_of_edition(edition)
    keep_worded_paper(SYSTEM, edition, content_hash=digest, pdf_hash=digest[::-1], template_version="1")
    return edition


@dataclass(frozen=True)
class Hands:
    """Three people who bring an edition to its issue, each as a request meets him."""

    submitter: Person
    checker: Person
    signer: Person

    @classmethod
    def seated(cls) -> Hands:
        names = [("bangong-a", "office"), ("bangong-b", "office"), ("zhihuizhang", "commander")]
        return cls(*(world.actor(world.holder(role, username=name)) for name, role in names))

    def submitted(self, edition: Edition) -> Edition:
        return actions.submit_edition(self.submitter, edition)

    def checked(self, edition: Edition) -> Edition:
        return actions.check_edition(self.checker, self.submitted(edition))

    def issued(self, edition: Edition) -> Edition:
        return actions.sign_edition(self.signer, self.checked(edition))


@pytest.fixture
def hands(installation: datetime) -> Hands:
    return Hands.seated()
