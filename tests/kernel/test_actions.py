"""Actions: permission, transaction, deed, cause, hooks."""

import uuid

import pytest
from django.db import connection

from portal.accounts.models import Organisation
from portal.kernel import actions, clock, deeds
from portal.kernel.errors import BrokenInvariant, DesignError, NotPermitted, Refusal
from portal.kernel.permissions import NOWHERE, PORTAL, Actor, Deputising, Nobody, Span
from tests.kernel.conftest import POWER, SYSTEM

pytestmark = pytest.mark.django_db


class Somebody(Actor):
    """Reaches what the test says, for himself or for a principal."""

    def __init__(self, span=NOWHERE, principal=None):
        self.reach, self.principal = span, principal

    def span(self, needed):
        return self.reach

    def stands_for(self, needed, anchors):
        if not self.reach.covers(anchors):
            return False
        return Deputising(self.principal, "王局长", {needed.key: self.reach}) if self.principal else True

    def as_entry(self):
        return {"kind": "test"}


def stop(_):
    raise Refusal("未办成：今天不办理。")


def marked():
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('portal.deed', true)")
        return cursor.fetchone()[0]


def test_whoever_lacks_the_power_changes_nothing(open_unit):
    for actor in (Nobody(), Somebody(), Somebody(Span(villages=frozenset({1})))):
        with pytest.raises(NotPermitted):
            open_unit(actor, PORTAL)
    assert not Organisation.objects.exists()


def test_the_power_has_to_reach_the_target(open_unit):
    here, there = open_unit(SYSTEM, PORTAL, name="甲单位"), open_unit(SYSTEM, PORTAL, name="乙单位")
    somebody = Somebody(Span(organisations=frozenset({here.pk})))
    assert open_unit(somebody, here, name="丙单位").pk
    with pytest.raises(NotPermitted):
        open_unit(somebody, there, name="丁单位")


def test_a_refusal_leaves_nothing_behind(open_unit):
    with pytest.raises(Refusal, match="今天不办理"):
        open_unit(SYSTEM, PORTAL, then=stop)
    assert not Organisation.objects.exists()
    assert not deeds.is_deed_running()


