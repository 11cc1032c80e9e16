"""From contributions to the frozen values of an edition."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from portal.kernel import clock
from portal.kernel.errors import DesignError
from portal.kernel.periods import SHANGHAI
from portal.reports import rules
from portal.reports.blocks import (
    Column,
    EditionDocument,
    Missing,
    PageOne,
    Section,
    StuckPoint,
    Table,
    Text,
    from_json,
    to_json,
)
from portal.reports.contributions import PAGE_ONE, SECTIONS, Decided, Figure, Scope, Slot
from portal.reports.differences import Movement, movements

HEADLINE = "进展、卡点和提请研究事项"
NOTHING_SAID = f"{Missing.NOT_REPORTED}。"
LINES_OF_PROGRESS = 4
DATA_VERSION = 2


@dataclass(frozen=True)
class Before:
    """The edition before, as it was frozen or would have been: its figures, its villages, and what it knew."""

    name: str
    data_hash: str
    villages: tuple[int, ...]
    known_at: datetime
    figures: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True)
class Correction:
    """What a 更正 puts right: the issued edition, as people name it, and why."""

    of: Before
    number_text: str
    reason: str


@dataclass(frozen=True)
class Content:
    """What an edition says and counts, not yet frozen."""

    scope: Scope
    document: EditionDocument
    figures: tuple[Figure, ...]
    difference: dict[str, Any] = field(default_factory=dict)

    def as_data(self) -> dict[str, Any]:
        """The JSON that is frozen with its hash. The same snapshot gives the same JSON."""
        return {
            "version": DATA_VERSION,
            "scope": {
                "week": str(self.scope.week),
                "first_week": str(self.scope.first_week or self.scope.week),
                "villages": list(self.scope.villages),
                "cut_off": self.scope.cut_off.isoformat(),
                "known_at": self.scope.known_at.isoformat(),
            },
            "document": to_json(self.document),
            "figures": [figure.as_data() for figure in self.figures],
        }


def document_of(data: dict[str, Any]) -> EditionDocument:
    """The document inside frozen data, as it was."""
    document: EditionDocument = from_json(data["document"])
    return document


@contextmanager
def snapshot() -> Iterator[None]:
    """One unmoving picture of the database that cannot be written to; all reads of an edition happen in one."""
    with transaction.atomic(durable=True):
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


def compose(scope: Scope, *, before: Before | None = None, correction: Correction | None = None) -> Content:
    """Ask every contributor. Raises what they raise: an edition is never made with a part missing in silence.

    ``before`` is the edition before, against which every figure's movement is explained.
    """
    scope = replace(scope)  # of its own: nothing that was read before this edition is said in it
    page, sections, figures = _read(scope)
    moved = _moved(scope, figures, before) if before else []
    document = EditionDocument(
        issuer=settings.PORTAL_ISSUER,
        cut_off_text=rules.cut_off_text(scope.cut_off),
        dated_on=rules.dated_on(scope.cut_off),
        page_one=page,
        sections=(*_corrected(correction, figures, scope), *sections, *_explained(moved)),
        is_demonstration=clock.world() == "demo",
        covers=_covers(scope),
    )
    return Content(scope, document, figures, _difference(before, moved))


def count(scope: Scope) -> tuple[Figure, ...]:
    """The figures alone, for whoever compares what is counted and says nothing."""
    _, _, figures = _read(replace(scope))
    return figures


def _covers(scope: Scope) -> str:
    """The days of a 合刊; the week of a plain edition stands in its cut-off."""
    is_joint = scope.first_week not in (None, scope.week)
    return rules.week_text(scope.week, scope.first_week) if is_joint else ""


def _read(scope: Scope) -> tuple[PageOne, tuple[Section, ...], tuple[Figure, ...]]:
    figures: list[Figure] = []
    page = _page_one(scope, figures)
    sections = _sections(scope, figures)
    _refuse_doubles(figures)
    return page, sections, tuple(sorted(figures, key=lambda figure: (figure.key, figure.village or 0)))


def _moved(scope: Scope, figures: tuple[Figure, ...], before: Before) -> list[Movement]:
    _, _, again = _read(scope.previous)
    return movements(
        before.figures,
        [figure.as_data() for figure in again],
        [figure.as_data() for figure in figures],
        villages_before=before.villages,
        villages_now=scope.villages,
    )


def _difference(before: Before | None, moved: list[Movement]) -> dict[str, Any]:
    if before is None:
        return {}
    return {
        "against": {
            "name": before.name,
            "data_hash": before.data_hash,
            "known_at": before.known_at.astimezone(SHANGHAI).isoformat(),
        },
        "figures": [movement.as_data() for movement in moved],
    }


def _explained(moved: list[Movement]) -> Iterator[Section]:
    """What the edition before said otherwise than it is known today: the next one tells it (已签发 sentence)."""
    rows = [movement for movement in moved if any(part for name, part in movement.parts.items() if name != "new")]
    if rows:
        columns = (Column("指标", 8), Column("上期数", 5), Column("现应为", 5), Column("原因", 10))
        told = tuple((row.label, row.was_text, row.now_known_text, row.reason_text) for row in rows)
        note = "上期数为上一期原载数；现应为，是同一截止时间按现掌握情况和现口径统计的数。"
        yield Section("reports.explained", "上期数字变动说明", (Table("上期数字变动", columns, told, note),))


def _corrected(correction: Correction | None, figures: tuple[Figure, ...], scope: Scope) -> Iterator[Section]:
    """更正 says first what it puts right: 原数, 现数, 原因."""
    if correction is None:
        return
    now = [figure.as_data() for figure in figures]
    moved = movements(
        correction.of.figures, now, now, villages_before=correction.of.villages, villages_now=scope.villages
    )
    columns = (Column("指标", 10), Column("原数", 6), Column("现数", 6), Column("变动", 6))
    told = tuple((row.label, row.was_text, row.now_text, row.reason_text) for row in moved)
    said = Text(f"本期更正{correction.number_text}专报。更正原因：{correction.reason.rstrip('。')}。")
    table = Table("更正情况", columns, told) if told else Text("各项数字与原载一致，文字内容以本期为准。")
    yield Section("reports.correction", "更正说明", (said, table))


def _page_one(scope: Scope, figures: list[Figure]) -> PageOne:
    said: dict[Slot, list[Any]] = {slot: [] for slot in Slot}
    for entry in PAGE_ONE:
        for value in entry.said(scope):
            if isinstance(value, Figure):
                figures.append(value)
            else:
                said[entry.slot].append(value)
    progress: list[str] = said[Slot.PROGRESS]
    if len(progress) > LINES_OF_PROGRESS:
        raise DesignError(f"{len(progress)} lines of progress were contributed; page one has room for four")
    stuck: list[StuckPoint] = said[Slot.STUCK]
    decided: list[Decided] = said[Slot.DECISIONS]
    return PageOne(
        headline=f"{scope.period_word}{HEADLINE}",
        overall="".join(said[Slot.OVERALL]) or NOTHING_SAID,
        progress=tuple(progress),
        progress_note=rules.progress_note(progress, scope.base_word),
        stuck=tuple(stuck) or NOTHING_SAID,
        request="".join(said[Slot.REQUEST]) or NOTHING_SAID,
        decisions="".join(each.text for each in decided) if decided else None,
        decided=f"{scope.base_word}议定{sum(each.count for each in decided)}项",
    )


def _sections(scope: Scope, figures: list[Figure]) -> tuple[Section, ...]:
    sections = []
    for entry in SECTIONS:
        blocks = []
        for value in entry.read(scope):
            if isinstance(value, Figure):
                figures.append(value)
            else:
                blocks.append(value)
        if blocks:
            sections.append(Section(entry.key, entry.title, tuple(blocks)))
    return tuple(sections)


def _refuse_doubles(figures: list[Figure]) -> None:
    """Two figures of one name could not be told apart when editions are compared."""
    names = [(figure.key, figure.village) for figure in figures]
    doubles = {name for name in names if names.count(name) > 1}
    if doubles:
        raise DesignError(f"figures contributed twice: {sorted(map(str, doubles))}")
