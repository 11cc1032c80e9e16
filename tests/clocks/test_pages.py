"""The pages of the calendar, the rules and the clocks, and the calendar over the API."""

from datetime import date
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from portal.clocks import selectors
from portal.clocks.models import CalendarChange, CalendarDay, Clock, ClockShift, DeadlineRule
from tests import world
from tests.clocks.clocks import changed, off, rule, started
from tests.clocks.test_publish_deadline_rule import publish

MAKE = "/calendar/change/"
DAYS = {"holiday": "2026-11-26 测试放假", "document": "国办发明电〔2026〕7号", "reason": "按通知调整"}


def text(answer):
    return unescape(answer.content.decode())


def test_a_year_at_a_glance_says_what_each_day_is(enter):
    client = enter("department", world.village(2))
    page = text(client.get("/calendar/2024/"))
    assert page.count('class="calendar-month"') == 12
    assert 'calendar-make_up" title="国庆节调休上班">12<b>班</b>' in page
    assert 'calendar-holiday" title="国庆节">1<b>休</b>' in page
    assert "国务院通知已收录" in page
    assert "调整日历" not in page


def test_a_provisional_year_bears_its_banner_and_its_rows(enter):
    page = text(enter("office").get("/calendar/2027/"))
    assert "2027年为暂定" in page
    assert "国庆节（暂定）" in page
    assert "国务院令第795号" in page


def test_a_year_that_nobody_entered_says_so(enter):
    client = enter("office")
    assert "还没有录入，不能推算工作日" in text(client.get("/calendar/2028/"))
    assert client.get("/calendar/1999/").status_code == 404


def test_a_change_is_previewed_then_confirmed_and_then_listed(enter, village):
    clock = started("X3", where=village)
    client = enter("office")
    preview = client.post(MAKE, DAYS)
    page = text(preview)
    assert "重新计算1项未办结的期限，其中1项到期日变动" in page
    assert "2026年12月1日" in page
    assert "推后1日" in page
    assert not CalendarDay.objects.filter(day=date(2026, 11, 26)).exists()
    answer = client.post(MAKE, {**DAYS, "previewed": preview.context["preview"].digest})
    change = CalendarChange.objects.latest("pk")
    assert answer["Location"] == f"/calendar/changes/{change.pk}/"
    page = text(client.get(answer["Location"]))
    assert "工作日历已调整，重新计算1项期限，1项到期日变动。" in page
    assert "信访件1" in page
    assert Clock.objects.get(pk=clock.pk).due_on == date(2026, 12, 1)
    file = client.get(answer["Location"], {"as": "xlsx"})
    assert file.status_code == 200
    assert file.content[:2] == b"PK"


def test_a_confirmation_of_what_no_longer_holds_is_turned_back(enter):
    client = enter("office")
    digest = client.post(MAKE, DAYS).context["preview"].digest
    started("X3")
    answer = client.post(MAKE, {**DAYS, "previewed": digest})
    assert answer.status_code == 409
    assert "请重新预览" in text(answer)
    assert not ClockShift.objects.exists()


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"holiday": "二〇二六年"}, "“二〇二六年”无法读取"),
        ({"holiday": "2026-02-30"}, "没有这一天"),
        ({"holiday": "2026-12-10至2026-12-01"}, "起止有误"),
        ({"holiday": "2026-12-10至2027-12-01"}, "起止有误"),
        ({"document": ""}, "请填写文件名称、文号"),
        ({"reason": ""}, "请填写"),
        ({"holiday": "", "document": ""}, "没有需要登记的日期或年份"),
        ({"year": "2028"}, "请同时填写年份和状态"),
        ({"year": "2026", "standing": "provisional"}, "该年已收录国务院通知"),
        ({"holiday": "2029-01-01 元旦"}, "请先把2029年标为“暂定”"),
    ],
)
def test_what_cannot_be_entered_is_said_beside_its_field(given, sentence, enter):
    answer = enter("office").post(MAKE, {**DAYS, **given})
    assert answer.status_code == 422
    assert sentence in text(answer)


def test_a_stretch_of_days_is_one_line(enter):
    client = enter("office")
    given = {**DAYS, "holiday": "2026-12-28至2026-12-30 年休", "regional": "2026-12-24"}
    client.post(MAKE, {**given, "previewed": client.post(MAKE, given).context["preview"].digest})
    assert CalendarDay.objects.filter(note="年休").count() == 3
    assert not selectors.calendar().is_workday(date(2026, 12, 24))


def test_only_the_office_is_led_to_the_form(enter):
    client = enter("township", world.village(2))
    assert client.get(MAKE).status_code == 403
    assert client.post(MAKE, DAYS).status_code == 403


def test_whoever_sees_one_village_sees_its_clocks_and_its_moves_alone(enter, village):
    started("X3", where=village)
    started("X3", "petition:2", where=world.village(3), owner_label="别处的信访件")
    change = changed(off(date(2026, 11, 26)))
    client = enter("relocation_force", village)
    for page in (client.get("/clocks/"), client.get(f"/calendar/changes/{change.pk}/")):
        assert "信访件1" in text(page)
        assert "别处的信访件" not in text(page)
        assert len(page.context["listing"]) == 1


def test_clocks_are_found_by_state_village_and_rule(enter, village):
    started("X3", where=village)
    started("X1", "petition:2")
    client = enter("office")
    assert len(client.get("/clocks/").context["listing"]) == 2
    assert len(client.get("/clocks/", {"rule": "X1"}).context["listing"]) == 1
    assert len(client.get("/clocks/", {"village": village.pk}).context["listing"]) == 1
    assert len(client.get("/clocks/", {"state": "met"}).context["listing"]) == 0
    page = text(client.get("/clocks/"))
    assert village.label in page
    assert "还有7天" in page


