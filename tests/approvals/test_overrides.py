"""Overrides: one gate, one subject, two signatures of others, once, until its day."""

from dataclasses import dataclass
from datetime import timedelta

import pytest

from portal.approvals import actions
from portal.approvals.actions.overrides import UnfitOverride
from portal.approvals.actions.votes import OwnMatter
from portal.approvals.facts import OverrideUsed
from portal.approvals.lifecycle import Choice
from portal.approvals.models import Approval, ApprovalUse, Override
from portal.kernel import actions as kernel_actions
from portal.kernel import clock, gates
from portal.kernel.errors import BrokenInvariant, NotPermitted
from portal.kernel.facts import Fact, tell
from portal.kernel.gates import Objected, Objection, objects
from portal.kernel.permissions import PORTAL
from projects import permissions
from tests.clock import go_on


@dataclass(frozen=True)
class DoorOpened(Fact):
    door: int


@pytest.fixture
def open_door(seeded, monkeypatch):
    """A deed that its gate refuses, whatever door."""
    for registry in (gates.OBJECTORS, kernel_actions.ACTIONS):
        monkeypatch.setattr(registry, "_entries", dict(registry._entries))

    @objects("door-is-shut", to=DoorOpened, clause="《门禁办法》第三条（本级）", label="门禁")
    def door_is_shut(fact):
        return Objection("这扇门还不能打开。请联系门卫办理。")

    @kernel_actions.action(needs=permissions.VIEW_VILLAGES)
    def open_door(actor, target, *, door):
        """Open a door for a test."""
        tell(DoorOpened(door))
        return door

    return open_door


@pytest.fixture
def office(person):
    return lambda name: person(name, "office", None)


@pytest.fixture
def ask(open_door, office):
    def make(**inputs):
        given = {
            "gate": "door-is-shut",
            "subject": "DoorOpened:7",
            "title": "打开7号门",
            "document": "指挥部〔2026〕3号",
            "reason": "抢险",
            "last_on": clock.today() + timedelta(days=3),
        }
        return actions.ask_override(office("asker"), PORTAL, **{**given, **inputs})

    return make


def sign(override, *people):
    approval = Approval.objects.select_related("flow_version").get(pk=override.approval_id)
    for who in people:
        approval = actions.cast_vote(who, approval, choice=Choice.APPROVE)


def test_without_one_the_gate_stands_and_names_what_an_override_needs(open_door, office):
    with pytest.raises(Objected, match="还不能打开") as no:
        open_door(office("clerk"), PORTAL, door=7)
    assert (no.value.gate, no.value.subject) == ("door-is-shut", "DoorOpened:7")


def test_signed_by_two_others_it_lets_the_deed_pass_once(open_door, office, ask, heard):
    used = heard(OverrideUsed)
    override = ask()
    sign(override, office("first"))
    with pytest.raises(Objected):
        open_door(office("clerk"), PORTAL, door=7)
    with pytest.raises(OwnMatter):
        sign(override, office("asker"))
    sign(override, office("second"))
    assert open_door(office("clerk"), PORTAL, door=7) == 7
    assert used == [OverrideUsed(override.approval_id, "door-is-shut", "DoorOpened:7")]
    assert ApprovalUse.objects.get(approval=override.approval).by.username == "clerk"
    with pytest.raises(Objected):
        open_door(office("clerk"), PORTAL, door=7)


def test_for_its_subject_only(open_door, office, ask):
    sign(ask(), office("first"), office("second"))
    with pytest.raises(Objected):
        open_door(office("clerk"), PORTAL, door=70)
    assert open_door(office("clerk"), PORTAL, door=7) == 7


def test_for_its_gate_only(open_door, office, ask):
    @objects("door-is-painted", to=DoorOpened, clause="《油漆办法》（本级）", label="油漆")
    def door_is_painted(fact):
        return Objection("这扇门刚刷过漆，明天再办。")

    override = ask()
    sign(override, office("first"), office("second"))
    with pytest.raises(Objected, match="刚刷过漆"):
        open_door(office("clerk"), PORTAL, door=7)
    # The deed was not done, so nothing was used up.
    assert not ApprovalUse.objects.exists()


def test_after_its_day_it_does_not_count(open_door, office, ask):
    sign(ask(last_on=clock.today()), office("first"), office("second"))
    go_on(timedelta(days=1))
    with pytest.raises(Objected):
        open_door(office("clerk"), PORTAL, door=7)


def test_sent_back_it_does_not_count(open_door, office, ask):
    override = ask()
    approval = Approval.objects.get(pk=override.approval_id)
    actions.cast_vote(office("first"), approval, choice=Choice.DECLINE, reason="请补充会议纪要")
    with pytest.raises(Objected):
        open_door(office("clerk"), PORTAL, door=7)


def test_asked_once_at_a_time_and_again_after_it_was_used(open_door, office, ask):
    first = ask()
    with pytest.raises(BrokenInvariant, match="已在审批中"):
        ask()
    sign(first, office("first"), office("second"))
    open_door(office("clerk"), PORTAL, door=7)
    again = ask()
    sign(again, office("first"), office("second"))
    assert open_door(office("clerk"), PORTAL, door=7) == 7
    assert Override.objects.count() == 2


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"gate": "no-such-gate"}, None),
        ({"subject": "GrantEnded:7"}, None),
        ({"document": " "}, "document"),
        ({"reason": ""}, "reason"),
        ({"title": ""}, "title"),
        ({"last_on": -1}, "last_on"),
        ({"last_on": 91}, "last_on"),
    ],
)
def test_what_is_asked_must_be_whole(ask, wrong, named):
    if "last_on" in wrong:
        wrong = {"last_on": clock.today() + timedelta(days=wrong["last_on"])}
    with pytest.raises(UnfitOverride) as no:
        ask(**wrong)
    assert set(no.value.fields) == ({named} if named else set())
    assert not Approval.objects.exists()


def test_it_takes_the_power_over_the_whole_portal(open_door, person, village):
    with pytest.raises(NotPermitted):
        actions.ask_override(
            person("local", "office", village),
            PORTAL,
            gate="door-is-shut",
            subject="DoorOpened:7",
            title="门",
            document="文",
            reason="急",
            last_on=clock.today(),
        )
