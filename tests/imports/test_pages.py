"""Imports on pages: sending, waiting, reading what is wrong, confirming, and the files that go out."""

from __future__ import annotations

import io
from html import unescape
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from portal.files.selectors import content_of, stored_file
from portal.imports import actions
from portal.imports.checking import FAULT_LABEL, ROW_LABEL
from portal.imports.models import ImportRun
from portal.kernel.permissions import Actor
from portal.web.facts import ListTaken
from portal.web.todo import todo_of
from projects.models import FigureReport
from tests import world
from tests.imports.books import FIGURES, LABELS, book, line
from tests.imports.conftest import checked, started

START, BLANK = f"/imports/start/{FIGURES}/", f"/imports/blank/{FIGURES}/"


@pytest.fixture
def entered(client: Any, cadre: Actor) -> Any:
    client.force_login(cadre.user)
    return client


def upload(content: bytes, name: str = "周报.xlsx") -> dict[str, Any]:
    return {"upload": SimpleUploadedFile(name, content)}


def text(answer: Any) -> str:
    return unescape(answer.content.decode())


def cells(content: bytes, tab: str = "") -> list[list[Any]]:
    """The sheet as Excel reads it; rows without anything are left out."""
    read = openpyxl.load_workbook(io.BytesIO(content))
    page = read[tab] if tab else read.worksheets[0]
    return [list(row) for row in page.iter_rows(values_only=True) if any(cell is not None for cell in row)]


def page_of(run: ImportRun) -> str:
    return f"/imports/{run.pk}/"


def test_from_the_upload_to_the_confirmation(entered, village):
    assert f'href="{START}"' in text(entered.get("/imports/"))
    page = text(entered.get(START))
    assert f'href="{BLANK}"' in page
    assert '<a class="btn btn-link" href="/imports/">返回</a>' in page
    answer = entered.post(START, upload(book([line(village)])))
    run = ImportRun.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, page_of(run))
    waiting = text(entered.get(page_of(run)))
    assert "正在检查" in waiting
    assert 'hx-trigger="every 3s"' in waiting
    checked(run)
    ready = text(entered.get(page_of(run)))
    assert "共1行，全部通过检查，尚未写入，请核对后确认。" in ready
    assert "涉及1个点位、1项指标，数据截至2026年11月22日18时。" in ready
    assert "every 3s" not in ready
    assert [item.label for item in todo_of(world.actor(run.made_by))][-1:] == ["确认导入：点位周报数1行"]
    assert entered.post(f"{page_of(run)}confirm/").status_code == 302
    assert FigureReport.objects.count() == 1
    after = text(entered.get(page_of(run)))
    assert "已导入1行。" in after
    assert "全部导入。" in after
    assert "确认导入" not in after
    assert entered.post(f"{page_of(run)}confirm/").status_code == 409


def test_what_is_wrong_is_told_by_row_and_column(entered, village):
    entered.post(START, upload(book([line(village), line(village, "腾空", "1_000", 9)])))
    run = checked(ImportRun.objects.get())
    told = text(entered.get(page_of(run)))
    assert "共2行，其中1行需更正（1处），本次没有写入任何内容。" in told
    assert "第3行" in told
    assert "C列“分子”" in told
    assert "1_000" in told
    assert "请填写整数，没有的填0。" in told
    assert "确认导入" not in told
    assert entered.post(f"{page_of(run)}confirm/").status_code == 409
    assert entered.post(f"{page_of(run)}discard/").status_code == 302


def test_what_is_no_workbook_is_told_beside_the_field(entered):
    answer = entered.post(START, upload(b"%PDF-1.7\n%%EOF\n"))
    assert answer.status_code == 422
    assert "这个文件不是XLSX电子表格，不能上传。" in text(answer)
    assert entered.post(START, {}).status_code == 422
    assert not ImportRun.objects.exists()


def test_the_same_file_sent_again_is_told(entered, village, cadre):
    content = book([line(village)])
    for _ in range(2):
        entered.post(START, upload(content))
    first, second = ImportRun.objects.order_by("pk")
    assert "同一份文件曾于" in text(entered.get(page_of(second)))
    actions.confirm_import(cadre, checked(first))
    told = text(entered.get(page_of(second)))
    assert "同一份文件已于2026年11月23日" in told.replace(" ", "")
    assert f'href="{page_of(first)}"' in told
    assert "同一份文件" not in text(entered.get(page_of(first)))


