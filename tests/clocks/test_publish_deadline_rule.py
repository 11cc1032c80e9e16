"""publish_deadline_rule: each version is a row; clocks that run keep theirs unless it is said."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.db.utils import IntegrityError

from portal.clocks import actions, selectors
from portal.clocks.actions.clocks import NoSuchRule
from portal.clocks.actions.deadline_rules import RuleIncomplete
from portal.clocks.facts import DeadlineRulePublished
from portal.clocks.models import Clock, ClockShift, DeadlineRule
from portal.kernel import clock as portal_clock
from portal.kernel.errors import BrokenInvariant, NotPermitted
from portal.kernel.permissions import PORTAL
from tests import world
from tests.clock import go_on
from tests.clocks.clocks import rule, started


def publish(draft=None, by=world.WHY, reason="条例修订", **inputs):
    return actions.publish_deadline_rule(by, PORTAL, draft=draft or rule(amount=7), reason=reason, **inputs)


def test_a_new_version_holds_for_clocks_that_start_and_leaves_the_others(seeded, deeds):
    before, known = started("X3"), portal_clock.now()
    go_on(timedelta(seconds=1))
    new = publish()
    assert (new.version, deeds[-1].facts) == (2, [DeadlineRulePublished(new.pk, "X3", 2, 0)])
    after = started("X3", "petition:2")
    assert (Clock.objects.get(pk=before.pk).due_on, after.due_on) == (date(2026, 11, 30), date(2026, 12, 2))
    assert Clock.objects.get(pk=before.pk).rule.version == 1
    assert selectors.rule_in_force("X3", known).version == 1
    assert [row.version for row in selectors.versions_of("X3")] == [2, 1]


def test_it_takes_running_clocks_along_when_it_is_said_and_lists_them(seeded, office):
    clock, over = started("X3"), actions.stop_clock(world.WHY, started("X3", "petition:2"))
    new = publish(takes_running=True)
    clock, over = Clock.objects.get(pk=clock.pk), Clock.objects.get(pk=over.pk)
    assert (clock.rule, clock.due_on) == (new, date(2026, 12, 2))
    assert (over.rule.version, over.due_on) == (1, date(2026, 11, 30))
    assert [row.after for row in selectors.shift_rows(selectors.shifts_of(office, new), office)] == [clock.due_on]
    assert ClockShift.objects.get().rule_change == new


@pytest.mark.parametrize("empty", ["clause", "name", "starts_with", "code"])
def test_a_rule_without_its_clause_is_not_published(empty, seeded):
    with pytest.raises(RuleIncomplete, match="没有依据的期限不作规则") as refused:
        publish(rule(**{empty: " "}))
    assert set(refused.value.fields) == {empty}


def test_nor_does_the_database_take_one_without_a_clause(seeded):
    with connection.cursor() as cursor, pytest.raises(IntegrityError, match="deadline_rule_has_clause"):
        cursor.execute(
            "INSERT INTO clocks_deadlinerule (code, version, name, clause, amount, unit, starts_with, bound, rolls,"
            " applies_regional, extension_times, confidence, note, is_in_use, reason, takes_running)"
            " VALUES ('Z', 1, 'a', '', 1, 'day', 'a', 'within', true, true, 0, 'A', '', true, 'a', false)"
        )


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"amount": 0}, "amount"),
        ({"amount": 2501}, "amount"),
        ({"extension_amount": 0, "extension_times": 1}, "extension_amount"),
        ({"extension_amount": 5}, "extension_times"),
        ({"extension_times": 1}, "extension_times"),
    ],
)
def test_a_length_that_no_clause_gives_is_refused(values, field, seeded):
    with pytest.raises(RuleIncomplete) as refused:
        publish(rule(**values))
    assert set(refused.value.fields) == {field}


def test_a_reason_is_given(seeded):
    with pytest.raises(BrokenInvariant, match="请写明发布本版规则的原因"):
        publish(reason="")


def test_hours_and_days_do_not_change_places_under_a_running_clock(seeded):
    with pytest.raises(RuleIncomplete, match="以小时计的期限"):
        publish(rule("Q12"), takes_running=True)


def test_a_rule_out_of_use_starts_nothing(seeded):
    publish(rule(is_in_use=False))
    with pytest.raises(NoSuchRule):
        started("X3")
    assert next(row for row in selectors.rule_rows() if row.code == "X3").is_in_use is False


def test_versions_stay_as_they_were_written(seeded):
    with connection.cursor() as cursor, pytest.raises(IntegrityError, match="请发布新版本"):
        cursor.execute("UPDATE clocks_deadlinerule SET amount = 6 WHERE code = 'X3'")


def test_the_office_alone_publishes(seeded, office):
    assert publish(by=office).published_by == office.user
    with pytest.raises(NotPermitted):
        publish(by=world.actor(world.holder("funding_force")))


def test_what_the_set_up_loads_is_loaded_once_and_each_has_a_clause(seeded):
    assert actions.load_deadline_rules(world.WHY, PORTAL, rules=selectors.seed_deadline_rules()) == []
    rows = selectors.rule_rows()
    assert len(rows) == len({row.code for row in rows}) == 32
    assert all(row.clause.startswith("《") for row in rows if not row.code.startswith("Q-"))
    assert all("示例" in row.clause for row in rows if row.code.startswith("Q-"))
    assert next(row for row in rows if row.code == "X4").extension == "可延长1次，每次不超过30日"
    assert DeadlineRule.objects.filter(confidence="B").count() == 4
