"""extend_clock: as often and as long as the rule allows, counted anew from the start."""

from datetime import date, timedelta

import pytest

from portal.clocks import actions
from portal.clocks.actions.clocks import ExtensionRefused, ReasonMissing
from portal.clocks.facts import ClockMoved
from portal.kernel import clock as portal_clock
from portal.kernel.errors import WrongState
from portal.kernel.permissions import PORTAL
from tests import world
from tests.clocks.clocks import rule, started


def extend(clock, **inputs):
    return actions.extend_clock(world.WHY, clock, **{"reason": "案情复杂，经负责人批准", **inputs})


def test_a_petition_gets_thirty_days_more_once(seeded, deeds):
    clock = started("X4", started_on=date(2026, 10, 9))
    assert clock.due_on == date(2026, 12, 8)
    clock = extend(clock)
    assert (clock.due_on, clock.extended_by, clock.extensions) == (date(2027, 1, 7), 30, 1)
    assert isinstance(deeds[-1].facts[0], ClockMoved)
    with pytest.raises(ExtensionRefused) as refused:
        extend(clock)
    assert refused.value.sentence.startswith("本件已延长1次（30日，至2027-01-07），不能再次延长。")
    assert "提请包抓领导协调" in refused.value.sentence
    assert refused.value.clause == "《信访工作条例》第三十四条"


def test_less_may_be_asked_for_and_more_may_not(seeded):
    clock = started("X4", started_on=date(2026, 10, 9))
    for amount in (31, 0, -1):
        with pytest.raises(ExtensionRefused, match="每次延长不超过30日"):
            extend(clock, amount=amount)
    assert extend(clock, amount=10).due_on == date(2026, 12, 18)


def test_a_rule_that_knows_no_extension_gives_none(seeded):
    with pytest.raises(ExtensionRefused, match="不能延长，至2026-11-30届满"):
        extend(started("X3"))


def test_it_has_a_reason_and_a_running_clock(seeded):
    clock = started("X4")
    with pytest.raises(ReasonMissing):
        extend(clock, reason="")
    with pytest.raises(WrongState):
        extend(actions.stop_clock(world.WHY, clock))


def test_hours_are_extended_by_hours(seeded):
    draft = rule("H", unit="hour", amount=24, extension_amount=12, extension_times=1)
    actions.publish_deadline_rule(world.WHY, PORTAL, draft=draft, reason="测试")
    begun = portal_clock.now() - timedelta(hours=1)
    clock = extend(started("H", started_at=begun))
    assert clock.due_at == begun + timedelta(hours=36)