def test_the_blank_sheet_comes_back_filled_in(entered, village, cadre):
    answer = entered.get(BLANK)
    assert answer["Content-Type"].endswith("spreadsheetml.sheet")
    found = cells(answer.content, "点位周报数")
    assert LABELS in found
    assert any("一行填一个点位的一项指标" in str(row[0]) for row in found)
    assert ["分子", "是", "金额以元为单位，其余填整数，没有的填0。"] in cells(answer.content, "填写说明")
    choices = [str(cell) for row in cells(answer.content, "选项") for cell in row]
    assert str(village) in choices
    assert "签约" in choices
    filled = openpyxl.load_workbook(io.BytesIO(answer.content))
    page = filled["点位周报数"]
    head = next(row[0].row for row in page.iter_rows() if [cell.value for cell in row] == LABELS)
    for place, cell in enumerate(line(village), start=1):
        page.cell(head + 1, place, cell)
    written = io.BytesIO()
    filled.save(written)
    entered.post(START, upload(written.getvalue()))
    run = checked(ImportRun.objects.get())
    assert (run.complaint, run.rows, run.complaints) == ("", 1, 0)


def test_only_what_somebody_may_report_of_is_offered(entered, village, elsewhere):
    choices = [str(cell) for row in cells(entered.get(BLANK).content, "选项") for cell in row]
    assert str(elsewhere) not in choices


def test_the_marked_workbook_says_beside_each_row_what_is_wrong(entered, village, cadre, deeds):
    run = checked(started(cadre, [line(village, numerator="=1+1"), line(village, "腾空", "x", "y"), line(village)]))
    deeds.clear()
    answer = entered.get(f"{page_of(run)}marked/")
    found = cells(answer.content)
    head = found.index([ROW_LABEL, *LABELS, FAULT_LABEL])
    first, second, third = found[head + 1 : head + 4]
    assert (first[0], first[3]) == (2, "=1+1")
    assert second[-1].split("\n") == ["分子：请填写整数，没有的填0。", "分母：请填写整数，没有的填0。"]
    assert (third[0], third[-1]) == (4, None)
    assert [fact for deed in deeds for fact in deed.facts] == [ListTaken("点位周报数（标注）", "", 3)]
    entered.post(START, upload(answer.content))
    again = checked(ImportRun.objects.order_by("pk").last())
    assert (again.complaint, again.rows, again.complaints) == ("", 3, 3)


def test_a_file_that_could_not_be_read_has_no_marked_workbook(entered, village, cadre):
    run = checked(started(cadre, [line(village)], labels=["甲"]))
    assert entered.get(f"{page_of(run)}marked/").status_code == 404
    assert "没有找到表头" in text(entered.get(page_of(run)))


def test_another_sees_none_of_it(entered, client, village, cadre):
    run = checked(started(cadre, [line(village)]))
    assert entered.get(f"/files/{run.file_uid}").content == content_of(stored_file(run.file_uid))
    client.force_login(world.holder("community", village, username="other"))
    assert "还没有导入过表格。" in text(client.get("/imports/"))
    for address in (page_of(run), f"{page_of(run)}marked/", f"/files/{run.file_uid}"):
        assert client.get(address).status_code == 404
    for verb in ("confirm", "discard"):
        assert client.post(f"{page_of(run)}{verb}/").status_code == 404


def test_whoever_reports_nothing_imports_nothing(client, village):
    client.force_login(world.holder("site_leader", village))
    for address in ("/imports/", START, BLANK):
        assert client.get(address).status_code == 403


def test_a_sheet_that_is_not_there_is_a_missing_page(entered):
    assert entered.get("/imports/start/projects.nothing/").status_code == 404
    assert entered.get("/imports/blank/projects.nothing/").status_code == 404


def test_many_errors_stand_on_several_pages(entered, village, cadre):
    run = checked(started(cadre, [line(village, numerator="x") for _ in range(101)]))
    told = text(entered.get(page_of(run)))
    assert "共101处，第1页，共2页" in told
    assert "第102行" not in told
    assert "第102行" in text(entered.get(f"{page_of(run)}?page=2"))


def test_the_list_is_found_by_sheet_and_state(entered, village, cadre):
    checked(
        started(
            cadre,
            [line(village)],
        )
    )
    started(cadre, [line(village)])
    assert "共2份" in text(entered.get("/imports/"))
    assert "共1份" in text(entered.get(f"/imports/?state=checked&sheet={FIGURES}"))


@pytest.mark.parametrize("count", [1, 200])
def test_pages_cost_the_same_whatever_is_in_them(entered, village, cadre, django_assert_num_queries, count):
    run = checked(started(cadre, [line(village, numerator="x") for _ in range(count)]))
    entered.get("/imports/")
    with django_assert_num_queries(ONE):
        entered.get(page_of(run))
    with django_assert_num_queries(LIST):
        entered.get("/imports/")


ONE, LIST = 21, 21
"""Recorded."""