def test_a_defect_leaves_nothing_behind_either(open_unit):
    with pytest.raises(ZeroDivisionError):
        open_unit(SYSTEM, PORTAL, then=lambda unit: 1 // 0)
    assert not Organisation.objects.exists()
    assert not deeds.is_deed_running()


def test_inputs_are_keywords(open_unit):
    with pytest.raises(DesignError, match="keywords"):
        open_unit(SYSTEM, PORTAL, "兴庆区财政局")
    with pytest.raises(TypeError):
        open_unit(SYSTEM, PORTAL, colour="red")


def test_an_action_is_known_by_its_app_and_name_and_only_once(open_unit):
    entry = actions.ACTIONS["tests.kernel.conftest.open_unit"]
    assert (entry.needs, entry.purpose) == (POWER, "Open a unit for a test.")
    with pytest.raises(DesignError, match="twice"):
        actions.action(needs=POWER)(entry.function)


def test_a_finished_deed_is_told_inside_its_transaction(open_unit):
    told = []

    def hear(deed):
        assert marked() == str(deed.id)
        told.append((deed.action, deed.actor, deed.target, deed.cause, [change.table for change in deed.changes]))

    actions.on_finish(hear)
    open_unit(SYSTEM, PORTAL)
    assert told == [("tests.kernel.conftest.open_unit", SYSTEM, PORTAL, None, ["accounts.organisation"])]


def test_a_hook_that_fails_fails_the_deed(open_unit):
    actions.on_finish(stop)
    with pytest.raises(Refusal):
        open_unit(SYSTEM, PORTAL)
    assert not Organisation.objects.exists()


def test_a_refused_deed_is_told_after_its_transaction_was_rolled_back(open_unit):
    told = []
    actions.on_refusal(lambda deed, refusal: told.append((deed.action, refusal.sentence, Organisation.objects.count())))
    with pytest.raises(Refusal):
        open_unit(SYSTEM, PORTAL, then=stop)
    with pytest.raises(NotPermitted):
        open_unit(Nobody(), PORTAL)
    key = "tests.kernel.conftest.open_unit"
    assert told == [(key, "未办成：今天不办理。", 0), (key, NotPermitted.sentence, 0)]


def test_a_defect_is_no_refusal(open_unit):
    told = []
    actions.on_refusal(lambda deed, refusal: told.append(deed))
    with pytest.raises(ZeroDivisionError):
        open_unit(SYSTEM, PORTAL, then=lambda unit: 1 // 0)
    assert told == []


def test_an_action_inside_another_is_caused_by_it(open_unit):
    told = []
    actions.on_finish(told.append)
    open_unit(SYSTEM, PORTAL, name="外", then=lambda unit: open_unit(SYSTEM, PORTAL, name="内"))
    inner, outer = told
    assert (inner.cause, outer.cause) == (outer.id, None)
    assert [[change.after["name"] for change in deed.changes] for deed in told] == [["内"], ["外"]]


def test_the_database_knows_which_deed_runs_and_when_none_does(open_unit):
    seen = []

    def look(unit):
        seen.append(marked())
        with pytest.raises(Refusal):
            open_unit(SYSTEM, PORTAL, name="退回", then=stop)
        seen.append(marked())
        open_unit(SYSTEM, PORTAL, name="内", then=lambda unit: seen.append(marked()))
        seen.append(marked())

    open_unit(SYSTEM, PORTAL, name="外", then=look)
    before, after_refusal, inner, after = seen
    assert uuid.UUID(before) != uuid.UUID(inner)
    assert before == after_refusal == after
    assert not marked()


def test_a_refusal_inside_that_is_caught_undoes_the_inner_deed_alone(open_unit):
    def try_another(unit):
        with pytest.raises(Refusal):
            open_unit(SYSTEM, PORTAL, name="内", then=stop)

    open_unit(SYSTEM, PORTAL, name="外", then=try_another)
    assert list(Organisation.objects.values_list("name", flat=True)) == ["外"]


def test_a_refusal_inside_another_deed_is_that_deeds_matter(open_unit):
    refused, finished = [], []
    actions.on_refusal(lambda deed, refusal: refused.append(deed.action))
    actions.on_finish(lambda deed: finished.append([inner.cause for inner, _ in deed.refused] == [deed.id]))

    def go_on_without(unit):
        with pytest.raises(Refusal):
            open_unit(SYSTEM, PORTAL, name="内", then=stop)

    open_unit(SYSTEM, PORTAL, name="外", then=go_on_without)
    assert (refused, finished) == ([], [True])
    with pytest.raises(Refusal):
        open_unit(SYSTEM, PORTAL, name="另", then=lambda unit: open_unit(SYSTEM, PORTAL, name="内", then=stop))
    assert refused == ["tests.kernel.conftest.open_unit"]


def test_a_deed_keeps_its_reason_and_its_instant(forgetful):
    told = []
    actions.on_finish(told.append)

    @actions.action(needs=POWER)
    def close_unit(actor, target, *, reason):
        """Close a unit for a test."""

    close_unit(SYSTEM, PORTAL, reason="撤并")
    assert told[0].reason == "撤并"
    assert told[0].at == clock.now()


def test_a_deputy_acts_as_himself_for_his_principal(open_unit):
    told = []
    actions.on_finish(told.append)
    everywhere = Span(everywhere=True)
    open_unit(Somebody(everywhere, principal=7), PORTAL, name="甲")
    open_unit(Somebody(everywhere), PORTAL, name="乙")
    assert [deed.on_behalf_of for deed in told] == [7, None]


def test_a_broken_constraint_is_refused_with_its_sentence(open_unit):
    open_unit(SYSTEM, PORTAL)
    with pytest.raises(BrokenInvariant, match="已有同名单位。"):
        open_unit(SYSTEM, PORTAL)
    assert Organisation.objects.count() == 1
