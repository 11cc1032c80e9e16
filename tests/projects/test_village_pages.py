"""The ledger of villages and the page of one: who sees what, what stands there, what a strange address does."""

from datetime import timedelta

import pytest

from portal.kernel import clock
from projects import actions
from projects.models import Area, Village
from tests import world
from tests.projects.pages import enter, lead, text

__all__ = ["enter", "lead"]


def test_without_signing_in_there_is_no_village(client, lead):
    for path in ("/villages/", f"/villages/{lead.pk}/", f"/villages/{lead.pk}/figures/", "/lamp-rules/"):
        assert client.get(path)["Location"].startswith("/account/sign-in/")


def test_the_commander_sees_all_twelve(enter):
    page = text(enter("commander").get("/villages/"))
    assert "共12个点位" in page
    assert "规划点位12（名称待录入）" in page
    assert page.count("<tr") == 13


def test_a_community_sees_its_own_village_and_no_other(enter, lead):
    client = enter("community", world.village(3))
    page = text(client.get("/villages/"))
    assert "塔桥大庄点" in page
    assert "民乐堡" not in page
    assert "共1个点位" in page


def test_a_foreign_village_and_a_missing_one_are_the_same_page(enter, lead):
    client = enter("community", world.village(3))
    answers = [client.get(f"/villages/{pk}/") for pk in (lead.pk, 987654321, 10**30)]
    assert [answer.status_code for answer in answers] == [404] * 3
    pages = {text(answer).replace(answer["X-Reference"], "") for answer in answers}
    assert len(pages) == 1
    assert "没有找到这项内容" in pages.pop()


def test_a_household_is_told_that_it_may_not(enter, lead):
    client = enter("household", world.village(3))
    assert client.get("/villages/").status_code == 403
    assert client.get(f"/villages/{lead.pk}/").status_code == 403


@pytest.mark.parametrize(
    ("query", "seen", "unseen"),
    [
        ("q=塔桥", "塔桥大庄点", "民乐堡"),
        ("kind=lead", "共1个点位", "塔桥大庄点"),
        ("kind=planned", "共11个点位", "示范点</a>"),
        ("lamp=red", "没有符合条件的点位", "塔桥大庄点"),
        ("lamp=green", "共1个点位", "塔桥大庄点"),
        ("q=%25%27--", "没有符合条件的点位", "塔桥大庄点"),
    ],
)
def test_the_address_says_what_the_list_shows(enter, query, seen, unseen):
    page = text(enter("commander").get(f"/villages/?{query}"))
    assert seen in page
    assert unseen not in page


def test_the_list_is_filtered_by_area(enter):
    area = Area.objects.order_by("pk").first()
    actions.regroup_village(world.WHY, world.village(4), area=area, since=clock.today(), basis="会议纪要")
    page = text(enter("commander").get(f"/villages/?area={area.pk}"))
    assert "满春小康村" in page
    assert "塔桥大庄点" not in page


def test_the_list_is_sorted_both_ways(enter):
    client = enter("commander")

    def first(sort):
        page = text(client.get(f"/villages/?sort={sort}"))
        return min(("示范点</a>", "规划点位12"), key=page.index)

    assert first("stage") == "规划点位12"
    assert first("-stage") == "示范点</a>"
    assert first("password") == "示范点</a>"


@pytest.mark.parametrize(
    "query",
    ["page=0", "page=x", "page=99999999999999999999", "kind=castle", "lamp=blue", "area=x", "area=" + "9" * 30,
     "sort=name", "q=" + "x" * 1000],
)  # fmt: skip
def test_a_strange_address_of_the_list_does_no_harm(enter, query):
    assert enter("commander").get(f"/villages/?{query}").status_code == 200


def test_hostile_text_in_the_address_is_refused(enter):
    assert enter("commander").get("/villages/?q=%00").status_code == 400


def test_htmx_gets_the_rows_only(enter):
    part = text(enter("commander").get("/villages/", headers={"hx-request": "true"}))
    assert "塔桥大庄点" in part
    assert "<html" not in part


def test_what_nobody_reported_is_said_in_words_and_never_as_0(enter, lead):
    page = text(enter("commander").get(f"/villages/{lead.pk}/"))
    assert "原定2025年底封顶，完成情况未报" in page
    assert "本周尚未报数。" in page
    assert "形象进度" in page
    assert "资金到位" in page
    assert ">0<" not in page
    assert "0户" not in page
    assert "未公开" in page  # 施工单位
    assert "未录入" in page  # 四级责任


def test_a_reported_figure_stands_with_its_base_unit_instant_source_and_scope(enter, lead):
    as_of = clock.now().replace(minute=0, second=0, microsecond=0) - timedelta(hours=1)
    world.reported(lead, "signed_households", 2139, 2186, as_of=as_of, source="征拆专班周报")
    page = text(enter("commander").get(f"/villages/{lead.pk}/"))
    for words in ("2139户", "2186户", "97.85%", "征拆专班周报", "已签订搬迁协议的户数", "已签户数", "应签户数"):
        assert words in page
    assert "※" not in page


