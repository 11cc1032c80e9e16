"""Every list is declared once: its screen, its paper and its file say the same, for the same eyes and filters."""

from __future__ import annotations

import io
import re
from html import unescape

import openpyxl
import pytest

from portal.kernel.permissions import PORTAL
from portal.web import ledgers
from portal.web.access import routes
from portal.web.facts import ListTaken
from portal.web.ledgers import LEDGERS
from portal.web.workbooks import CONTENT_TYPE
from projects import actions
from projects.models import FigureKind
from tests import world
from tests.projects.backfilling import asked, opened
from tests.web.test_take_list import deeds

__all__ = ["deeds"]

PLACES = {
    "villages": "/villages/",
    "figure-reports": "/villages/{}/figures/",
    "public-figures": "/public-figures/",
    "figure-bases": "/bases/",
    "backfills": "/backfills/",
    "feedback": "/feedback/all/",
    "lamp-rules": "/lamp-rules/",
    "grants": "/grants/",
    "roles": "/roles/",
    "chain-gaps": "/chains/",
    "people": "/people/",
    "organisations": "/organisations/",
}


@pytest.fixture
def office(seeded_today, client):
    """The office, signed in, in a portal where something was reported."""
    lead = world.village(1)
    kind = FigureKind.objects.get(key="signed_households")
    world.reported(lead, kind.key, 10, 20, source="=测试报表")
    opened()
    asked(world.WHY, lead)
    actions.leave_feedback(world.WHY, PORTAL, text="=测试意见")
    client.force_login(world.holder("office"))
    client.lead = lead
    return client


def place(office, key):
    return PLACES[key].format(office.lead.pk)


def sheet(answer):
    assert answer["Content-Type"] == CONTENT_TYPE
    return openpyxl.load_workbook(io.BytesIO(answer.content)).active


def table(page):
    """The rows under the head of the file, and the head."""
    rows = [list(row) for row in page.iter_rows(values_only=True)]
    at = next(place for place, row in enumerate(rows) if row[0] == "序号")
    end = next(place for place, row in enumerate(rows) if place > at and not isinstance(row[0], int))
    return rows[at], rows[at + 1 : end]


def words(answer):
    return unescape(answer.content.decode())


def test_the_lists_of_this_test_are_declared():
    assert list(routes())
    assert set(PLACES) <= set(LEDGERS.keys())


@pytest.mark.parametrize("key", sorted(PLACES))
def test_screen_and_file_show_the_same_rows_under_the_same_heads(office, key):
    listing = office.get(place(office, key)).context["listing"]
    page = words(office.get(place(office, key)))
    head, rows = table(sheet(office.get(place(office, key), {"as": "xlsx"})))
    assert len(rows) == len(listing) > 0
    assert [column.label for column in listing.ledger.in_file] == head[1 : len(listing.ledger.in_file) + 1]
    for column in listing.ledger.on_page:
        assert f">{column.label}<" in page
    assert "" not in {cell for row in rows for cell in row}
    assert None not in {cell for row in rows for cell in row[: len(listing.ledger.in_file) + 1]}


@pytest.mark.parametrize("key", sorted(PLACES))
def test_the_head_of_the_paper_says_what_of_whom_and_when(office, key):
    page = words(office.get(place(office, key)))
    assert 'class="page-ledger"' in page
    title = LEDGERS[key].title
    assert re.search(rf"单位：[^<]+</span><strong>[^<]*{title}</strong><span>截至\d+年", page)
    for line in ("填报人：", "审核人：", "打印时间："):
        assert line in page


def test_filters_of_the_address_hold_in_the_file_and_are_told_in_words(office):
    answer = office.get("/villages/", {"kind": "planned", "q": "塔桥", "as": "xlsx"})
    _, rows = table(sheet(answer))
    assert [row[1] for row in rows] == ["塔桥大庄点"]
    column = [cell.value for cell in sheet(answer)["A"]]
    assert "查询条件：点位名称：塔桥；类别：规划点位" in column


def test_a_file_holds_no_more_than_the_person_may_see(seeded_today, client):
    client.force_login(world.holder("community", world.village(3)))
    _, rows = table(sheet(client.get("/villages/", {"as": "xlsx"})))
    assert [row[1] for row in rows] == ["塔桥大庄点"]


def test_text_of_people_is_no_formula_in_the_file(office):
    page = sheet(office.get(f"/villages/{office.lead.pk}/figures/", {"as": "xlsx"}))
    found = [cell for row in page.iter_rows() for cell in row if cell.value == "=测试报表"]
    assert [cell.data_type for cell in found] == ["s"]


def test_numbers_are_numbers_in_the_file(office):
    head, rows = table(sheet(office.get(f"/villages/{office.lead.pk}/figures/", {"as": "xlsx"})))
    told = dict(zip(head, rows[0], strict=True))
    assert (told["分子"], told["分母"], told["计量单位"]) == (10, 20, "户")


def test_taking_the_file_is_told_without_what_was_typed(office, deeds):
    office.get("/villages/", {"kind": "planned", "q": "塔桥", "as": "xlsx"})
    told = [fact for deed in deeds for fact in deed.facts if isinstance(fact, ListTaken)]
    assert told == [ListTaken("点位台账", "点位名称：已填；类别：规划点位", 1)]


def test_looking_at_the_list_is_not(office, deeds):
    office.get("/villages/")
    assert [deed for deed in deeds if deed.action == "portal.web.take_list"] == []


def test_a_file_that_would_be_too_long_says_by_how_much(office, monkeypatch):
    monkeypatch.setattr(ledgers, "MOST_IN_A_FILE", 11)
    answer = office.get("/villages/", {"as": "xlsx"})
    assert answer.status_code == 422
    assert "“点位台账”现有12个点位，超过一次下载的上限11" in words(answer)


def test_a_long_list_is_shown_whole_for_the_printer(office):
    for number in range(60):
        world.organisation(f"第{number:02d}村民委员会", "department")
    page = words(office.get("/organisations/?sort=name"))
    assert page.count("<tr") == 51
    assert "?sort=name&amp;whole=1" in office.get("/organisations/?sort=name").content.decode()
    whole = words(office.get("/organisations/?sort=name&whole=1"))
    assert whole.count("<tr") == len(office.get("/organisations/").context["listing"]) + 1
    assert "打印台账（A3）" in whole


def test_the_search_word_is_shown_as_text(office):
    page = office.get("/villages/", {"q": "<script>alert(1)</script>"}).content.decode()
    assert "<script>alert(1)" not in page


def test_a_list_of_nothing_says_why(office):
    page = words(office.get("/villages/", {"q": "没有这个村"}))
    assert "没有符合条件的点位" in page
    assert "共0个点位" in page


def test_what_is_missing_says_which_word_in_the_file(office):
    head, rows = table(sheet(office.get("/villages/", {"as": "xlsx"})))
    planned = dict(zip(head, rows[-1], strict=True))
    assert (planned["片区"], planned["主责单位"]) == ("未录入", "未录入")


def test_a_file_is_kept_by_nobody_on_the_way(office):
    answer = office.get("/villages/", {"as": "xlsx"})
    assert answer["Cache-Control"] == "no-store"
    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8")


@pytest.mark.parametrize("asked", ["as=pdf", "as=", "whole=2", "page=9999", "page=x"])
def test_a_strange_address_shows_the_list(office, asked):
    assert office.get(f"/villages/?{asked}").context["listing"].count_words == "共12个点位"
