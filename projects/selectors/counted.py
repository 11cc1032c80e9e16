"""What the apps count themselves, read once for some villages at one moment, and the words that people add to it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, time

from portal.kernel.periods import SHANGHAI, Week
from projects.contributions import FIGURE_SOURCES, FigureSource, Tally
from projects.models import FigureNote
from projects.selectors.moment import Moment

Counts = Mapping[int, Mapping[str, tuple[FigureSource, Tally]]]


def counts_of(villages: Iterable[int], moment: Moment, *, kinds: Collection[str] | None = None) -> Counts:
    """Village → kind → who counts it, and what. Only the sources of ``kinds`` are asked, where kinds are named."""
    ids = list(villages)
    found: dict[int, dict[str, tuple[FigureSource, Tally]]] = {}
    if not ids:
        return found
    for source in FIGURE_SOURCES:
        if kinds is not None and not source.kinds & set(kinds):
            continue
        for village, tallies in source.read(ids, moment).items():
            for kind, tally in tallies.items():
                found.setdefault(village, {})[kind] = source, tally
    return found


def notes_of(villages: Iterable[int], moment: Moment) -> Mapping[tuple[int, str], str]:
    """(Village, kind) → what was last written in the week of the moment beside a counted figure."""
    begins = datetime.combine(Week.of(moment.day).days.start, time(), SHANGHAI)
    notes = FigureNote.objects.filter(
        village__in=list(villages), recorded_at__gte=begins, recorded_at__lte=moment.known_at or moment.as_of
    )
    return {(note.village_id, note.kind.key): note.text for note in notes.select_related("kind").order_by("pk")}