def test_money_is_shown_in_the_unit_that_the_address_asks_for(enter, lead):
    world.reported(lead, "funds_arrived", 942_000_000_00, 1_318_000_000_00)
    client = enter("commander")
    assert "9.42亿元" in text(client.get(f"/villages/{lead.pk}/"))
    assert "94,200.00万元" in text(client.get(f"/villages/{lead.pk}/?unit=万元"))


def test_an_invented_figure_bears_its_mark(enter, lead):
    world.reported(lead, "signed_households", 100, 200, is_demonstration=True)
    page = text(enter("commander").get(f"/villages/{lead.pk}/"))
    assert "100户※" in page
    assert "※为演示数据" in page


def test_buttons_stand_only_where_one_may(enter, lead):
    page = f"/villages/{lead.pk}/"
    assert "报数</a>" not in text(enter("commander").get(page))
    office = text(enter("office").get(page))
    for path in ("report-figures", "set-milestone", "reach-milestone", "assign-responsibility", "regroup"):
        assert f"{page}{path}/" in office
    assert f"{page}name/" not in office  # the lead project keeps its name
    owner = text(enter("owner_unit", lead).get(page))
    assert f"{page}reach-milestone/" in owner
    assert f"{page}set-milestone/" not in owner
    builder = text(enter("builder", lead).get(page))
    assert f"{page}report-figures/" in builder
    assert f"{page}set-milestone/" not in builder


def test_a_correction_shows_both_rows_who_when_and_why(enter, lead):
    report = world.reported(lead, "accidents", 3)
    office = world.actor(world.holder("office", username="bangongshi"))
    actions.correct_figure(office, report, numerator=1, reason="误将上月数计入", source="安全月报")
    page = text(enter("commander").get(f"/villages/{lead.pk}/"))
    assert "更正记录" in page
    assert "<s>3起</s>" in page
    assert "误将上月数计入" in page
    assert "bangongshi（兴庆区财政局）" in page
    assert "系统载入" in page


def test_the_village_page_asks_the_database_as_often_for_many_reports_as_for_few(
    enter, lead, django_assert_max_num_queries
):
    for hours in range(1, 12):
        world.reported(lead, "accidents", 0, as_of=clock.now() - timedelta(hours=hours))
        world.reported(lead, "signed_households", 5, 9, as_of=clock.now() - timedelta(hours=hours))
    client = enter("office")
    client.get("/account/")  # the first page of a session notes that it has begun
    with django_assert_max_num_queries(80):
        client.get(f"/villages/{lead.pk}/")
    with django_assert_max_num_queries(69):
        client.get("/villages/")


def test_a_name_is_entered_by_whoever_keeps_the_villages(enter):
    site = world.village(5)
    client = enter("office")
    answer = client.post(f"/villages/{site.pk}/name/", {"name": "八里桥"})
    assert (answer.status_code, answer["Location"]) == (302, f"/villages/{site.pk}/")
    assert Village.objects.get(pk=site.pk).name == "八里桥"
    again = client.post(f"/villages/{site.pk}/name/", {"name": "八里桥", "basis": "更名批复"})
    assert again.status_code == 422
    assert "请填写新的名称" in text(again)
    assert "请填写" in text(client.post(f"/villages/{site.pk}/name/", {"name": "八里桥村"}))
    paper = {"name": "八里桥村", "basis": "兴政发〔2026〕7号"}
    assert client.post(f"/villages/{site.pk}/name/", paper).status_code == 302
    taken = client.post(f"/villages/{world.village(6).pk}/name/", {"name": "八里桥村"})
    assert taken.status_code == 422
    assert "已有同名点位" in text(taken)


def test_a_village_moves_to_another_area_and_the_old_membership_stays(enter):
    site, (first, second) = world.village(5), Area.objects.order_by("pk")[:2]
    client = enter("office")
    path = f"/villages/{site.pk}/regroup/"
    given = {"area": first.pk, "since": "2026-01-01", "basis": "会议纪要"}
    assert client.post(path, given).status_code == 302
    early = client.post(path, {**given, "area": second.pk})
    assert early.status_code == 422
    assert "请选择2026年1月1日以后的日期" in text(early)
    assert client.post(path, {**given, "area": 987654321}).status_code == 422
    assert client.post(path, {**given, "area": second.pk, "since": "2026-02-01"}).status_code == 302
    assert second.name in text(client.get(f"/villages/{site.pk}/"))


def test_looking_at_a_form_changes_nothing(enter, lead):
    client = enter("office")
    for path in ("name", "regroup", "set-milestone", "reach-milestone", "assign-responsibility", "report-figures"):
        assert client.get(f"/villages/{lead.pk}/{path}/?name=新名&kind=return").status_code == 200
    assert Village.objects.get(pk=lead.pk).name == ""
