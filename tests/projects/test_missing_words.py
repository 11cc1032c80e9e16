"""Each of the five words stands where its rule says (portal.kernel.missing): never 0, never an empty cell."""

from __future__ import annotations

import io

import openpyxl
import pytest

from portal.kernel import clock
from portal.kernel.missing import Missing
from portal.reports import blocks
from projects import actions
from projects.models import MilestoneKind
from tests import world
from tests.projects.pages import enter, lead, text

__all__ = ["enter", "lead"]


def test_pages_papers_and_files_have_one_list_of_words():
    assert blocks.Missing is Missing
    assert [word.value for word in Missing] == ["未报", "未录入", "未公开", "不适用", "—"]
    assert all(word.sentence.endswith("。") for word in Missing)


def test_a_village_that_has_begun_owes_its_figures(enter, lead):
    page = text(enter("office").get(f"/villages/{lead.pk}/"))
    assert page.count('data-label="数值"><span class="missing">未报</span>') == 15


def test_a_village_that_has_not_begun_owes_none(enter, lead):
    village = world.village(12)
    page = text(enter("office").get(f"/villages/{village.pk}/"))
    assert 'data-label="数值"><span class="missing">未报' not in page
    actions.report_milestone_reached(
        world.WHY, village, kind=MilestoneKind.LAUNCH, reached_on=clock.today(), source="启动文件"
    )
    begun = text(enter("commander").get(f"/villages/{village.pk}/"))
    assert 'data-label="数值"><span class="missing">未报' in begun


def test_what_nobody_typed_is_not_called_unpublished(enter, lead):
    page = text(enter("office").get("/villages/"))
    assert "规划点位12（名称待录入）" in page
    assert "名称未公开" not in page
    assert 'data-label="主责单位"><span class="missing">未录入</span>' in page


def test_what_was_not_published_says_so_among_public_facts(enter, lead):
    page = text(enter("office").get(f"/villages/{lead.pk}/"))
    assert 'data-label="内容"><span class="missing">未公开</span>' in page


def test_the_overview_says_who_has_not_reported(enter, lead):
    page = text(enter("office").get("/"))
    assert '<span class="missing">未报</span>' in page
    assert "未公开" not in page


@pytest.mark.parametrize("kind", ["accidents"])
def test_a_reported_zero_is_a_number(enter, lead, kind):
    world.reported(lead, kind, 0)
    page = text(enter("office").get(f"/villages/{lead.pk}/"))
    assert page.count('data-label="数值"><span class="missing">未报</span>') == 14


def test_no_base_is_not_applicable_in_the_file(enter, lead):
    world.reported(lead, "accidents", 0)
    answer = enter("office").get(f"/villages/{lead.pk}/figures/", {"as": "xlsx"})
    cells = {cell.value for row in openpyxl.load_workbook(io.BytesIO(answer.content)).active for cell in row}
    assert Missing.NOT_APPLICABLE.value in cells
