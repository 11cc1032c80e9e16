"""From contributions to the frozen values of an edition."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from portal.kernel import clock
from portal.kernel.errors import DesignError
from portal.reports import rules
from portal.reports.blocks import EditionDocument, Missing, PageOne, Section, StuckPoint, from_json, to_json
from portal.reports.contributions import PAGE_ONE, SECTIONS, Decided, Figure, Scope, Slot

HEADLINE = "本周进展、卡点和提请研究事项"
NOTHING_SAID = f"{Missing.NOT_REPORTED}。"
LINES_OF_PROGRESS = 4
DATA_VERSION = 1


@dataclass(frozen=True)
class Content:
    """What an edition says and counts, not yet frozen."""

    scope: Scope
    document: EditionDocument
    figures: tuple[Figure, ...]

    def as_data(self) -> dict[str, Any]:
        """The JSON that is frozen with its hash. The same snapshot gives the same JSON."""
        return {
            "version": DATA_VERSION,
            "scope": {
                "week": str(self.scope.week),
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


def compose(scope: Scope) -> Content:
    """Ask every contributor. Raises what they raise: an edition is never made with a part missing in silence."""
    scope = replace(scope)  # of its own: nothing that was read before this edition is said in it
    figures: list[Figure] = []
    page = _page_one(scope, figures)
    sections = _sections(scope, figures)
    _refuse_doubles(figures)
    document = EditionDocument(
        issuer=settings.PORTAL_ISSUER,
        cut_off_text=rules.cut_off_text(scope.cut_off),
        dated_on=rules.dated_on(scope.cut_off),
        page_one=page,
        sections=sections,
        is_demonstration=clock.world() == "demo",
    )
    return Content(scope, document, tuple(sorted(figures, key=lambda figure: (figure.key, figure.village or 0))))


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
        headline=HEADLINE,
        overall="".join(said[Slot.OVERALL]) or NOTHING_SAID,
        progress=tuple(progress),
        progress_note=rules.progress_note(progress),
        stuck=tuple(stuck) or NOTHING_SAID,
        request="".join(said[Slot.REQUEST]) or NOTHING_SAID,
        decisions="".join(each.text for each in decided) if decided else None,
        decided=f"上周议定{sum(each.count for each in decided)}项",
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
