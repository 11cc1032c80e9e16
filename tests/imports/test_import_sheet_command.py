"""manage.py import_sheet: a workbook by hand, by the rules of the page and in somebody's name."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from portal.imports.lifecycle import RunState
from portal.imports.models import ImportRun
from portal.imports.reading import COMMAND_ROWS
from projects.models import FigureReport
from tests import world
from tests.imports.books import FIGURES, book, line


@pytest.fixture
def by_hand(cadre, tmp_path) -> Any:
    """Calls the command on a workbook of these rows: its exit code, what it said, what it complained of."""

    def call(rows: list[Any], *, kind: str = FIGURES, person: str = "cadre", **options: Any) -> tuple[int, str, str]:
        file = tmp_path / "周报.xlsx"
        file.write_bytes(book(rows))
        return called(kind, file, person=person, **options)

    return call


def called(kind: str, file: Path, **options: Any) -> tuple[int, str, str]:
    said, complained = io.StringIO(), io.StringIO()
    try:
        call_command("import_sheet", kind, str(file), stdout=said, stderr=complained, **options)
    except SystemExit as left:
        return int(str(left.code)), said.getvalue(), complained.getvalue()
    return 0, said.getvalue(), complained.getvalue()


def test_without_confirm_it_only_checks(village, by_hand):
    code, said, complained = by_hand([line(village)])
    assert (code, complained) == (0, "")
    assert "共1行，全部通过检查" in said
    run = ImportRun.objects.get()
    assert (run.state, run.most_rows, run.made_by.username) == (RunState.CHECKED, COMMAND_ROWS, "cadre")
    assert not FigureReport.objects.exists()


def test_with_confirm_it_writes(village, by_hand):
    code, said, _ = by_hand([line(village), line(village, "腾空", 5, 9)], confirm=True)
    assert code == 0
    assert "已导入2行" in said
    assert FigureReport.objects.count() == 2
    assert set(FigureReport.objects.values_list("reported_by__username", flat=True)) == {"cadre"}


def test_what_is_wrong_is_told_and_nothing_written(village, by_hand):
    code, _, complained = by_hand([line(village), line(village, "腾空", "x", 9)], confirm=True)
    assert code == 1
    assert "第3行C列“分子”：请填写整数，没有的填0。" in complained
    assert "共2行，其中1行需更正（1处），没有写入任何内容。" in complained
    assert not FigureReport.objects.exists()


def test_of_many_errors_the_first_are_shown(village, by_hand):
    _, _, complained = by_hand([line(village, numerator="x") for _ in range(51)])
    assert complained.count("请填写整数") == 50
    assert "（51处，以上为前50处）" in complained


def test_whoever_may_not_is_refused(village, by_hand):
    world.holder("site_leader", village, username="leader")
    code, _, complained = by_hand([line(village)], person="leader")
    assert code == 1
    assert "没有办理这项工作的权限" in complained


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"person": "nobody"}, "没有用户名为“nobody”的人员"),
        ({"kind": "x"}, "可以导入的有：projects.figures（"),
    ],
)
def test_what_is_not_there_is_named(village, by_hand, given, sentence):
    code, _, complained = by_hand([line(village)], **given)
    assert code == 1
    assert sentence in complained


def test_a_file_that_is_not_there_or_no_workbook_is_told(village, cadre, tmp_path):
    assert "不能读取" in called(FIGURES, tmp_path / "无.xlsx", person="cadre")[2]
    (tmp_path / "a.xlsx").write_bytes(b"%PDF-1.7\n%%EOF\n")
    assert "不是XLSX电子表格" in called(FIGURES, tmp_path / "a.xlsx", person="cadre")[2]
    assert not ImportRun.objects.exists()


def test_many_rows_are_brought_in_by_the_work_list_and_waited_for(by_hand, village, monkeypatch):
    monkeypatch.setattr("portal.imports.actions.AT_ONCE", 1)
    code, said, _ = by_hand([line(village), line(village, "腾空", 5, 9)], confirm=True)
    assert (code, FigureReport.objects.count()) == (0, 2)
    assert "已导入2行" in said
    assert ImportRun.objects.get().state == RunState.APPLIED
