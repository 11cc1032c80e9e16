"""Figures before they are kept: the rules of reporting, asked of one or of thousands at once (no action).

A single report and a sheet of them are judged here, in the same number of queries and with the same sentences.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from portal.kernel.db import constraint_sentences
from portal.kernel.errors import BrokenInvariant, InvalidInput, Refusal, WrongState
from portal.kernel.periods import SHANGHAI
from portal.kernel.permissions import Actor
from projects import rules
from projects.actions.reporting import of_another_matter
from projects.models import FigureKind, Village
from projects.selectors.counted import Counts, counts_of
from projects.selectors.figures import numbers_text
from projects.selectors.moment import Moment
from projects.selectors.reporting import Hand, Reporting, Units
from projects.selectors.series import Counted, Pair, Series, series_of


class FigureDoesNotFit(InvalidInput):
    """The numbers do not fit the kind of figure: a part larger than its whole, a missing or a needless base."""


class FigureNeedsNote(InvalidInput):
    """The figure may be right, but only with the reason: a cumulative one that fell, or one reported long after."""


class FigureIsCounted(WrongState):
    """The portal counts this figure in this village from what an app keeps; nobody reports it there."""


@dataclass(frozen=True)
class Entry:
    """One figure as somebody reports it. Money in fen, everything else in whole units."""

    village: Village
    kind: FigureKind
    numerator: int
    denominator: int | None
    as_of: datetime
    source: str
    note: str = ""

    @property
    def pair(self) -> Pair:
        return self.village.pk, self.kind.pk

    def to_the_minute(self) -> Entry:
        """As people write it: two reports of one minute are of the same instant."""
        return replace(self, as_of=self.as_of.replace(second=0, microsecond=0))


@dataclass(frozen=True)
class Judged:
    """What is to be said of an entry: in whose name it is reported, and why it cannot be.

    ``before`` is the figure that stands and was counted before; ``twin`` the place of an earlier entry of the same
    instant among those that were judged together.
    """

    entry: Entry
    hand: Hand | None
    before: Counted | None
    refusal: Refusal | None
    twin: int | None = None


def hands_of(actor: Actor, entries: Iterable[Entry]) -> list[Hand | None]:
    """In whose name the actor reports each of them; None where he may not."""
    units, found = Units(actor), dict[tuple[int, str], Hand | None]()
    hands = []
    for entry in entries:
        place = entry.village.pk, entry.kind.matter
        if place not in found:
            found[place] = Reporting(actor, entry.village, units).by(entry.kind.matter)
        hands.append(found[place])
    return hands


def judged(actor: Actor, entries: Sequence[Entry], *, at: datetime) -> list[Judged]:
    """Every entry with what is wrong with it, as of the instant at which they are reported. Two queries
    and those of whoever counts such figures himself."""
    if not entries:
        return []
    given = [entry.to_the_minute() for entry in entries]
    instants = [entry.as_of for entry in given]
    pairs = {entry.pair for entry in given}
    villages, kinds = {village for village, _ in pairs}, {kind for _, kind in pairs}
    series = series_of(villages, kinds, first=min(instants), last=max(instants))
    twins, neighbours = _twins(given), _neighbours(given)
    counts = counts_of(villages, Moment(at), kinds={entry.kind.key for entry in given})
    return [
        _judged(entry, hand, series, twins[place], neighbours[place], at, counts)
        for place, (entry, hand) in enumerate(zip(given, hands_of(actor, given), strict=True))
    ]


def require_fit(kind: FigureKind, numerator: int, denominator: int | None) -> None:
    """Whether the numbers fit the kind. Raises FigureDoesNotFit."""
    if kind.denominator_label and denominator is None:
        raise FigureDoesNotFit(
            f"“{kind.label}”须同时填报{kind.denominator_label}。",
            fields={"denominator": f"请填写{kind.denominator_label}。"},
        )
    if not kind.denominator_label and denominator is not None:
        raise FigureDoesNotFit(f"“{kind.label}”没有分母，请只填{kind.numerator_label}。")
    if rules.is_share_of_nothing(denominator, is_part=kind.is_part):
        raise FigureDoesNotFit(
            f"{kind.denominator_label}为0，没有可报的数据。",
            fields={"denominator": f"{kind.denominator_label}为0，没有可报的数据。"},
        )
    if rules.exceeds_whole(numerator, denominator, is_part=kind.is_part):
        raise FigureDoesNotFit(
            f"{kind.numerator_label}{_shown(kind, numerator)}多于{kind.denominator_label}{_shown(kind, denominator)}，"
            "请核对后再报。",
            fields={"numerator": f"应不大于{kind.denominator_label}。"},
        )


def _twins(entries: Sequence[Entry]) -> list[int | None]:
    """By place the first entry of the same pair and instant, where there is an earlier one."""
    first: dict[tuple[Pair, datetime], int] = {}
    return [
        None if (seen := first.setdefault((entry.pair, entry.as_of), place)) == place else seen
        for place, entry in enumerate(entries)
    ]


def _neighbours(entries: Sequence[Entry]) -> list[Entry | None]:
    """By place the last entry of the same pair that was counted earlier, wherever it stands among them."""
    by_pair: dict[Pair, list[int]] = defaultdict(list)
    for place, entry in enumerate(entries):
        by_pair[entry.pair].append(place)
    found: list[Entry | None] = [None] * len(entries)
    for places in by_pair.values():
        earlier: Entry | None = None
        last: Entry | None = None
        for place in sorted(places, key=lambda place: entries[place].as_of):
            if last is not None and last.as_of < entries[place].as_of:
                earlier = last
            found[place], last = earlier, entries[place]
    return found


def _judged(
    entry: Entry,
    hand: Hand | None,
    series: Series,
    twin: int | None,
    neighbour: Entry | None,
    at: datetime,
    counts: Counts,
) -> Judged:
    before = series.before(entry.pair, entry.as_of)
    try:
        if hand is None:
            raise of_another_matter(entry.kind)
        _require_uncounted(entry, counts)
        require_fit(entry.kind, entry.numerator, entry.denominator)
        _require_whole_row(entry, series, at)
        if not entry.note.strip():
            last = _last_before(before, neighbour)
            _require_no_fall(entry, last)
            _require_same_scale(entry, last)
            _require_in_time(entry.as_of, at)
    except Refusal as refusal:
        return Judged(entry, hand, before, refusal, twin)
    return Judged(entry, hand, before, None, twin)


def _require_uncounted(entry: Entry, counts: Counts) -> None:
    counted = counts.get(entry.village.pk, {}).get(entry.kind.key)
    if counted is None:
        return
    source, tally = counted
    raise FigureIsCounted(
        f"{entry.village.label}的“{entry.kind.label}”{source.words}，现为"
        f"{numbers_text(entry.kind, tally.numerator, tally.denominator)}，不需填报，没有登记。"
        f"有出入的，请在{source.ledger}中办理；需要说明的，可以填写说明。"
    )


def _require_whole_row(entry: Entry, series: Series, at: datetime) -> None:
    """What the database asks of each row, in its own words, before it is asked itself."""
    broken = {
        "figure_report_is_not_negative": min(entry.numerator, entry.denominator or 0) < 0,
        "figure_report_is_not_of_the_future": entry.as_of > at,
        "figure_report_has_source": not entry.source,
        "figure_report_is_made_once": (entry.pair, entry.as_of) in series.reported,
    }
    if name := next((name for name, is_broken in broken.items() if is_broken), None):
        raise BrokenInvariant(constraint_sentences()[name])


def _last_before(standing: Counted | None, neighbour: Entry | None) -> Counted | Entry | None:
    """The last number before it, whether it stands already or is reported together with this one."""
    if neighbour is not None and (standing is None or neighbour.as_of >= standing.as_of):
        return neighbour
    return standing


def _require_no_fall(entry: Entry, before: Counted | Entry | None) -> None:
    kind = entry.kind
    fall = rules.fallen_by(entry.numerator, before.numerator if before else None, is_cumulative=kind.is_cumulative)
    if before is None or not fall:
        return
    was, less = numbers_text(kind, before.numerator, None), numbers_text(kind, fall, None)
    raise _needs_note(
        f"{kind.numerator_label}比上次（{_day(before.as_of, entry.as_of)}，{was}）少{less}。"
        "确属减少的，请在“说明”中写明原因后再报。"
    )


def _require_same_scale(entry: Entry, before: Counted | Entry | None) -> None:
    kind = entry.kind
    if before is None or not kind.is_money or not rules.is_of_another_scale(entry.numerator, before.numerator):
        return
    was, now = (numbers_text(kind, number, None) for number in (before.numerator, entry.numerator))
    raise _needs_note(
        f"{kind.numerator_label}上次（{_day(before.as_of, entry.as_of)}）是{was}，这次是{now}，"
        f"相差{rules.OTHER_SCALE}倍以上。请核对是否以元为单位；确属实的，请在“说明”中写明原因后再报。"
    )


def _require_in_time(as_of: datetime, at: datetime) -> None:
    if rules.is_late(as_of, at):
        raise _needs_note(
            f"数据截至{_day(as_of, at)}，距今已超过{rules.LATE_AFTER.days}天。确属补报的，请在“说明”中写明原因后再报。"
        )


def _needs_note(sentence: str) -> FigureNeedsNote:
    return FigureNeedsNote(sentence, fields={"note": sentence})


def _day(instant: datetime, beside: datetime) -> str:
    """The day in Yinchuan; the year only when it is another one."""
    day, other = instant.astimezone(SHANGHAI), beside.astimezone(SHANGHAI)
    return f"{'' if day.year == other.year else f'{day.year}年'}{day.month}月{day.day}日"


def _shown(kind: FigureKind, number: int | None) -> str:
    return f"{number}{kind.unit}" if number is not None and not kind.is_money else ""
