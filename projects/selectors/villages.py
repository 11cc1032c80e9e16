"""Villages with their lamps, as the screen, the API and the report all show them: one reading for the three."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from portal.reports.blocks import Lamp, LampColour, Missing
from projects import rules
from projects.models import AreaMembership, LampAdoption, Level, MilestoneKind, Village
from projects.rules import words
from projects.rules.lamps import LampRule
from projects.selectors.figures import FigureRow, Figures, latest_figures
from projects.selectors.milestones import MilestoneRow, MilestonesByVillage, milestones
from projects.selectors.moment import Moment
from projects.selectors.responsibilities import Responsibilities, ResponsibilityRow, held_at, responsibilities

DIMENSIONS = ("开工", "进度", "资金", "入库")
_BEGUN = (MilestoneKind.LAUNCH, MilestoneKind.CONSTRUCTION_START)
_ALARM = {LampColour.RED: 0, LampColour.YELLOW: 1}
STAGES = ("规划", "已启动", "已开工", "已封顶", "已回迁")
NO_RULE = Lamp(LampColour.NONE, Missing.NOT_ENTERED.value, "亮灯规则未录入，暂不亮灯")


@dataclass(frozen=True)
class VillageLamp:
    """One lamp of a village; ``is_demonstration`` when it rests on an invented figure."""

    dimension: str
    lamp: Lamp
    is_demonstration: bool = False


@dataclass(frozen=True)
class VillageRow:
    """One village as lists show it, with everything that its lamps rest on."""

    id: int
    ordinal: int
    label: str
    public_label: str
    kind: str
    kind_label: str
    is_lead: bool
    area: str
    stage: str
    lamps: tuple[VillageLamp, ...]
    worst: VillageLamp
    reason: str
    responsible: tuple[ResponsibilityRow, ...]
    milestones: tuple[MilestoneRow, ...]
    figures: tuple[FigureRow, ...]

    def figure(self, kind: str) -> FigureRow | None:
        return next((row for row in self.figures if row.kind == kind), None)

    def milestone(self, kind: str) -> MilestoneRow | None:
        return next((row for row in self.milestones if row.kind == kind), None)

    def held_at(self, level: Level) -> ResponsibilityRow | None:
        return held_at(list(self.responsible), level)

    @property
    def owner(self) -> str:
        """主责单位."""
        row = self.held_at(Level.TOWNSHIP)
        return row.organisation if row else ""

    @property
    def leader(self) -> str:
        """包抓领导."""
        row = self.held_at(Level.LEADER)
        return row.person if row else ""

    @property
    def short_label(self) -> str:
        """Where there is little room; that a name is still to be entered stands elsewhere on the page."""
        return words.short_name(self.label)

    @property
    def is_begun(self) -> bool:
        """Launched or under construction: from then on figures are due."""
        return any(row.reached_on is not None for row in self.milestones if row.kind in _BEGUN)

    @property
    def marked_reason(self) -> str:
        """The reason with a mark behind each invented number."""
        return words.marked(self.reason, is_invented=self.worst.is_demonstration)

    @property
    def has_invented_holders(self) -> bool:
        return any(row.is_demonstration for row in self.responsible)

    @property
    def is_demonstration(self) -> bool:
        held: tuple[ResponsibilityRow | MilestoneRow | FigureRow, ...] = (
            *self.responsible,
            *self.milestones,
            *self.figures,
        )
        return any(row.is_demonstration for row in held)


def village_rows(villages: QuerySet[Village], moment: Moment) -> list[VillageRow]:
    """The villages in their order. Seven queries, however many they are."""
    found = list(villages.order_by("ordinal", "pk"))
    ids = [village.pk for village in found]
    figures, days = latest_figures(ids, moment), milestones(ids, moment)
    held, areas, rule = responsibilities(ids, moment), _areas(ids, moment), lamp_rule(moment)
    return [_row(village, figures, days, held, areas, rule, moment) for village in found]


def worst_first(rows: Sequence[VillageRow]) -> list[VillageRow]:
    """Red before yellow before the rest, each in its order: what has to be looked at stands on top."""
    return sorted(rows, key=lambda row: (_ALARM.get(row.worst.lamp.colour, len(_ALARM)), row.ordinal))


def villages_known_at(instant: Any) -> list[int]:
    """The ids of all villages that were recorded by an instant: what a report speaks of."""
    known = Village.objects.filter(recorded_at__lte=instant)
    return list(known.order_by("pk").values_list("pk", flat=True))


def village_names_of(ids: Any) -> dict[int, str]:
    """How pages about reports call the villages of which they speak."""
    return {village.pk: words.short_name(village.label) for village in villages_numbered(ids).order_by("ordinal")}


def villages_numbered(ids: Any) -> QuerySet[Village]:
    """The villages that a report names by their ids."""
    return Village.objects.filter(pk__in=list(ids))


def lamp_rule(moment: Moment) -> LampRule | None:
    """The thresholds in force that day, or None while nobody adopted any."""
    adopted = LampAdoption.objects.filter(starts_on__lte=moment.day).select_related("profile")
    if moment.known_at is not None:
        adopted = adopted.filter(recorded_at__lte=moment.known_at)
    adoption = adopted.order_by("-starts_on", "-pk").first()
    if adoption is None:
        return None
    profile = adoption.profile
    return LampRule(
        measure=profile.measure,
        yellow=profile.yellow,
        red=profile.red,
        small_gap=profile.small_gap,
        start_red_months=profile.start_red_months,
        entry_yellow_months=profile.entry_yellow_months,
        entry_red_months=profile.entry_red_months,
        payment_floor=profile.payment_floor,
        pace=tuple(profile.pace),
        clause=profile.clause,
    )


def _areas(ids: list[int], moment: Moment) -> dict[int, str]:
    members = AreaMembership.objects.on(moment.day, moment.known_at).filter(village__in=ids)
    return dict(members.values_list("village_id", "area__name"))


def _row(
    village: Village,
    figures: Figures,
    days: MilestonesByVillage,
    held: Responsibilities,
    areas: dict[int, str],
    rule: LampRule | None,
    moment: Moment,
) -> VillageRow:
    reported, dated = figures.get(village.pk, {}), days.get(village.pk, [])
    lamps = _lamps(reported, dated, rule, moment) if rule else tuple(VillageLamp(name, NO_RULE) for name in DIMENSIONS)
    worst = _worst(lamps)
    return VillageRow(
        id=village.pk,
        ordinal=village.ordinal,
        label=village.label,
        public_label=village.public_label,
        kind=village.kind,
        kind_label=village.get_kind_display(),
        is_lead=village.is_lead,
        area=areas.get(village.pk, ""),
        stage=_stage(dated),
        lamps=lamps,
        worst=worst,
        reason=_reason(worst, lamps, dated),
        responsible=tuple(held.get(village.pk, [])),
        milestones=tuple(dated),
        figures=tuple(sorted(reported.values(), key=lambda row: row.ordinal)),
    )


def _lamps(reported: Any, dated: list[MilestoneRow], rule: LampRule, moment: Moment) -> tuple[VillageLamp, ...]:
    by_kind = {row.kind: row for row in dated}
    start, entry = by_kind.get(MilestoneKind.CONSTRUCTION_START), by_kind.get(MilestoneKind.STATISTICS_ENTRY)
    is_begun = any(by_kind[kind].reached_on for kind in _BEGUN if kind in by_kind)
    started_on = start.reached_on if start else None
    start_report, entry_report = reported.get("construction_started"), reported.get("in_statistics")
    progress, payment = reported.get("annual_investment"), reported.get("funds_paid")
    lamps = (
        rules.start_lamp(
            rule,
            planned_on=start.promised_on if start else None,
            precision=start.precision if start else "",
            first_words=start.first_words if start else "",
            started_on=started_on,
            reported=start_report and start_report.reported(),
            day=moment.day,
        ),
        rules.progress_lamp(rule, progress and progress.reported(), day=moment.day, is_begun=is_begun),
        rules.payment_lamp(rule, payment and payment.reported(), day=moment.day, is_begun=is_begun),
        rules.entry_lamp(
            rule,
            started_on=started_on,
            entered_on=entry.reached_on if entry else None,
            reported=entry_report and entry_report.reported(),
            day=moment.day,
        ),
    )
    rests_on = ((start_report, start), (progress,), (payment,), (entry_report, entry))
    return tuple(
        VillageLamp(name, lamp, any(row.is_demonstration for row in rows if row))
        for name, lamp, rows in zip(DIMENSIONS, lamps, rests_on, strict=True)
    )


def _worst(lamps: tuple[VillageLamp, ...]) -> VillageLamp:
    worst = rules.worst_of(lamp.lamp for lamp in lamps)
    return next(lamp for lamp in lamps if lamp.lamp == worst)


def _stage(dated: list[MilestoneRow]) -> str:
    """The furthest that was reported, in one word; 规划 when nothing was."""
    reached = {row.kind for row in dated if row.reached_on}
    for kind, word in ((MilestoneKind.RETURN, "已回迁"), (MilestoneKind.TOPPING_OUT, "已封顶")):
        if kind in reached:
            return word
    if MilestoneKind.CONSTRUCTION_START in reached:
        return "已开工"
    return "已启动" if MilestoneKind.LAUNCH in reached else "规划"


def _reason(worst: VillageLamp, lamps: tuple[VillageLamp, ...], dated: list[MilestoneRow]) -> str:
    """Why the village shows what it shows, in one line."""
    if worst.lamp.colour in (LampColour.RED, LampColour.YELLOW):
        same = [lamp for lamp in lamps if lamp.lamp.colour == worst.lamp.colour]
        return "；".join(f"{lamp.dimension}：{lamp.lamp.reason}" for lamp in same)
    if overdue := next((row for row in dated if row.is_overdue), None):
        return f"{overdue.promised_words}{overdue.label}，完成情况未报"
    if any(lamp.lamp.word == Missing.NOT_REPORTED for lamp in lamps):
        return "未报，暂不亮灯"
    return ""
