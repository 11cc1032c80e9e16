"""What the tests of approvals begin with: a flow of two steps over powers of projects, and people who may act in it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from portal.accounts import actions as accounts
from portal.approvals import actions
from portal.approvals.contributions import FLOWS, Matter, Stage, digest_of, flow
from portal.kernel import actions as kernel_actions
from portal.kernel import clock, facts
from portal.kernel.periods import Period
from portal.kernel.permissions import PORTAL
from projects import permissions
from tests import world

DIGEST = digest_of({"figure": 1})


@pytest.fixture
def paper(monkeypatch):
    """A flow of two steps: one who assigns responsibility reviews, two who set milestones sign."""
    monkeypatch.setattr(FLOWS, "_entries", dict(FLOWS._entries))
    return flow(
        "paper",
        "测试文件",
        Stage("review", "核稿", permissions.ASSIGN_RESPONSIBILITY),
        Stage("sign", "签发", permissions.SET_MILESTONES, votes=2),
        asks=permissions.REPORT_FIGURES,
    )


@pytest.fixture
def seeded(seeded_today, paper):
    """With the flow of the test beside those that are seeded."""
    actions.load_flows(world.WHY, PORTAL)


@pytest.fixture
def village(seeded):
    return world.village(2)


@pytest.fixture
def matter(village):
    return Matter("paper", "tests.paper", "17", frozenset({village.pk}))


@pytest.fixture
def person(village):
    """``person(name, role="office", where=village)``: somebody with only that role, always the same."""
    known = {}

    def get(name, role="office", where=village):
        if name not in known:
            known[name] = world.person(name, name)
            if role:
                world.granted(known[name], role, where)
        return world.actor(known[name])

    return get


@pytest.fixture
def asked(matter, person):
    """The matter before its flow, asked by ``asker``."""
    return actions.ask_approval(person("asker"), matter, title="测试文件第17号", digest=DIGEST)


@pytest.fixture
def deputy_of(seeded):
    """``deputy_of(principal, deputy, days=7)``: a delegation from today on."""

    def make(principal, deputy, days=7, starts=0):
        first = clock.today() + timedelta(days=starts)
        span = Period(first, first + timedelta(days=days))
        return accounts.delegate(world.WHY, principal.user, deputy=deputy.user, days=span, document="委托书")

    return make


@pytest.fixture
def deeds(monkeypatch):
    """The deeds that finish from here on, as the trail hears of them."""
    heard = []
    monkeypatch.setattr(kernel_actions, "_on_finish", [heard.append])
    return heard


@pytest.fixture
def heard(monkeypatch):
    """``heard(FactKind)``: the list that fills with the facts of that kind, in the transaction that tells them."""
    monkeypatch.setattr(facts, "_listeners", {kind: list(listeners) for kind, listeners in facts._listeners.items()})

    def listen(kind):
        told = []
        facts.hears(kind)(told.append)
        return told

    return listen
