"""What page one and the overview say of some villages, read once: figures of now and of last week, who reported."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from typing import Any

from django.db.models import QuerySet

from portal.kernel.periods import SHANGHAI, Period, Week
from portal.reports.blocks import Lamp, LampColour
from projects.models import MilestoneKind, Village
from projects.rules import words
from projects.rules.words import Shown
from projects.selectors.figures import FigureRow, Figures, FigureTotal, latest_figures, total, villages_that_reported
from projects.selectors.moment import Moment
from projects.selectors.public_figures import PublicFigureRow, public_figures_of
from projects.selectors.villages import DIMENSIONS, VillageRow, village_rows

LAMP_NAMES = {
    LampColour.RED: "红灯",
    LampColour.YELLOW: "黄灯",
    LampColour.GREEN: "绿灯",
    LampColour.NONE: "不亮灯",
}
_ALARMS = (LampColour.RED, LampColour.YELLOW)
ONE_WEEK = timedelta(days=7)
# In the order in which a house is built: the last one reported is the 形象进度.
BUILDING_KINDS = ("main_structure", "secondary_structure")


@dataclass(frozen=True)
class Picture:
    """Some villages at one moment: last week's figures too, over today's knowledge."""

    moment: Moment
    days: Period
    rows: tuple[VillageRow, ...]
    before: Figures
    public: dict[tuple[int | None, str], PublicFigureRow]
    reported: frozenset[int]

    @property
    def lead(self) -> VillageRow | None:
        return next((row for row in self.rows if row.is_lead), None)

    @property
    def figures(self) -> Figures:
        return {row.id: {figure.kind: figure for figure in row.figures} for row in self.rows}

    def is_of_this_week(self, figure: FigureRow) -> bool:
        return figure.as_of >= starts_at(self.days)

    def total(self, kind: str, *, only_this_week: bool = False) -> FigureTotal | None:
        """The sum of one kind over all villages."""
        figures = self.figures
        if only_this_week:
            figures = {
                village: {key: row for key, row in by_kind.items() if self.is_of_this_week(row)}
                for village, by_kind in figures.items()
            }
        return total(figures, kind)

    def total_before(self, kind: str) -> FigureTotal | None:
        """The same sum a week earlier."""
        return total(self.before, kind)

    def shown(self, kind: str, *, unit: str, only_this_week: bool = False) -> Shown | None:
        """The sum of one kind as sentences print it, with last week's."""
        now, was = self.total(kind, only_this_week=only_this_week), self.total_before(kind)
        if now is None:
            return None
        is_old = now.as_of < starts_at(self.days)
        return Shown(
            now.numerator,
            unit,
            now.is_demonstration,
            was=was.numerator if was else None,
            as_of=now.as_of.astimezone(SHANGHAI).date() if is_old else None,
        )

    def about(self, row: VillageRow) -> Picture:
        """The same picture of one of its villages."""
        return replace(
            self,
            rows=(row,),
            before={row.id: self.before.get(row.id, {})},
            reported=self.reported & {row.id},
        )


def read_picture(villages: Any, moment: Moment, days: Period, *, base: datetime | None = None) -> Picture:
    """Read everything once; twelve queries, however many villages.

    ``days`` are those of which it speaks (本周), ``base`` is the instant it is compared with, a week ago by default.
    """
    rows = tuple(village_rows(villages, moment))
    ids = [row.id for row in rows]
    return Picture(
        moment,
        days,
        rows,
        latest_figures(ids, Moment(base or moment.as_of - ONE_WEEK, moment.known_at)),
        public_figures_of(ids, moment),
        frozenset(villages_that_reported(ids, moment, since=starts_at(days))),
    )


def villages_still_to_report(villages: QuerySet[Village], moment: Moment) -> list[Village]:
    """Those of which nothing was counted since Monday, in their order. Two queries."""
    reported = villages_that_reported(villages, moment, since=starts_at(Week.of(moment.day).days))
    return [village for village in villages.order_by("ordinal", "pk") if village.pk not in reported]


def starts_at(days: Period) -> datetime:
    return datetime.combine(days.start, time(), SHANGHAI)


def overall_words(seen: Picture, *, period: str = "本周", on_screen: bool = False) -> str:
    """One sentence: how long to the return, how far behind, which lamp; then money, safety, who did not report.

    A screen sets the lamp beside the sentence, and its week is still running: who has not reported is not late yet.
    """
    lead = seen.lead
    if lead is None:
        return "示范点未录入。"
    first = []
    back, top = lead.milestone(MilestoneKind.RETURN), lead.milestone(MilestoneKind.TOPPING_OUT)
    if back is not None and back.reached_on is None and back.days is not None:
        first.append(words.countdown_words(back.label, back.due_words, back.days, back.first_promise_words))
    progress = lead.lamps[DIMENSIONS.index("进度")]
    is_lit = progress.lamp.colour is not LampColour.NONE
    if is_lit:
        reason = words.marked(progress.lamp.reason, is_invented=progress.is_demonstration)
        first.append(reason if on_screen else f"{reason}，{words.lamp_words(progress.lamp)}")
    parts = ["，".join(first)]
    if top is not None and top.is_overdue:
        parts.append(f"{top.promised_words}{top.label}，完成情况未报{'' if is_lit else '，暂不亮灯'}")
    elif not is_lit:
        parts.append(f"示范点{progress.lamp.reason}")
    if top is not None and top.reached_on is None and top.is_moved and not top.is_overdue:
        parts.append(f"{top.promised_words}{top.label}")
    parts += [
        cover_words(lead),
        words.safety_words(
            seen.shown("accidents", unit="起", only_this_week=True),
            seen.shown("collective_visits", unit="批", only_this_week=True),
        ),
        so_far_words(seen) if on_screen else words.reporting_words(len(seen.reported), len(seen.rows), period),
    ]
    return f"{words.joined(parts)}。"


def part_words(seen: Picture) -> str:
    """The sentence for somebody who sees some villages and not the lead project: how many, which lamps, who is late."""
    lit = [f"{lamp.word}{number}个" for lamp, number in lamp_counts(seen) if lamp.colour in _ALARMS and number]
    parts = [f"您可查看{len(seen.rows)}个点位，{'、'.join(lit) or '没有红灯和黄灯'}"]
    return f"{words.joined([*parts, so_far_words(seen)])}。"


def so_far_words(seen: Picture) -> str:
    """How many have reported in the week that is still running."""
    if len(seen.rows) == 1:
        return "本周已报数" if seen.reported else "本周尚未报数"
    return f"本周已报数{len(seen.reported)}个点位，共{len(seen.rows)}个"


def lamp_counts(seen: Picture) -> list[tuple[Lamp, int]]:
    """How many villages by their worst lamp, red first."""
    colours = [row.worst.lamp.colour for row in seen.rows]
    return [(Lamp(colour, word), colours.count(colour)) for colour, word in LAMP_NAMES.items()]


def cover_words(row: VillageRow) -> str:
    """Until which month the money of a village lasts; empty while nobody reported it."""
    cover = row.figure("funds_cover")
    if cover is None or cover.denominator is None:
        return ""
    counted_on = cover.as_of.astimezone(SHANGHAI).date()
    return words.cover_words(cover.numerator, cover.denominator, counted_on, is_invented=cover.is_demonstration)


def building_stage(row: VillageRow) -> FigureRow | None:
    """形象进度: the furthest building figure that was reported with its base."""
    stages = [figure for figure in row.figures if figure.kind in BUILDING_KINDS and figure.share is not None]
    return stages[-1] if stages else None
