"""The paper of an agreement: an entry before it is handed out, eight terms, capitals, 草稿 until it is signed."""

from __future__ import annotations

import io
import re

import pytest
from pdfminer.high_level import extract_text

from portal.kernel.errors import NotPermitted
from portal.kernel.money import Money
from portal.reports.papers import print_paper
from relocation import actions
from relocation.facts import AgreementPrinted
from relocation.rules import in_capitals
from tests import world
from tests.relocation import thread


@pytest.mark.parametrize(
    ("yuan", "words"),
    [
        ("1409.50", "壹仟肆佰零玖元伍角"),
        ("16409.02", "壹万陆仟肆佰零玖元零贰分"),
        ("325.04", "叁佰贰拾伍元零肆分"),
        ("1318000000", "壹拾叁亿壹仟捌佰万元整"),
        ("0.05", "伍分"),
    ],
)
def test_sums_in_capitals(yuan, words):
    assert in_capitals(Money.yuan(yuan)) == f"人民币{words}"


def test_what_has_no_capitals_is_refused():
    for fen in (-1, 10**15):
        with pytest.raises(ValueError, match="has no capitals"):
            in_capitals(Money(fen))


def test_the_paper_says_all_that_the_law_asks_and_is_an_entry_of_its_own(village, acting, deeds):
    thread.adopted_policy(village)
    made = thread.signed(thread.household(village))
    draft = thread.drafted(thread.household(village, "0002", name="犇示例"), transition="home", choice="return")
    with pytest.raises(NotPermitted):
        actions.hand_out_agreement(acting("office", village), made)
    force = acting("relocation_force", village)
    deeds.clear()
    paper = actions.hand_out_agreement(force, made)
    assert deeds[-1].facts == [AgreementPrinted(made.pk, village.pk, made.household_id)]
    assert (paper.title, paper.marks, paper.lead) == ("征地补偿安置协议", "", made.number)
    text = re.sub(r"\s+", "", extract_text(io.BytesIO(print_paper(paper))))
    for words in (
        "征地补偿安置协议", made.number, "乙方（宅基地使用权人）：示例甲，0001户", "补偿方式", "回迁安置",
        "164,664.93元；签订后30日内", "用于产权调换房屋的地点和面积", "示例安置小区，100平方米", "搬迁费", "2,000.00元",
        "临时安置费或者周转用房", "14,400.00元", "停产停业损失", "不适用", "过渡方式和过渡期限", "临时安置费，24个月",
        "人民币壹拾陆万肆仟陆佰陆拾肆元玖角叁分（¥164,664.93）", thread.ACCOUNT, made.computation_hash[:16],
    ):  # fmt: skip
        assert words in text, words
    assert "草稿" not in text
    unsigned = actions.hand_out_agreement(force, draft)
    assert (unsigned.marks, unsigned.lead) == ("草稿", "（签订时编号）")


def test_the_page_gives_the_paper_to_those_who_may_see_whole_names(village, sign_in):
    thread.adopted_policy(village)
    made = thread.drafted(thread.household(village))
    answer = sign_in(world.holder("township", village)).get(f"/agreements/{made.pk}/paper/")
    assert answer.content.startswith(b"%PDF")
    assert answer["Cache-Control"] == "no-store"
