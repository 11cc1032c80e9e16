"""Every character has a shape: faces are embedded, rare names have no boxes, and what no face has is a 〓."""

from __future__ import annotations

import pytest

from portal.reports import pdf
from portal.reports.blocks import Heading, LampTable, Section, StuckPoint, Table, Text
from portal.reports.pdf import coverage
from tests.reports import editions, paper

RARE = "堃喆垚湴塱燊玥赟犇昇珺璟瑄彧祎翀頔沨骉𠮷"
SIGNS = "①②③㎡℃％‰±×÷≤≥→№§°′″“”‘’《》〈〉【】〔〕…—～·※●○★￥＋－"


def printed_in_every_face(words: str) -> paper.Paper:
    """The words as running text, headings of all levels, title, table, caption, note, stuck point and chart."""
    chart = editions.signing_chart()
    option = {**chart.option, "xAxis": {"type": "category", "data": list(words)}}
    blocks = (
        Text(words),
        *(Heading(words, level) for level in (1, 2, 3)),
        Table(words, editions.milestone_section().blocks[1].columns[:1], ((words,),), note=words),
        LampTable(words, (words[:4],), editions.lamp_section(reported=True).blocks[0].rows[:0], note=words),
        type(chart)(words, option, words, 9),
    )
    first = editions.EXAMPLE_PAGE_ONE
    page = type(first)(words, words, (words,), (StuckPoint(words, words, words, words),), words, words)
    changes = {"page_one": page, "sections": (Section("x.y", words, blocks),), "issuer": words}
    return paper.read(pdf.render(editions.example(**changes)))


@pytest.fixture(scope="module")
def rare() -> paper.Paper:
    return printed_in_every_face(RARE)


def test_rare_names_print_without_a_box_in_every_face(rare: paper.Paper) -> None:
    assert rare.shapeless() == []
    assert coverage_of(rare, RARE) == set(RARE)


def test_signs_of_official_papers_print_without_a_box() -> None:
    read = printed_in_every_face(SIGNS)
    assert read.shapeless() == []
    assert "〓" not in read.text()


def coverage_of(read: paper.Paper, words: str) -> set[str]:
    return set(words) & set(read.text())


@pytest.mark.parametrize("edition", [editions.example, editions.honest])
def test_all_faces_are_embedded_and_only_what_is_used(edition) -> None:
    content = pdf.render(edition())
    read = paper.read(content)
    assert read.shapeless() == []
    assert read.fonts
    # A subset bears six letters and a plus sign before its name.
    assert all(name[6] == "+" and name[:6].isupper() for name in read.fonts)
    # The faces together take 23 MB: a paper of a few pages holds a few per cent of them.
    assert len(content) < 700_000


def test_only_our_own_faces_are_used(rare: paper.Paper) -> None:
    families = {name.partition("+")[2] for name in rare.fonts}
    assert {name.split("-")[0] for name in families} == {"Portal"}


def test_a_character_that_no_face_has_is_a_printers_mark_and_never_a_box() -> None:
    unknown = "\U000323b0\U0001f600ऄ"
    assert not {ord(character) for character in unknown} & coverage.printable()
    read = printed_in_every_face(f"王{unknown}明")
    assert "王〓〓〓明" in read.text().replace("\n", "")
    assert read.shapeless() == []


def test_the_list_of_printable_characters_is_that_of_the_faces() -> None:
    assert coverage.measured() == coverage.printable()
