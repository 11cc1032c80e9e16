"""督办 on the pages: the list with its colours and filters, one order with its buttons, its paper, its way."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from projects.models import Order
from tests import world
from tests.clock import go_on
from tests.projects import ordering
from tests.projects.pages import text


@pytest.fixture
def enter(client, seeded):
    def go(user):
        client.force_login(user)
        return client

    return go


def test_an_order_goes_its_way_over_the_pages(village, enter):
    force, commander = world.holder("quality_force", village), world.holder("commander")
    unit, office = world.holder("township", village, unit=ordering.owner()), world.holder("office", village)
    given = {
        "kind": "order",
        "village": village.pk,
        "matter": "连墙件缺失",
        "demand": "补齐连墙件",
        "source": "quality",
        "owner": ordering.owner().pk,
    }
    client = enter(force)
    refused = client.post("/orders/propose/", given)
    assert refused.status_code == 422
    assert "请填写办理时限" in text(refused)
    assert client.post("/orders/propose/", {**given, "due_on": ordering.day(5)}).status_code == 302
    order = Order.objects.get()
    page = f"/orders/{order.pk}/"
    own = text(client.get(page))
    assert "待签发" in own
    assert "撤回" in own
    assert "签发时编号" in own

    client = enter(commander)
    assert "签发督办单：连墙件缺失" in text(client.get("/todo/"))
    assert client.post(f"{page}issue/", {"due_on": ordering.day(5)}).status_code == 302

    client = enter(unit)
    assert "办理督办单：连墙件缺失" in text(client.get("/todo/"))
    assert client.post(f"{page}report/", {"words": "已补齐连墙件"}).status_code == 422
    scan = SimpleUploadedFile("验收单.pdf", ordering.PAPER, "application/pdf")
    assert client.post(f"{page}report/", {"words": "已补齐连墙件", "scan": scan}).status_code == 302

    client = enter(office)
    assert "核实销号督办单：连墙件缺失" in text(client.get("/todo/"))
    assert "验收单.pdf" in text(client.get(page))
    assert client.post(f"{page}close/", {"words": "现场已核实"}).status_code == 302
    paper = text(client.get(f"{page}paper/"))
    for words in (f"兴城改督〔{ordering.day(0).year}〕1号", "办理情况", "反馈：已补齐连墙件", "核实销号"):
        assert words in paper


def test_the_list_shows_red_first_and_its_filters(village, elsewhere, enter):
    soon = ordering.issued(village, matter="扬尘超标", due_on=ordering.day(8))
    late = ordering.issued(village, matter="连墙件缺失", due_on=ordering.day(1))
    ordering.issued(elsewhere, matter="外村事项")
    go_on(timedelta(days=6))
    client = enter(world.holder("liaison", village))
    page = text(client.get("/orders/"))
    assert page.index("连墙件缺失") < page.index("扬尘超标")
    assert "红色，超期5天" in page
    assert "黄色，还有2天" in page
    assert "外村事项" not in page
    assert "扬尘超标" not in text(client.get("/orders/?light=red"))
    assert "连墙件缺失" in text(client.get("/orders/?state=over"))
    assert "连墙件缺失" not in text(client.get(f"/orders/?q={soon.number}"))
    assert client.get("/orders/?as=xlsx").headers["Content-Type"].startswith("application/vnd")
    panel = text(client.get(f"/villages/{village.pk}/"))
    assert "督办事项" in panel
    assert "红色，超期5天" in panel
    assert client.get(f"/orders/{late.pk}/").status_code == 200


def test_own_hands_are_told_why_they_may_not(village, enter):
    office = world.holder("office", village)
    actor = world.actor(office)
    order = ordering.proposed(village, actor)
    client = enter(office)
    page = text(client.get(f"/orders/{order.pk}/"))
    assert "签发：由您拟办，请由其他有签发权限的同志签发。" in page
    refused = client.post(f"/orders/{order.pk}/issue/", {})
    assert refused.status_code == 422
    assert "不能由您签发" in text(refused)


def test_the_office_steps_and_the_register(village, enter):
    office = world.holder("office")
    order = ordering.closed(village)
    client, page = enter(office), f"/orders/{order.pk}/"
    again = {"words": "同一部位再次缺失", "due_on": ordering.day(3)}
    assert client.post(f"{page}reopen/", again).status_code == 302
    assert client.post(f"{page}chase/", {"words": "电话催办"}).status_code == 302
    assert client.post(f"{page}annul/", {"words": "与另一单重复"}).status_code == 302
    assert "作废留号" in text(client.get("/numbers/"))
    given = {"series": "order", "sample": "督办1号", "used": 0, "basis": "发文规定"}
    assert client.post("/numbers/set/", given).status_code == 422
    assert client.post("/numbers/set/", {**given, "sample": "兴改办督〔2026〕1号"}).status_code == 302
    assert "兴改办督〔" in text(client.get("/numbers/"))
    back = ordering.reported(village)
    assert client.post(f"/orders/{back.pk}/return/", {"words": "缺验收记录"}).status_code == 302
    own = ordering.proposed(village, world.actor(office))
    assert client.post(f"/orders/{own.pk}/withdraw/", {"words": "已现场整改"}).status_code == 302