def test_the_list_of_clocks_asks_as_much_for_many_as_for_few(enter, village):
    client = enter("relocation_force", village)
    asked = []
    for number in range(30):
        started("X3", f"petition:{number}", where=village)
        if number in (2, 29):
            client.get("/clocks/")
            with CaptureQueriesContext(connection) as queries:
                client.get("/clocks/")
            asked.append(len(queries))
    assert asked[0] == asked[1]


def test_a_rule_is_published_by_its_form_with_its_clause(enter):
    client = enter("office")
    given = {"code": "NEW-1", "name": "补正材料", "clause": "", "amount": "5", "unit": "workday", "reason": "测试"}
    given |= {"starts_with": "收到之日", "bound": "within", "confidence": "A", "is_in_use": "on"}
    refused = client.post("/deadline-rules/new/", given)
    assert refused.status_code == 422
    assert not DeadlineRule.objects.filter(code="NEW-1").exists()
    assert client.post("/deadline-rules/new/", {**given, "clause": "《办法》第三条（本级）"}).status_code == 302
    assert "《办法》第三条（本级）" in text(client.get("/deadline-rules/"))


def test_a_new_version_starts_from_the_one_that_stands_and_keeps_its_code(enter):
    client = enter("office")
    standing = DeadlineRule.objects.get(code="X4")
    address = reverse("clocks:rule-new-version", args=[standing.pk])
    form = client.get(address).context["form"]
    assert "code" not in form.fields
    assert form.initial["extension_amount"] == 30
    given = {**{name: form.initial[name] for name in form.initial}, "amount": "45", "reason": "条例修订"}
    given = {name: value for name, value in given.items() if value not in (None, False)}
    assert client.post(address, given).status_code == 302
    assert DeadlineRule.objects.holding().get(code="X4").amount == 45
    page = text(client.get(reverse("clocks:rule", args=[standing.pk])))
    assert "第1版，已有新版" in page
    assert "原因：条例修订" in page


def test_a_version_that_took_clocks_along_lists_them(enter):
    started("X3")
    new = publish(rule(amount=7), takes_running=True)
    page = text(enter("office").get(reverse("clocks:rule", args=[new.pk])))
    assert "信访件1" in page
    assert "正在计算的期限一并改按本版" in page


def test_the_calculator_lists_every_day_with_its_reason(enter):
    client = enter("department", world.village(2))
    assert client.get("/calendar/reckon/").status_code == 200
    found = client.get("/calendar/reckon/", {"start": "2024-09-09", "amount": "10", "unit": "workday"})
    page = text(found)
    assert "到期日为<strong>2024年9月24日</strong>" in page
    assert "中秋节" in page or "中秋" in page
    assert len(found.context["found"].steps) == 15
    assert [step.number for step in found.context["found"].steps if step.number] == list(range(1, 11))


def test_the_calculator_warns_of_a_provisional_year_and_refuses_what_it_cannot_tell(enter):
    client = enter("office")
    asked = {"start": "2026-12-25", "amount": "10", "unit": "workday"}
    assert "2027年放假安排尚未公布" in text(client.get("/calendar/reckon/", asked))
    for given in ({"amount": "0"}, {"amount": "９９９９９"}, {"start": "2027-12-25", "amount": "30"}, {"unit": "hour"}):
        assert client.get("/calendar/reckon/", {**asked, **given}).status_code == 422


# --- API --------------------------------------------------------------------------------------------------------------


def test_a_year_over_the_api_is_the_year_of_the_page(enter):
    data = enter("office").get("/api/v1/calendar/2026/").json()
    assert (data["year"], data["is_provisional"], len(data["days"])) == (2026, False, 365)
    worked = {row["day"] for row in data["days"] if row["is_workday"]}
    assert data["workdays"] == len(worked)
    assert "2026-09-20" in worked
    assert "2026-10-01" not in worked


def test_a_term_over_the_api_ends_where_the_page_says(enter):
    client = enter("office")
    found = client.get("/api/v1/calendar/reckon/?start=2024-09-09&amount=10&unit=workday").json()
    assert (found["due_on"], found["warning"]) == ("2024-09-24", "")
    found = client.get("/api/v1/calendar/reckon/?start=2020-05-22&amount=1&unit=workday&regional=no").json()
    assert found["due_on"] == "2020-05-25"
    assert (
        client.get("/api/v1/calendar/reckon/?start=2020-05-22&amount=1&unit=workday").json()["due_on"] == "2020-05-27"
    )


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("start=2024-9-9&amount=10&unit=workday", 400),
        ("start=2024-09-09&amount=1_0&unit=workday", 400),
        ("start=2024-09-09&amount=１０&unit=workday", 400),
        ("start=2024-09-09&amount=10&unit=hour", 400),
        ("start=2024-09-09&amount=10&unit=day&x=1", 400),
        ("start=2024-09-09&amount=10", 422),
        ("start=2024-09-09&amount=99999&unit=day", 422),
        ("start=2003-09-09&amount=1&unit=workday", 422),
        ("start=9999-12-31&amount=10&unit=day", 422),
    ],
)
def test_the_api_reads_strictly(query, status, enter):
    assert enter("office").get(f"/api/v1/calendar/reckon/?{query}").status_code == status
