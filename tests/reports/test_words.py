"""按语, 说明, 提请研究: words beside frozen figures, while nobody has checked them; page one keeps its lines."""

from __future__ import annotations

import pytest

from portal.approvals.selectors import approval
from portal.kernel.errors import InvalidInput, NotPermitted, WrongState
from portal.reports import actions, rules, selectors
from portal.reports.actions.words import LONGEST
from portal.reports.blocks import AddedWords
from portal.reports.composing import document_of
from portal.reports.lifecycle import EditionState
from portal.reports.models import Edition, WordsKind
from tests.projects import sql
from tests.reports.conftest import Hands, everywhere, printed, reprinted

REQUEST = "建议提前申请专项借款第5批提款；如不批，二标段付款移至1月。"


def test_words_are_kept_with_who_wrote_them_and_every_version(hands: Hands) -> None:
    edition = printed()
    actions.write_words(hands.submitter, edition, kind="note", text="请阅。")
    actions.write_words(hands.checker, edition, kind="note", text=" 请各专班对照落实。 ")
    assert selectors.added_words(edition) == AddedWords(note="请各专班对照落实。")
    history = selectors.words_history(edition)
    assert [(row.text, row.written_by_id) for row in history] == [
        ("请各专班对照落实。", hands.checker.user.pk),
        ("请阅。", hands.submitter.user.pk),
    ]


def test_an_empty_text_takes_the_words_back(hands: Hands) -> None:
    edition = printed()
    actions.write_words(hands.submitter, edition, kind="note", text="请阅。")
    actions.write_words(hands.submitter, edition, kind="note", text="")
    assert selectors.words_of(edition) == {}


def test_a_request_names_whom_it_was_consulted_with(hands: Hands) -> None:
    edition = printed()
    with pytest.raises(InvalidInput, match="还没有征求有关单位意见") as refused:
        actions.write_words(hands.checker, edition, kind="request", text=REQUEST)
    assert set(refused.value.fields) == {"consulted"}
    actions.write_words(hands.checker, edition, kind="request", text=REQUEST, consulted="区财政局、国资公司，无异议")
    assert selectors.words_of(edition)["request"].consulted == "区财政局、国资公司，无异议"


@pytest.mark.database
def test_the_database_takes_no_unconsulted_request(hands: Hands) -> None:
    edition = printed()
    sql.is_refused(
        "INSERT INTO reports_editionwords (edition_id, kind, text, consulted) VALUES (%s, 'request', '拨款', '')",
        edition.pk,
        saying="edition_request_was_consulted",
    )


@pytest.mark.parametrize("kind", WordsKind.values)
def test_words_are_as_long_as_there_is_room(hands: Hands, kind: str) -> None:
    edition = printed()
    longest = LONGEST[WordsKind(kind)]
    with pytest.raises(InvalidInput, match="超出1字"):
        actions.write_words(hands.checker, edition, kind=kind, text="字" * (longest + 1), consulted="区财政局")


def test_page_one_keeps_its_fifteen_lines(hands: Hands) -> None:
    edition = printed()
    page = document_of(edition.data).page_one
    assert rules.page_one_lines(page, AddedWords()) <= rules.PAGE_ONE_LINES
    room = rules.PAGE_ONE_LINES - rules.page_one_lines(page, AddedWords(request="字" * 120, consulted="区财政局"))
    assert 0 <= room < 3
    actions.write_words(hands.checker, edition, kind="request", text="字" * 120, consulted="区财政局")
    with pytest.raises(InvalidInput, match="首页不超过15行"):
        actions.write_words(hands.checker, edition, kind="note", text="字" * 80)


def test_words_of_the_checker_are_put_forward_anew(hands: Hands) -> None:
    """Whoever signs signs figures and words; those who had a hand in it before still do not vote."""
    edition = hands.submitted(printed())
    first = selectors.approval_of(edition)
    actions.write_words(hands.checker, edition, kind="note", text="请阅。")
    second = selectors.approval_of(edition)
    assert first
    assert second
    assert (first.id, first.digest) != (second.id, second.digest)
    assert second.digest == selectors.digest_of_edition(edition)
    assert f"送审人{hands.submitter.user.name}" in approval(second.id).reason
    reprinted(edition)
    with pytest.raises(Exception, match="请由其他同志办理"):
        actions.check_edition(hands.submitter, edition)
    actions.check_edition(hands.checker, edition)
    assert actions.sign_edition(hands.signer, edition).state == EditionState.ISSUED


@pytest.mark.parametrize("reached", ["checked", "issued"])
def test_after_the_check_words_stay(hands: Hands, reached: str) -> None:
    edition = getattr(hands, reached)(printed())
    with pytest.raises(WrongState, match="不能改动"):
        actions.write_words(hands.checker, edition, kind="note", text="请阅。")
    sql.is_refused(
        "INSERT INTO reports_editionwords (edition_id, kind, text, consulted) VALUES (%s, 'note', '改', '')",
        edition.pk,
        saying="文字不能改动",
    )


def test_no_figure_is_reached_by_words(hands: Hands) -> None:
    edition = printed()
    actions.write_words(hands.checker, edition, kind="note", text="已签2139户。")
    again = Edition.objects.get(pk=edition.pk)
    assert (again.data, again.data_hash) == (edition.data, edition.data_hash)


def test_only_the_office_writes_them(hands: Hands) -> None:
    edition = printed()
    for role in ("liaison", "auditor", "site_leader"):
        with pytest.raises(NotPermitted):
            actions.write_words(everywhere(role), edition, kind="note", text="请阅。")


def test_an_unknown_kind_is_a_sentence(hands: Hands) -> None:
    with pytest.raises(InvalidInput, match="请选择按语"):
        actions.write_words(hands.checker, printed(), kind="figures", text="2139")
