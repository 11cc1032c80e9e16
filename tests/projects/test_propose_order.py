"""propose_order: one matter with its owner and its day; never an order to a leader; once per source."""

from __future__ import annotations

import pytest

from portal.kernel.errors import BrokenInvariant, NotPermitted
from portal.kernel.permissions import PORTAL
from projects import actions
from projects.actions.orders import NoOrderToLeader, OrderIncomplete
from projects.facts import OrderProposed
from projects.models import OrderMove
from projects.selectors.orders import running_order_of
from tests import world
from tests.projects import ordering


def test_a_matter_waits_for_its_signature(village, acting, deeds):
    leader = world.person("qi", "齐某", unit=world.organisation("指挥部领导", "command"))
    actions.assign_responsibility(
        world.WHY, village, level="leader", person=leader, since=ordering.day(-30), basis="包抓分工表"
    )
    actor, unit = acting("quality_force", village), ordering.owner()
    deeds.clear()
    made = ordering.proposed(village, actor, source_key="17")
    assert (made.state, made.number, made.leader, made.proposed_by) == ("proposed", "", leader, actor.user)
    assert deeds[0].facts == [
        OrderProposed(made.pk, village.pk, "order", "quality", "17", unit.pk, ordering.day(5)),
    ]
    assert deeds[0].changes[0].after["matter"] == "3号楼外脚手架连墙件缺失"
    assert [(move.verb, move.to_state) for move in OrderMove.objects.filter(order=made)] == [("propose", "proposed")]
    assert running_order_of("quality", "17") == made


def test_one_thing_has_one_order_running(village):
    ordering.proposed(village, source_key="17")
    ordering.proposed(village)
    with pytest.raises(BrokenInvariant, match="已有在办的督办单"):
        ordering.proposed(village, source_key="17")


@pytest.mark.parametrize(
    ("inputs", "fields", "sentence"),
    [
        ({"matter": " ", "demand": ""}, {"matter", "demand"}, "还没有写全"),
        ({"kind": "request", "consulted": "无"}, {"consulted", "otherwise"}, "还没有写全"),
        ({"due_on": "yesterday"}, {"due_on"}, "已经过去"),
        ({"owner": "audit"}, {"owner"}, "审计机关不由指挥部督办"),
        ({"person": "other"}, {"person"}, "不是兴庆区大新镇的人员"),
    ],
)
def test_what_does_not_do_is_said_beside_its_field(village, inputs, fields, sentence):
    given = dict(inputs)
    if "due_on" in given:
        given["due_on"] = ordering.day(-1)
    if "owner" in given:
        given["owner"] = world.organisation("兴庆区审计局", "audit")
    if "person" in given:
        given["person"] = world.person("other")
    with pytest.raises(OrderIncomplete, match=sentence) as refused:
        ordering.proposed(village, **given)
    assert set(refused.value.fields) == fields


def test_nobody_orders_a_leader_but_asks_him(village):
    commander = world.holder("commander", username="zhihui", unit=ordering.owner())
    with pytest.raises(NoOrderToLeader, match="不能向领导同志下发督办单。需要领导研究决定的，请改用提请单"):
        ordering.proposed(village, person=commander)
    asked = ordering.proposed(
        village,
        kind="request",
        person=commander,
        due_on=None,
        consulted="财政、国资无异议",
        otherwise="付款移至1月",
    )
    assert asked.due_on is None


def test_an_order_needs_a_day(village):
    with pytest.raises(BrokenInvariant, match="请填写办理时限"):
        ordering.proposed(village, due_on=None)


def test_only_who_may_proposes_and_only_there(village, elsewhere, acting):
    with pytest.raises(NotPermitted):
        ordering.proposed(elsewhere, acting("quality_force", village))
    with pytest.raises(NotPermitted):
        ordering.proposed(PORTAL, acting("quality_force", village))
    with pytest.raises(NotPermitted):
        ordering.proposed(village, acting("builder", village))
    assert ordering.proposed(PORTAL, acting("office", None)).village is None
