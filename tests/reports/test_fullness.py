"""No half-empty page: every page but the last is filled to seven tenths and more, whatever the week brings."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from portal.kernel import clock
from portal.reports import pdf, selectors
from portal.reports.blocks import EditionDocument, Issue, Section, Text
from portal.reports.making import Telling, content_of
from tests.reports import editions, paper
from tests.reports.conftest import composed
from tests.site.test_demo import a_demonstration

LEAST = 0.65
TOP = 37 * paper.POINTS_OF_MM
TYPE_AREA = 22 * 28.95


def parts_filled(document: EditionDocument, issue: Issue | None = editions.FULL_ISSUE) -> list[float]:
    """Which part of each page's height is used, up to its last line of text."""
    read = paper.read(pdf.render(document, issue))
    return [(read.lines(page)[-1].baseline - TOP) / TYPE_AREA for page in range(1, len(read.pages) + 1)]


def assert_full(filled: list[float]) -> None:
    assert len(filled) > 1
    assert min(filled[:-1]) >= LEAST, [round(part, 2) for part in filled]


@pytest.mark.parametrize("issue", [None, editions.FULL_ISSUE])
def test_an_edition_of_published_facts_only(installation: datetime, issue: Issue | None) -> None:
    assert_full(parts_filled(composed().document, issue))


@pytest.mark.django_db(transaction=True)
@pytest.mark.database
@pytest.mark.slow
def test_the_edition_of_the_demonstration(tmp_path: Path) -> None:
    with a_demonstration(tmp_path, as_of="2026-11-23"):
        settled = selectors.cycle()
        assert settled
        document = content_of(Telling(settled.last_due(clock.now()))).document
    assert_full(parts_filled(document))


def test_twelve_villages_with_long_texts() -> None:
    assert_full(parts_filled(editions.twelve_full()))


@pytest.mark.parametrize("rows", range(1, 40, 3))
def test_a_table_of_any_length_before_a_chart(rows: int) -> None:
    table = editions.milestone_section().blocks[1]
    many = replace(table, rows=table.rows[:1] * rows)
    section = Section("x.y", "附表", (many, editions.signing_chart(lines=8), many, many))
    assert_full(parts_filled(editions.example(sections=(section, section))))


@pytest.mark.parametrize("lines", range(9, 21, 2))
def test_the_proof_is_divided_before_it_leaves_half_a_page_empty(lines: int) -> None:
    """Its last part goes with the 版记, which never stands on a page alone."""
    said = Section("x.y", "附文", (Text("城" * (28 * lines - 2)),))
    document = editions.honest(sections=(said,))
    assert_full(parts_filled(document, editions.FULL_ISSUE))
    read = paper.read(pdf.render(document, editions.FULL_ISSUE))
    last = [line.text for line in read.lines(len(read.pages))]
    assert "内容摘要" in "".join(last)
    assert "共印35份" in last[-1]
