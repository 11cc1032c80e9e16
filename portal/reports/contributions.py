"""What apps give to a report: sections, the words of page one, and the figures behind both (idea 5).

A contribution gets a ``Scope`` and yields plain values; it never reads "now" and never sees the report. An app writes::

    @section("projects.lamps", "总体进展", order=10, needs=VIEW_VILLAGES)
    def lamps(scope: Scope) -> Iterator[Block | Figure]:
        yield LampTable(...)
        yield Figure("projects.lamps.red", "红灯点位", numerator=1, denominator=12, method="1", counted={"7": "red"})

    @page_one(Slot.PROGRESS, order=10)
    def lead_project(scope: Scope) -> Iterator[str | Figure]:
        yield "示范点：形象进度未报。"

What several contributors of an app tell from one reading of the tables they get by ``scope.once(reading)``.

What each slot takes: ``OVERALL`` and ``REQUEST`` text that is joined, ``PROGRESS`` one text per line (four in all,
without their numbers), ``STUCK`` ``StuckPoint`` values in order of weight, ``DECISIONS`` ``Decided`` values that are
added up. A slot to which nobody contributes prints 未报。; 五、 is left out as long as nobody contributes decisions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any, TypeVar

from portal.kernel.errors import DesignError
from portal.kernel.periods import SHANGHAI, Period, Week
from portal.kernel.permissions import Power
from portal.kernel.registry import Registry
from portal.reports.blocks import Block, Countdown, Number, Stamp, StuckPoint
from portal.reports.rules import Told

ONE_WEEK = timedelta(days=7)
Read = TypeVar("Read")


@dataclass(frozen=True)
class Scope:
    """What a report speaks of: which villages, which week, and what was known when.

    A row counts when it happened before ``cut_off`` and was recorded up to ``known_at``. The two are apart because
    history is typed in after the day on which it happened.
    """

    villages: tuple[int, ...]
    week: Week
    cut_off: datetime
    known_at: datetime
    first_week: Week | None = None  # of a 合刊; otherwise the week itself
    base: Told | None = None  # what the edition before told of; otherwise the week before
    _readings: dict[Any, Any] = field(default_factory=dict, init=False, repr=False, compare=False)

    def once(self, read: Callable[[Scope], Read]) -> Read:
        """What ``read`` gives for this scope: contributors that tell different things of one reading share it.

        It is kept with this very scope and nowhere else, so that no edition ever sees another one's reading.
        """
        if read not in self._readings:
            self._readings[read] = read(self)
        found: Read = self._readings[read]
        return found

    @property
    def previous(self) -> Scope:
        """What the edition before told of, over today's knowledge, so that a change has one base and not two."""
        base = self.base or Told(self.week.previous, self.week.previous, self.cut_off - ONE_WEEK)
        return replace(self, week=base.week, first_week=base.first_week, cut_off=base.cut_off, base=None)

    @property
    def days(self) -> Period:
        return Period((self.first_week or self.week).days.start, self.week.days.end)

    @property
    def is_plain(self) -> bool:
        """One week after one week: what it speaks of is 本周 and its base 上周, otherwise 本期 and 上期."""
        is_one = self.first_week in (None, self.week)
        return is_one and (self.base is None or self.base.first_week == self.base.week == self.week.previous)

    @property
    def period_word(self) -> str:
        """What sentences call the days of which it speaks."""
        return "本周" if self.is_plain else "本期"

    @property
    def base_word(self) -> str:
        """What sentences call the days with which it compares."""
        return "上周" if self.is_plain else "上期"

    def countdown(self, label: str, until: Any) -> Countdown:
        """Days from the day of the cut-off to a promised day."""
        return Countdown(label, until, (until - self.cut_off.astimezone(SHANGHAI).date()).days)


@dataclass(frozen=True)
class Figure:
    """A figure as an edition keeps it: both numbers, the keys it counted with their values, and how it was counted.

    ``method`` is raised whenever the rule of counting changes; with ``counted`` it answers "why did it move" by a set
    difference (decision 6, see ``differences``). A counted key is ``<village>`` or ``<village>@<what>``, the same for
    what was corrected later; a whole number adds itself, words add one (未报 nothing). ``key`` is ``app.noun.what``,
    unique in an edition; ``village`` is None for a sum over all.
    """

    key: str
    label: str
    numerator: Number | None
    denominator: Number | None = None
    unit: str = ""
    method: str = "1"
    village: int | None = None
    counted: Mapping[str, str | int | None] = field(default_factory=dict)

    def as_data(self) -> dict[str, Any]:
        """Plain JSON: whole numbers stay numbers, decimals become text, never a float."""
        return {
            "key": self.key,
            "label": self.label,
            "numerator": _plain(self.numerator),
            "denominator": _plain(self.denominator),
            "unit": self.unit,
            "method": self.method,
            "village": self.village,
            "counted": {str(key): value for key, value in sorted(self.counted.items())},
        }


