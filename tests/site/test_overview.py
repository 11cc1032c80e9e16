"""指挥总览: who lands where, that it says what the paper says, and how often it asks the database."""

from datetime import date, datetime, timedelta
from html import unescape

import pytest

from portal.kernel import clock
from portal.kernel.periods import SHANGHAI, Week
from portal.reports.contributions import Scope
from projects import actions
from projects.models import Village
from projects.report_sections.page_one import four_lines
from projects.selectors.cards import cards
from projects.selectors.moment import Moment
from projects.selectors.picture import read_picture
from tests import world

SUNDAY = datetime(2026, 11, 22, 18, tzinfo=SHANGHAI)


@pytest.fixture(autouse=True)
def begun(seeded_sunday):
    """The day of the office's own example."""


def look(client, role, where=None):
    client.force_login(world.holder(role, where))
    answer = client.get("/")
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def reported_week():
    """The lead project's figures of this week and of the one before."""
    lead = world.village(1)
    for days, floors, signed, overdue in ((7, 354, 2127, 2), (0, 378, 2139, 1)):
        as_of = SUNDAY - timedelta(days=days, hours=1)
        world.reported(lead, "secondary_structure", floors, 600, as_of=as_of)
        world.reported(lead, "signed_households", signed, 2186, as_of=as_of)
        world.reported(lead, "inquiries_overdue", overdue, as_of=as_of)
    world.reported(lead, "annual_investment", 300_000_000_00, 420_000_000_00, as_of=SUNDAY - timedelta(hours=1))
    world.reported(lead, "funds_arrived", 942_000_000_00, 1_318_000_000_00, as_of=SUNDAY - timedelta(hours=1))


def test_it_is_closed_to_whoever_has_not_signed_in(client):
    assert client.get("/")["Location"].startswith("/account/sign-in/")


def test_signing_in_leads_to_it(client):
    person = world.person("zhihuizhang")
    world.granted(person, "commander")
    given = {"username": person.username, "password": person.password_given}
    assert client.post("/account/sign-in/", given)["Location"] == "/"


@pytest.mark.parametrize("role", ["household", "system_admin"])
def test_whoever_sees_no_village_lands_softly(client, role):
    page = look(client, role)
    assert "目前没有可以查看的点位" in page
    assert "我的账号" in page
    assert "点位亮灯表" not in page
    assert "指挥总览" not in page


def test_whoever_has_no_role_at_all_lands_softly(client):
    client.force_login(world.person("xinren"))
    assert "目前没有可以查看的点位" in client.get("/").content.decode()


def test_before_anybody_reported_it_says_so_and_counts_nothing(client):
    page = look(client, "commander")
    assert "示范点距2027年底回迁404天；原定2025年底封顶，完成情况未报，暂不亮灯；本周已报数0个点位，共12个。" in page
    assert page.count("未报") >= 4
    assert "总投资13.18亿元" in page
    assert "新闻口径2186户（4片区10村）" in page
    assert "红灯 0个" in page
    assert "示范点用时与倒计时" in page
    assert "尚未生成" in page


def test_it_shows_what_the_paper_shows(client):
    reported_week()
    page = look(client, "commander")
    for words in ("63%", "378／600层（比上周＋4个百分点）", "2139", "应签2186户 97.85%（比上周＋12户）", "9.42亿元"):
        assert words in page
    assert "落后序时" in page
    moment = Moment.now()
    paper = "".join(
        line
        for line in four_lines(
            Scope(tuple(Village.objects.values_list("pk", flat=True)), Week.of(moment.day), moment.as_of, clock.now())
        )
        if isinstance(line, str)
    )
    for words in ("63%（＋4个百分点）", "应签2186户，已签2139户（＋12户）", "到位9.42", "超期1件"):
        assert words in paper


def test_the_worst_stand_first(client):
    world.reported(world.village(7), "annual_investment", 10, 100)
    page = look(client, "commander")
    table = page[page.index("<tbody>") :]
    assert table.index("规划点位7") < table.index("示范点</a>")
    assert "红灯 1个" in page


def test_a_leader_of_two_villages_sees_these_two(client):
    person = world.person("baozhua")
    for ordinal in (3, 5):
        world.granted(person, "site_leader", world.village(ordinal))
    world.reported(world.village(3), "signed_households", 10, 20)
    world.reported(world.village(4), "signed_households", 1000, 2000)
    client.force_login(person)
    page = client.get("/").content.decode()
    assert "您可查看2个点位，没有红灯和黄灯；本周已报数1个点位，共2个。" in page
    assert "塔桥大庄点" in page
    assert "满春小康村" not in page
    assert "应签20户" in page
    assert "1010" not in page
    assert "2027年底回迁" not in page


def test_an_invented_figure_bears_its_mark(client):
    world.reported(world.village(1), "secondary_structure", 378, 600, is_demonstration=True)
    page = look(client, "commander")
    assert "※为演示数据" in page
    assert '<span class="card-unit">※</span>' in page


def test_a_near_day_stands_without_its_year_on_either_side_of_new_year(client):
    for ordinal, day in ((4, date(2027, 1, 5)), (5, date(2027, 9, 30))):
        actions.set_milestone(
            world.WHY, world.village(ordinal), kind="signing_complete", promised_on=day, basis="会议纪要"
        )
    page = look(client, "commander")
    assert '<span class="due">1月5日</span>' in page
    assert '<span class="due">2027年9月30日</span>' in page


def test_whoever_may_not_see_editions_is_shown_none(client):
    assert "最近一期周调度专报" in look(client, "commander")
    assert "最近一期周调度专报" not in look(client, "builder", world.village(1))


def test_the_menu_marks_the_overview_only_on_its_own_page(client):
    page = look(client, "office")
    assert '<a href="/" aria-current="page">' in page
    for path in ("/villages/", "/roles/"):
        assert '<a href="/" aria-current="page">' not in client.get(path).content.decode()


def test_it_asks_the_database_as_often_for_many_reports_as_for_few(client, django_assert_max_num_queries):
    reported_week()
    for ordinal in range(2, 13):
        world.reported(world.village(ordinal), "annual_investment", 50, 100)
    client.force_login(world.holder("commander"))
    with django_assert_max_num_queries(46):
        client.get("/")


def test_cards_of_somebody_who_does_not_see_the_lead_are_sums_of_what_he_sees():
    seen = read_picture(Village.objects.filter(ordinal__in=(3, 5)), Moment.now(), Week.of(SUNDAY.date()).days)
    assert [card.label for card in cards(seen, seen.lead)] == ["已签约", "质询超期"]
