"""A working day in a real browser, for those who look at the portal most, at a desk and on a phone."""

import re

import pytest

from tests.journeys.watching import PHONE, SCREENS, window

# Whoever it is, how many of the twelve villages are his, and whether the weekly edition is for him.
PEOPLE = {"office": (12, True), "auditor": (12, True), "site_leader": (5, True), "township": (1, False)}

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.parametrize("person", PEOPLE)
def test_a_working_day(person, screen, browser, site, album):
    villages, reads_editions = PEOPLE[person]
    with window(browser, site, SCREENS[screen]) as opened:
        opened.sign_in(person)
        overview(opened, villages)
        album.keep(opened, f"{person}-overview")
        a_village(opened)
        album.keep(opened, f"{person}-village")
        the_ledger(opened, villages)
        album.keep(opened, f"{person}-villages")
        if reads_editions:
            an_edition(opened)
            album.keep(opened, f"{person}-edition")
        own_desk(opened)
        album.keep(opened, f"{person}-account")
        sign_out(opened)


@pytest.mark.parametrize("person", ["office", "township"])
def test_the_same_day_without_scripts(person, browser, site):
    villages, reads_editions = PEOPLE[person]
    with window(browser, site, PHONE, java_script_enabled=False) as opened:
        opened.sign_in(person)
        assert rows(opened).count() == villages
        rows(opened).first.get_by_role("link").first.click()
        opened.page.get_by_role("heading", name="亮灯情况").first.wait_for()
        opened.go_to("点位台账")
        opened.page.get_by_label("类别").select_option("示范点")
        opened.page.get_by_role("button", name="查询").click()
        opened.page.wait_for_url("**/villages/?*")
        assert (
            rows(opened).count() == (1 if villages == 12 else 0)
            or opened.page.get_by_text("没有符合条件的点位").count()
        )
        if reads_editions:
            opened.go_to("周调度专报")
            opened.page.locator("#rows tbody a").first.click()
            download(opened)
        own_desk(opened)
        sign_out(opened)


def rows(opened):
    """The villages of the table on this page."""
    return opened.page.locator("main tbody tr:has(th)").filter(has=opened.page.locator("a[href^='/villages/']"))


def overview(opened, villages):
    assert opened.page.get_by_role("heading", level=1).inner_text() == "指挥总览"
    assert opened.page.get_by_text("演示数据").first.is_visible()
    assert rows(opened).count() == villages
    assert opened.too_wide() <= 0
    if not opened.is_phone:
        assert opened.too_high() <= 0


def a_village(opened):
    link = rows(opened).first.get_by_role("link").first
    label = link.inner_text()
    link.click()
    opened.page.get_by_role("heading", level=1, name=label).wait_for()
    for part in ("亮灯情况", "四级责任", "节点"):
        assert opened.page.get_by_role("heading", name=part).first.is_visible()
    assert opened.too_wide() <= 0


def the_ledger(opened, villages):
    """The filter narrows the list in place, and its address can be handed on."""
    opened.go_to("点位台账")
    assert rows(opened).count() == villages
    assert opened.too_wide() <= 0
    label = rows(opened).last.get_by_role("link").first.inner_text()
    opened.page.get_by_label("点位名称").fill(label[:6])
    opened.page.get_by_role("button", name="查询").click()
    opened.page.wait_for_url("**/villages/?*q=*")
    opened.page.get_by_role("heading", level=1, name="点位台账").wait_for()
    assert label in [row.get_by_role("link").first.inner_text() for row in rows(opened).all()]
    opened.page.reload()
    assert opened.page.get_by_label("点位名称").input_value() == label[:6]


def an_edition(opened):
    opened.go_to("周调度专报")
    with opened.page.expect_response(re.compile("/editions/[0-9]+/paper/")) as paper:
        opened.page.locator("#rows tbody a").first.click()
    assert paper.value.headers["content-type"] == "application/pdf"
    assert opened.too_wide() <= 0
    download(opened)


def download(opened):
    with opened.page.expect_download() as started:
        opened.page.get_by_role("link", name="下载PDF").first.click()
    assert started.value.path().read_bytes().startswith(b"%PDF-")
    assert started.value.suggested_filename.endswith(".pdf")


def own_desk(opened):
    opened.go_to("我的待办")
    assert opened.too_wide() <= 0
    opened.go_to("我的账号")
    assert opened.page.get_by_text("上次登录").first.is_visible()
    assert opened.too_wide() <= 0


def sign_out(opened):
    opened.page.get_by_role("button", name="退出").click()
    opened.page.get_by_role("heading", name="登录").wait_for()
    opened.open("/")
    assert "/account/sign-in/" in opened.page.url