def _plain(number: Number | None) -> int | str | None:
    return str(number) if isinstance(number, Decimal) else number


@dataclass(frozen=True)
class Decided:
    """What became of last week's decisions: how many there were, and the words after the colon."""

    count: int
    text: str


class Slot(StrEnum):
    """The places of page one, in their order."""

    OVERALL = "overall"
    PROGRESS = "progress"
    STUCK = "stuck"
    REQUEST = "request"
    DECISIONS = "decisions"


Said = str | StuckPoint | Decided | Figure
SectionFunction = Callable[[Scope], Iterable[Block | Figure]]
PageOneFunction = Callable[[Scope], Iterable[Said]]
_TAKES: dict[Slot, type] = {
    Slot.OVERALL: str,
    Slot.PROGRESS: str,
    Slot.STUCK: StuckPoint,
    Slot.REQUEST: str,
    Slot.DECISIONS: Decided,
}


@dataclass(frozen=True)
class SectionEntry:
    """One contributed section. ``needs`` is the power that shows the same figures outside of an edition."""

    key: str
    title: str
    needs: Power
    read: SectionFunction


@dataclass(frozen=True)
class PageOneEntry:
    """One contributed piece of page one."""

    slot: Slot
    read: PageOneFunction

    def said(self, scope: Scope) -> list[Said]:
        """What it says. Raises DesignError for a value that its slot does not take."""
        values = list(self.read(scope))
        for value in values:
            if not isinstance(value, _TAKES[self.slot] | Figure):
                raise DesignError(f"slot {self.slot} of page one does not take {type(value).__name__}")
        return values


SECTIONS: Registry[SectionEntry] = Registry("report section")
PAGE_ONE: Registry[PageOneEntry] = Registry("piece of page one")


def section(key: str, title: str, *, order: int, needs: Power) -> Callable[[SectionFunction], SectionFunction]:
    """Contribute a section; ``key`` is ``app.what``. One that yields no block is left out of the paper."""

    def register(read: SectionFunction) -> SectionFunction:
        SECTIONS.add(key, SectionEntry(key, title, needs, read), order=order)
        return read

    return register


def page_one(slot: Slot, *, order: int) -> Callable[[PageOneFunction], PageOneFunction]:
    """Contribute words to page one."""

    def register(read: PageOneFunction) -> PageOneFunction:
        PAGE_ONE.add(f"{slot}:{read.__module__}.{read.__name__}", PageOneEntry(slot, read), order=order)
        return read

    return register


StampFunction = Callable[[str], Stamp]
STAMPS: Registry[StampFunction] = Registry("stamp")


def stamp(key: str, *, order: int) -> Callable[[StampFunction], StampFunction]:
    """Contribute what vouches for an edition (file ``stamps.py``); it gets the edition's name, ``2026-W47/1``.

    It is called before the figures are frozen, in a transaction of its own, so that what it vouches for is older than
    the edition (decision 14); what it gives is frozen with the figures, and a second attempt calls it again only when
    the first froze nothing. Whatever it raises puts the edition off.
    """

    def register(give: StampFunction) -> StampFunction:
        STAMPS.add(key, give, order=order)
        return give

    return register


VillageReader = Callable[[datetime], Iterable[int]]
_read_villages: VillageReader | None = None


def villages_of_reports(reader: VillageReader) -> VillageReader:
    """The hook that projects fills: the ids of all villages known at an instant. Engines know no village."""
    global _read_villages
    _read_villages = reader
    return reader


def reported_villages(known_at: datetime) -> tuple[int, ...]:
    """The villages that a report made with the knowledge of ``known_at`` speaks of, in the order of their keys."""
    return tuple(sorted(_read_villages(known_at))) if _read_villages else ()


NameReader = Callable[[Iterable[int]], Mapping[int, str]]
_read_names: NameReader | None = None


def names_of_villages(reader: NameReader) -> NameReader:
    """The hook that projects fills beside the other: how people call these villages."""
    global _read_names
    _read_names = reader
    return reader


def village_names(ids: Iterable[int]) -> Mapping[int, str]:
    """Village id → name, for pages about editions; empty where nobody knows villages."""
    return _read_names(ids) if _read_names else {}
