"""Facts, listeners and objectors: news in the same transaction, refused with a clause."""

from dataclasses import FrozenInstanceError, dataclass
from datetime import date

import pytest

from portal.accounts.models import Organisation
from portal.kernel import deeds
from portal.kernel.errors import DesignError, Refusal
from portal.kernel.facts import Fact, hears, hears_later, listeners, tell
from portal.kernel.gates import Objected, Objection, objects
from portal.kernel.permissions import PORTAL
from tests.kernel.conftest import SYSTEM

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class UnitOpened(Fact):
    unit_id: int
    opened_on: date = date(2026, 11, 24)


@dataclass(frozen=True)
class OfficeOpened(UnitOpened):
    """Another fact, though it is made like the first."""


def told(unit):
    tell(UnitOpened(unit.pk))


def refuse(_):
    raise Refusal("未办成：请先补充材料。")


def test_a_fact_is_a_frozen_value_and_an_entry_of_plain_text():
    fact = UnitOpened(3)
    with pytest.raises(FrozenInstanceError):
        fact.unit_id = 4
    assert fact.as_entry() == {"fact": "UnitOpened", "unit_id": 3, "opened_on": "2026-11-24"}


def test_facts_are_told_only_inside_an_action():
    with pytest.raises(DesignError, match="inside an action"):
        tell(UnitOpened(1))


def test_a_listener_hears_in_the_deed_that_tells(open_unit):
    heard = []
    hears(UnitOpened)(lambda fact: heard.append((fact, deeds.running_deed().facts)))
    unit = open_unit(SYSTEM, PORTAL, then=told)
    assert heard == [(UnitOpened(unit.pk), [UnitOpened(unit.pk)])]


def test_a_listener_hears_its_own_kind_only(open_unit):
    heard = []
    hears(UnitOpened)(heard.append)
    open_unit(SYSTEM, PORTAL, then=lambda unit: tell(OfficeOpened(unit.pk)))
    assert heard == []


def test_a_listener_that_fails_fails_the_deed(open_unit):
    hears(UnitOpened)(refuse)
    with pytest.raises(Refusal, match="请先补充材料"):
        open_unit(SYSTEM, PORTAL, then=told)
    assert not Organisation.objects.exists()


def test_what_may_wait_is_heard_after_the_commit(open_unit, django_capture_on_commit_callbacks):
    heard = []
    hears_later(UnitOpened)(lambda fact: heard.append((fact, deeds.is_deed_running())))
    with django_capture_on_commit_callbacks() as waiting:
        unit = open_unit(SYSTEM, PORTAL, then=told)
    assert heard == []
    for call in waiting:
        call()
    assert heard == [(UnitOpened(unit.pk), False)]


def test_each_late_listener_hears_though_another_fails(open_unit, django_capture_on_commit_callbacks):
    heard = []
    hears_later(UnitOpened)(refuse)
    hears_later(UnitOpened)(heard.append)
    with django_capture_on_commit_callbacks(execute=True):
        unit = open_unit(SYSTEM, PORTAL, then=told)
    assert heard == [UnitOpened(unit.pk)]
    assert Organisation.objects.count() == 1


def test_nothing_is_heard_later_of_a_deed_that_was_refused(open_unit, django_capture_on_commit_callbacks):
    heard = []
    hears_later(UnitOpened)(heard.append)

    def tell_and_stop(unit):
        told(unit)
        refuse(unit)

    with django_capture_on_commit_callbacks(execute=True), pytest.raises(Refusal):
        open_unit(SYSTEM, PORTAL, then=tell_and_stop)
    assert heard == []


def test_listeners_are_listed_for_the_atlas():
    @hears(UnitOpened)
    def greet(fact):
        """Says hello."""

    assert ("UnitOpened", f"{__name__}.greet") in listeners()


def test_an_objection_refuses_with_its_sentence_and_its_clause(open_unit):
    heard = []
    hears(UnitOpened)(heard.append)

    @objects("test-b", to=UnitOpened, clause="590号令第二十七条", label="先补偿、后搬迁")
    def second(fact):
        return Objection("暂不能办理：尚有一项材料未到。")

    @objects("test-a", to=UnitOpened, clause="《土地管理法》第四十八条", label="足额")
    def first(fact):
        return None

    with pytest.raises(Objected) as refused:
        open_unit(SYSTEM, PORTAL, then=told)
    assert (refused.value.sentence, refused.value.clause) == ("暂不能办理：尚有一项材料未到。", "590号令第二十七条")
    assert refused.value.status == 422
    assert heard == []
    assert not Organisation.objects.exists()


def test_the_first_objection_in_the_order_of_keys_is_the_one_that_is_said(open_unit):
    for key in ("z", "m"):
        objects(key, to=UnitOpened, clause=f"第{key}条", label=key)(lambda fact, key=key: Objection(f"{key}不行。"))
    with pytest.raises(Objected, match="m不行"):
        open_unit(SYSTEM, PORTAL, then=told)


def test_whoever_does_not_object_lets_the_deed_through(open_unit):
    objects("silent", to=UnitOpened, clause="第一条", label="无")(lambda fact: None)
    objects("of-others", to=OfficeOpened, clause="第一条", label="无")(lambda fact: Objection("不行。"))
    assert open_unit(SYSTEM, PORTAL, then=told).pk


def test_a_gate_names_its_clause():
    with pytest.raises(DesignError, match="clause"):
        objects("nameless", to=UnitOpened, clause="", label="无")
