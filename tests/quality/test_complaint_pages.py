"""台账, the page of a doubt and its steps: each hand finds its own next step; nobody finds who raised it."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest

from portal.kernel import clock
from portal.web.todo import todo_of
from quality import actions
from tests import world
from tests.clock import go_on
from tests.quality.course import photo


def text(answer):
    return unescape(answer.content.decode())


@pytest.fixture
def enter(client):
    def sign_in(actor):
        client.force_login(actor.user)
        return client

    return sign_in


def labels(actor):
    return [item.label.partition("：")[2] for item in todo_of(world.actor(actor.user)) if item.kind == "质量质询"]


def test_each_hand_finds_its_next_step_and_walks_it(enter, hands, django_assert_max_num_queries):
    complaint = hands.raised(photos=[photo()], phone="13995071234")
    address = f"/complaints/{complaint.pk}/"
    assert labels(hands.force) == ["受理派单"]
    page = text(enter(hands.force).get(address))
    for words in ("受理派单", "核实不属实", "****1234", "反映人", "/small"):
        assert words in page
    for words in ("13995071234", hands.supervisor.user.name, "登记复查"):
        assert words not in page
    client = enter(hands.force)
    given = {"contractor": hands.unit.pk, "severity": "safety", "category": "cracks"}
    assert "从反映之日起算" in text(client.get(f"{address}assign/"))
    assert client.post(f"{address}assign/", {**given, "severity": ""}).status_code == 422
    assert client.post(f"{address}assign/", given)["Location"] == address
    today = f"{clock.today():%Y-%m-%d}"
    client = enter(hands.builder)
    assert labels(hands.builder) == ["整改"]
    assert "****1234" not in text(client.get(address))
    assert (
        client.post(f"{address}rectify/", {"cause": "养护不足", "method": "灌浆修补", "done_on": today}).status_code
        == 409
    )
    client.post(f"{address}measure/", {"what": "设围挡停用", "taken_on": today})
    client.post(f"{address}rectify/", {"cause": "养护不足", "method": "灌浆修补", "done_on": today})
    assert labels(hands.builder) == []
    client = enter(hands.inspector)
    assert labels(hands.inspector) == ["复查"]
    client.post(f"{address}reinspect/", {"has_passed": "yes", "words": "现场符合要求", "done_on": today})
    assert labels(hands.supervisor) == ["请您确认是否修好"]
    client = enter(hands.supervisor)
    with django_assert_max_num_queries(25):
        page = text(client.get(address))
    assert "已修好，确认销号" in page
    assert "设围挡停用" in page
    assert client.post(f"{address}confirm/", {"words": ""}).status_code == 302
    complaint.refresh_from_db()
    assert complaint.state == "closed"
    assert labels(hands.supervisor) == labels(hands.force) == []


def test_who_could_otherwise_is_told_why_not_now(enter, hands):
    own = hands.raised(hands.force)
    assert "由您本人反映，请由其他同志办理" in text(enter(hands.force).get(f"/complaints/{own.pk}/"))
    colleague = world.actor(world.holder("supervision", hands.village, username="colleague", unit=hands.unit))
    mended = hands.rectified()
    page = text(enter(colleague).get(f"/complaints/{mended.pk}/"))
    assert "请由其他单位复查" in page
    assert labels(colleague) == []


def test_the_list_its_filters_its_file_and_the_panel(enter, hands, elsewhere, django_assert_max_num_queries):
    late, fresh = hands.assigned(), None
    go_on(late.clock.due_on - clock.today() + timedelta(days=1))
    fresh = hands.raised(what="门窗漏风")
    far = actions.raise_complaint(world.WHY, elsewhere, form_key="f", what="外村的事")
    client = enter(hands.force)
    with django_assert_max_num_queries(32):
        page = text(client.get("/complaints/"))
    assert "超期1天" in page
    assert fresh.label in page
    assert far.what not in page
    assert hands.supervisor.user.name not in page
    only = text(client.get("/complaints/?standing=overdue"))
    assert late.label in only
    assert "门窗漏风" not in only
    for standing, found in (("in_time", False), ("soon", True), ("ended", False)):
        assert ("门窗漏风" in text(client.get(f"/complaints/?standing={standing}"))) is found
    assert client.get("/complaints/?as=xlsx")["Content-Type"].startswith("application/vnd")
    assert client.get(f"/complaints/{far.pk}/").status_code == 404
    assert client.get(f"/complaints/{far.pk}/assign/").status_code == 404
    panel = text(client.get(f"/villages/{hands.village.pk}/"))
    assert "未办结2件，其中超期1件，严重和涉及安全1件" in panel
    (row,) = client.get("/api/v1/complaints/?standing=overdue").json()["results"]
    assert (row["number"], row["standing"]) == (late.label, "overdue")
    one = client.get(f"/api/v1/complaints/{late.pk}/").json()
    assert [step["by"] for step in one["course"]] == ["反映人", "质量安全专班"]
    assert "reporter" not in str(one)
    # Whoever raised doubts sees his own alone.
    assert fresh.label in text(enter(hands.supervisor).get("/complaints/"))
    other = world.actor(world.holder("resident_supervisor", hands.village, username="other"))
    assert "还没有质量质询" in text(enter(other).get("/complaints/"))


def test_staff_enter_orders_of_the_hotline_and_print_the_sheet(enter, hands):
    client = enter(hands.force)
    given = {"village": hands.village.pk, "channel": "hotline", "outside_number": "YC1", "what": "楼道积水"}
    given["reported_on"] = f"{clock.today():%Y-%m-%d}"
    assert client.post("/complaints/enter/", given)["Location"] == "/complaints/"
    assert "这个外部编号已经登记" in text(client.post("/complaints/enter/", given))
    client.post(f"/villages/{hands.village.pk}/open-report-board/")
    page = text(client.get("/report-boards/"))
    board = re.search(r"/report-boards/(\d+)/", page)[1]
    sheet = text(client.get(f"/report-boards/{board}/"))
    assert "data:image/svg+xml;base64," in sheet
    assert "/report/" in sheet
    assert client.post(f"/report-boards/{board}/end/", {"reason": ""}).status_code == 422
    client.post(f"/report-boards/{board}/end/", {"reason": "张贴处被撕毁"})
    assert client.get(f"/report-boards/{board}/").status_code == 404
