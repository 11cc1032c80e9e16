"""The pages behind page one: lamps, the lead project, every village, and every figure with its source."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from portal.kernel.money import Money
from portal.kernel.periods import SHANGHAI
from portal.reports.blocks import Block, Column, Lamp, LampRow, LampTable, Table, Text
from portal.reports.contributions import Figure, Scope, section
from projects.permissions import VIEW_VILLAGES
from projects.report_sections.reading import picture
from projects.rules import words
from projects.rules.words import MARK
from projects.selectors.charts import chart_of
from projects.selectors.figures import FigureRow
from projects.selectors.lamp_profiles import lamp_rule_change
from projects.selectors.milestones import MilestoneRow, next_milestones
from projects.selectors.picture import LAMP_NAMES, Picture
from projects.selectors.villages import DIMENSIONS, VillageRow, lamp_rule

METHOD = "1"


@section("projects.lamps", "总体进展", order=10, needs=VIEW_VILLAGES)
def lamps(scope: Scope) -> Iterator[Block | Figure]:
    """The lamp table: villages × dimensions, each lamp with its word; opens page two."""
    seen = scope.once(picture)
    if not seen.rows:
        return
    yield LampTable(
        "各点位亮灯表",
        DIMENSIONS,
        tuple(
            LampRow(row.label, tuple(_printed(lamp.lamp, lamp.is_demonstration) for lamp in row.lamps))
            for row in seen.rows
        ),
        note=_lamp_note(seen),
    )
    for colour, name in LAMP_NAMES.items():
        counted = {str(row.id): row.worst.lamp.word for row in seen.rows if row.worst.lamp.colour is colour}
        yield Figure(
            f"projects.lamps.{colour}",
            name,
            numerator=len(counted),
            denominator=len(seen.rows),
            unit="个",
            method=METHOD,
            counted=counted,
        )


def _printed(lamp: Lamp, is_invented: bool) -> Lamp:
    return Lamp(lamp.colour, lamp.word, words.marked(lamp.reason, is_invented=is_invented))


def _lamp_note(seen: Picture) -> str:
    profile = lamp_rule(seen.moment)
    basis = f"亮灯依据：{profile.clause}。" if profile else "亮灯规则未录入，暂不亮灯。"
    change = lamp_rule_change(seen.moment, since=seen.days.start)
    changed = words.rule_change_words(change.since, change.profile, change.before) if change else ""
    invented = f"{MARK}为演示数据。" if any(row.is_demonstration for row in seen.rows) else ""
    counted = "未报的不亮灯，不按零计算。点位为示范点1个和规划点位，与4片区10村口径不同，不能相加。"
    return f"{basis}{changed}{counted}{invented}"


@section("projects.lead", "重点项目", order=20, needs=VIEW_VILLAGES)
def lead_project(scope: Scope) -> Iterator[Block | Figure]:
    """The lead project: its milestones as they were promised and reached, and the days that are left."""
    seen = scope.once(picture)
    lead = seen.lead
    if lead is None:
        return
    yield Table(
        "示范点节点",
        (Column("节点", 3), Column("原定", 6), Column("完成", 7), Column("来源", 13)),
        tuple(
            (
                row.label + (MARK if row.is_demonstration else ""),
                row.first_text or "—",
                row.reached_text or ("—" if not row.is_overdue and row.promised_on else None),
                _rests_on(row),
            )
            for row in lead.milestones
        ),
        note="各节点分别登记，后一节点不由前一节点推算。A为官方原文，B为政府或新闻页面，C为转载。",
    )
    for row in lead.milestones:
        if row.reached_on is None and row.promised_on is not None:
            yield scope.countdown(f"{row.due_words}{row.label}", row.promised_on)
            if row.is_moved:
                yield scope.countdown(f"原定{row.first_words}{row.label}", row.first_on)
    chart = chart_of(seen)
    if chart is not None:
        yield chart


def _rests_on(row: MilestoneRow) -> str | None:
    """What a milestone rests on; of a promise that was changed first what it became and by which paper."""
    source = f"{row.source}（{row.confidence}）" if row.confidence else row.source
    changed = words.change_words(row.due_words, row.basis) if row.is_moved else ""
    return words.joined([changed, source]) or None


@section("projects.villages", "点位情况", order=25, needs=VIEW_VILLAGES)
def village_table(scope: Scope) -> Iterator[Block | Figure]:
    """Every village: where it stands, whose it is, what comes next."""
    seen = scope.once(picture)
    if not seen.rows:
        return
    yield Table(
        "点位一览",
        (
            Column("点位", 11),
            Column("阶段", 3),
            Column("主责单位", 5),
            Column("包抓领导", 4),
            Column("下一节点", 8),
        ),
        tuple(
            (
                row.label,
                row.stage,
                _name(row.owner, row),
                _name(row.leader, row),
                _next(row, scope.days.start.year),
            )
            for row in seen.rows
        ),
        note="未录入的责任单位和责任人，请指挥部办公室尽快明确。",
    )
    missing = [row for row in seen.rows if row.id not in seen.reported]
    if missing and len(missing) < len(seen.rows):
        yield Text(f"{scope.period_word}未报数的点位：{'、'.join(row.short_label for row in missing)}。")


def _name(name: str, row: VillageRow) -> str:
    if not name:
        return "未录入"
    return name + (MARK if any(held.is_demonstration for held in row.responsible) else "")


def _next(row: VillageRow, year: int) -> str:
    waiting = next_milestones({row.id: list(row.milestones)}, limit=1)
    if not waiting:
        return "—"
    first = waiting[0]
    mark = MARK if first.is_demonstration else ""
    due = words.in_year(first.due_words, year)
    if first.is_moved:
        return f"{due}{mark}{first.label}（原定{words.in_year(first.first_words, year)}）"
    return f"{'原定' if first.is_overdue else ''}{due}{mark}{first.label}"


@section("projects.figures", "数据来源", order=90, needs=VIEW_VILLAGES)
def figure_table(scope: Scope) -> Iterator[Block | Figure]:
    """Every reported figure with numerator, denominator, instant and source; absent while nobody reported."""
    seen = scope.once(picture)
    rows = [line for row in seen.rows for line in _reports(row)]
    if not rows:
        return
    yield Table(
        "报数一览",
        (Column("点位", 13), Column("报数（分子／分母）", 25), Column("截至", 14), Column("来源", 18)),
        tuple(rows),
        note="口径以指标说明为准。",
    )


def _reports(row: VillageRow) -> Iterator[tuple[str, str, str, str]]:
    """The figures of one village, those of one report in one line."""
    reports: dict[tuple[str, str], list[FigureRow]] = {}
    for figure in row.figures:
        reports.setdefault((_counted_at(figure.as_of), figure.source), []).append(figure)
    for (counted_at, source), figures in reports.items():
        told = "；".join(f"{figure.label}{_numbers(figure)}" for figure in figures)
        yield row.short_label, told, counted_at, source


def _numbers(figure: FigureRow) -> str:
    def shown(number: int) -> str:
        return f"{words.ten_thousands(Money(number))}" if figure.is_money else f"{number}"

    base = "" if figure.denominator is None else f"／{shown(figure.denominator)}"
    unit = "万元" if figure.is_money else figure.unit
    return f"{shown(figure.numerator)}{base}{unit}{MARK if figure.is_demonstration else ''}"


def _counted_at(instant: datetime) -> str:
    local = instant.astimezone(SHANGHAI)
    return f"{local.month}月{local.day}日{local.hour}时"
