"""The check of a run: every error with its place, in the words of the page; it always comes to an end."""

from __future__ import annotations

from datetime import datetime

import pytest

from portal.imports import actions, reading
from portal.imports.checking import FAULT_LABEL, ROW_LABEL, Parsed
from portal.imports.contributions import Complaint
from portal.imports.facts import ImportChecked
from portal.imports.lifecycle import RunState
from portal.imports.models import ImportRun
from portal.kernel import bounded
from portal.kernel.errors import NotPermitted, WrongState
from projects import actions as projects
from projects.models import FigureReport, RoleGrant
from tests import world
from tests.imports.books import FIGURES, LABELS, book, line, sent
from tests.imports.conftest import checked, started

CHECKER = world.WHY


def complaints(run: ImportRun) -> dict[tuple[int, str], str]:
    return {(each.row, each.column): each.sentence for each in Parsed.of(run).complaints}


def test_good_rows_wait_for_their_sender(village, cadre, deeds):
    run = started(cadre, [line(village), line(village, "腾空", 5, 9)])
    deeds.clear()
    run = checked(run)
    assert (run.state, run.rows, run.complaints) == (RunState.CHECKED, 2, 0)
    parsed = Parsed.of(run)
    assert (parsed.tab, parsed.letters["numerator"]) == ("点位周报数", "C")
    assert parsed.cells[0] == (2, [str(village), "签约", "10", "20", "2026-11-22 18:00", "周报", ""])
    assert parsed.summary == "涉及1个点位、2项指标，数据截至2026年11月22日18时。"
    [deed] = deeds
    assert deed.facts == [ImportChecked(run.pk, 2, 0)]
    assert not FigureReport.objects.exists()


def test_every_error_is_told_with_its_place(village, elsewhere, cadre):
    rows = [
        line("某某村"),
        line(elsewhere),
        line(village, "满意度"),
        line(village, numerator="1_000"),
        line(village, numerator="1.5"),
        line(village, numerator="２１"),
        line(village, denominator=""),
        line(village, as_of="2026-13-01"),
        line(village, as_of=datetime(2026, 11, 20), source=""),  # noqa: DTZ001  (Excel knows no zones)
        line(village, "资金到位", "1.234", "900"),
        line(village, "集体访", 0, 3),
    ]
    run = checked(started(cadre, rows))
    assert (run.state, run.rows) == (RunState.FAULTY, len(rows))
    told = complaints(run)
    assert len(told) == run.complaints
    expected = {
        (2, "village"): "没有“某某村”这一项，或者您的账号不能选择",
        (3, "village"): "这一项，或者您的账号不能选择",
        (4, "kind"): "没有“满意度”这一项",
        (5, "numerator"): "请填写整数，没有的填0。",
        (6, "numerator"): "请填写整数，没有的填0。",
        (7, "numerator"): "已签户数21户多于应签户数20户，请核对后再报。",
        (8, "denominator"): "请填写这一项。",
        (9, "as_of"): "没有这一天",
        (10, "source"): "请填写这一项。",
        (11, "numerator"): "金额“1.234”无法读取",
        (12, ""): "“集体访”没有分母，请只填本周发生。",
    }
    assert set(told) == set(expected)
    assert all(words in told[place] for place, words in expected.items())


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"labels": [*LABELS[:-1], "备注"]}, "表头“备注”不是本表的列。"),
        ({"labels": [*LABELS[:-1], "分子"]}, "表头“分子”出现了两次"),
        ({"labels": ["村", *LABELS[1:]]}, "表头“村”不是本表的列。"),
        ({"labels": ["", *LABELS[1:]]}, "表格缺少“点位”这一列。"),
        ({"labels": ["甲", "乙"]}, "没有找到表头（点位、指标、分子等）"),
        ({"change": lambda made, page: page.write_formula("C2", "=1+1")}, "单元格C2是公式"),
        ({"change": lambda made, page: page.merge_range("A3:A4", "x")}, "第3行有合并的单元格"),
        ({"change": lambda made, page: page.set_row(1, None, None, {"hidden": True})}, "第2行被隐藏"),
    ],
)
def test_a_file_that_cannot_be_read_as_a_whole_says_why(village, cadre, options, sentence):
    run = checked(started(cadre, [line(village)], **options))
    assert (run.state, run.rows, run.parsed_hash) == (RunState.FAULTY, 0, "")
    assert sentence in run.complaint


def test_one_row_too_many_is_told_with_the_limit(village, cadre):
    run = checked(started(cadre, [line(village)] * 20_001))
    assert run.complaint == "表格有20001行，一次最多导入20000行，多了1行。请分次导入。"
    upload = sent(book([line(village), line(village, "腾空")]))
    run = actions.start_import(cadre, actions.Own(cadre), sheet=FIGURES, upload=upload, most_rows=1)
    assert checked(run).complaint == "表格有2行，一次最多导入1行，多了1行。请分次导入。"


def test_the_head_may_stand_lower_and_optional_columns_may_be_away(village, cadre):
    title = ["点位周报数"]
    rows = [["填表说明"], LABELS[:-1], line(village)[:-1]]
    run = checked(started(cadre, rows, labels=title))
    assert (run.state, run.rows) == (RunState.CHECKED, 1)
    assert Parsed.of(run).cells[0][0] == 4


def test_a_marked_workbook_may_come_back_as_it_is(village, cadre):
    run = checked(started(cadre, [["2", *line(village), "请填写整数"]], labels=[ROW_LABEL, *LABELS, FAULT_LABEL]))
    assert run.state == RunState.CHECKED


def test_whoever_lost_the_right_meanwhile_reads_so_and_the_job_is_done(village, cadre):
    run = started(cadre, [line(village)])
    for grant in RoleGrant.objects.filter(user=cadre.user):
        projects.end_grant(world.WHY, grant, reason="调离")
    run = checked(run)
    assert run.state == RunState.FAULTY
    assert run.complaint == "上传之后，您的账号已没有“报数”的权限，不能导入“点位周报数”。"


def test_what_was_discarded_meanwhile_stays_so(village, cadre):
    run = started(cadre, [line(village)])
    actions.discard_import(cadre, run)
    assert checked(run).state == RunState.DISCARDED


def test_a_child_that_fails_is_tried_again_and_one_that_needs_too_much_is_told(village, cadre, monkeypatch):
    run = started(cadre, [line(village)])

    def ask(*args, **options):
        raise bounded.TooMuchWork

    monkeypatch.setattr(reading, "ask", ask)
    assert "超出了时间或内存限额" in checked(run).complaint


def test_a_check_is_noted_once_and_by_the_portal_alone(village, cadre):
    run = checked(started(cadre, [line(village)]))
    with pytest.raises(WrongState):
        actions.record_check(CHECKER, run, parsed=None, complaint="再查")
    outsider = world.actor(world.holder("community", village, username="outsider"))
    with pytest.raises(NotPermitted):
        actions.record_check(outsider, run, parsed=None)


def test_two_rows_of_one_instant_name_each_other(village, cadre):
    run = checked(started(cadre, [line(village), line(village, "腾空"), line(village, numerator=11)]))
    assert complaints(run) == {(4, ""): "与第2行是同一点位、同一指标、同一时间，只能保留一行。"}
    assert Parsed.of(run).complaints == [Complaint(4, "", "与第2行是同一点位、同一指标、同一时间，只能保留一行。")]
