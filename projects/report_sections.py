"""What projects says in the weekly briefing: the words of page one, lamps, the lead project, the list of villages."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from portal.kernel.money import Money
from portal.kernel.periods import SHANGHAI
from portal.reports.blocks import (
    Align,
    Block,
    Column,
    Lamp,
    LampColour,
    LampRow,
    LampTable,
    StuckPoint,
    Table,
    Text,
)
from portal.reports.contributions import Figure, Scope, Slot, page_one, section, villages_of_reports
from projects.models import MilestoneKind
from projects.permissions import VIEW_VILLAGES
from projects.rules import words
from projects.rules.words import MARK, Shown
from projects.selectors.charts import chart_of
from projects.selectors.figures import FigureRow
from projects.selectors.milestones import next_milestones
from projects.selectors.moment import Moment
from projects.selectors.picture import Picture, building_stage, overall_words, read_picture
from projects.selectors.villages import DIMENSIONS, VillageRow, lamp_rule, villages_known_at, villages_numbered

METHOD = "1"
MOST_STUCK = 3
LAMP_COLOURS = (LampColour.RED, LampColour.YELLOW, LampColour.GREEN, LampColour.NONE)
_NAMES = {LampColour.RED: "红灯", LampColour.YELLOW: "黄灯", LampColour.GREEN: "绿灯", LampColour.NONE: "不亮灯"}

villages_of_reports(villages_known_at)


def picture(scope: Scope) -> Picture:
    """Everything of one scope, read once for all sections."""
    return read_picture(villages_numbered(scope.villages), Moment.of(scope), scope.week)


# --- page one --------------------------------------------------------------------------------------------------------


@page_one(Slot.OVERALL, order=10)
def judgement(scope: Scope) -> Iterator[str | Figure]:
    """One sentence: how long to the return, how far behind, which lamp; then money, safety, who did not report."""
    seen = picture(scope)
    yield overall_words(seen)
    yield Figure(
        "projects.reporting",
        "本周报数点位",
        numerator=len(seen.reported),
        denominator=len(seen.rows),
        unit="个",
        method=METHOD,
        counted={str(row.id): "已报" if row.id in seen.reported else "未报" for row in seen.rows},
    )


def _this_week(seen: Picture, kind: str, unit: str) -> Shown | None:
    return seen.shown(kind, unit=unit, only_this_week=True)


@page_one(Slot.PROGRESS, order=10)
def four_lines(scope: Scope) -> Iterator[str | Figure]:
    """The four movements: the lead project, relocation, money, quality; each with last week's beside it."""
    seen = picture(scope)
    yield f"示范点：{_building(seen)}。"
    yield _relocation(seen)
    yield _funding(seen)
    yield words.quality_words(
        _this_week(seen, "inquiries_new", "件"),
        _this_week(seen, "inquiries_closed", "件"),
        _this_week(seen, "inquiries_overdue", "件"),
    )
    yield from _counted(seen)


def _building(seen: Picture) -> str:
    lead = seen.lead
    if lead is None:
        return "未录入"
    now = building_stage(lead)
    if now is not None and now.share is not None:
        was = seen.before.get(lead.id, {}).get(now.kind)
        return words.building_words(now.label, now.share, was.share if was else None, is_invented=now.is_demonstration)
    start = lead.milestone(MilestoneKind.CONSTRUCTION_START)
    started = f"{start.reached_text}开工；" if start is not None and start.reached_on else ""
    return f"{started}形象进度未报"


def _relocation(seen: Picture) -> str:
    signed = seen.shown("signed_households", unit="户")
    households = seen.public.get((None, "programme_households"))
    whole = seen.total("signed_households")
    if signed is not None and whole is not None and whole.denominator is not None:
        # The published base needs no mark; an invented one does.
        is_public = households is not None and households.number == whole.denominator
        return words.relocation_words(Shown(whole.denominator, "户", whole.is_demonstration and not is_public), signed)
    areas, villages = seen.public.get((None, "programme_areas")), seen.public.get((None, "programme_villages"))
    persons = seen.public.get((None, "programme_persons"))
    if areas is None or villages is None or villages.number is None or households is None or persons is None:
        return "征拆：应签、已签户数未报。"
    return words.relocation_base_words(
        len(areas.value.split("、")), f"{villages.number:.0f}", households.count_text, persons.count_text
    )


def _funding(seen: Picture) -> str:
    lead = seen.lead
    public = seen.public.get((lead.id if lead else None, "total_investment"))
    arrived, paid = (lead.figure(kind) if lead else None for kind in ("funds_arrived", "funds_paid"))
    return words.funding_words(
        public.money if public else None,
        arrived.money if arrived else None,
        paid.money if paid else None,
        is_invented=any(row.is_demonstration for row in (arrived, paid) if row),
    )


def _counted(seen: Picture) -> Iterator[Figure]:
    """Each reported kind as the edition keeps it: the sum, and the reports that it counted."""
    figures = seen.figures
    for kind in sorted({kind for by_kind in figures.values() for kind in by_kind}):
        now = seen.total(kind)
        if now is not None:
            yield Figure(
                f"projects.figure.{kind}",
                now.rows[0].label,
                numerator=now.numerator,
                denominator=now.denominator,
                unit="分" if now.rows[0].is_money else now.rows[0].unit,
                method=METHOD,
                counted={str(row.id): row.numerator for row in now.rows},
            )


@page_one(Slot.STUCK, order=10)
def stuck_points(scope: Scope) -> Iterator[StuckPoint]:
    """Red before yellow: what, by how much, whose it is, and the next promised day (or 待研究)."""
    rows = [row for row in picture(scope).rows if row.worst.lamp.colour in (LampColour.RED, LampColour.YELLOW)]
    rows.sort(key=lambda row: (row.worst.lamp.colour is not LampColour.RED, row.ordinal))
    for row in rows[:MOST_STUCK]:
        reason = words.marked(row.worst.lamp.reason, is_invented=row.worst.is_demonstration)
        yield StuckPoint(f"{row.label}{reason}", row.owner or None, row.leader or None, _due(row))


def _due(row: VillageRow) -> str:
    waiting = next_milestones({row.id: list(row.milestones)}, limit=len(row.milestones))
    ahead = next((one for one in waiting if one.days is not None and one.days >= 0), None)
    if ahead is None:
        return "待研究"
    return ahead.due_words + (MARK if ahead.is_demonstration else "")


@page_one(Slot.REQUEST, order=10)
def request(scope: Scope) -> Iterator[str]:
    """Until everybody has reported, the office asks for that; requests to leaders are entered by people."""
    seen = picture(scope)
    had_any = any(row.figures for row in seen.rows)
    yield words.request_words(len(seen.reported), len(seen.rows), seen.moment.day, had_any=had_any)


# --- sections --------------------------------------------------------------------------------------------------------


@section("projects.lamps", "总体进展", order=10, needs=VIEW_VILLAGES)
def lamps(scope: Scope) -> Iterator[Block | Figure]:
    """The lamp table: villages × dimensions, each lamp with its word; opens page two."""
    seen = picture(scope)
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
    for colour in LAMP_COLOURS:
        counted = {str(row.id): row.worst.lamp.word for row in seen.rows if row.worst.lamp.colour is colour}
        yield Figure(
            f"projects.lamps.{colour}",
            _NAMES[colour],
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
    invented = f"{MARK}为演示数据。" if any(row.is_demonstration for row in seen.rows) else ""
    return f"{basis}未报的不亮灯，不按零计算。点位为示范点1个和规划点位，与4片区10村口径不同，不能相加。{invented}"


@section("projects.lead", "重点项目", order=20, needs=VIEW_VILLAGES)
def lead_project(scope: Scope) -> Iterator[Block | Figure]:
    """The lead project: its milestones as they were promised and reached, and the days that are left."""
    seen = picture(scope)
    lead = seen.lead
    if lead is None:
        return
    yield Table(
        "示范点节点",
        (Column("节点", 4), Column("原定", 7), Column("完成", 8), Column("来源", 9)),
        tuple(
            (
                row.label + (MARK if row.is_demonstration else ""),
                row.promised_text or "—",
                row.reached_text or ("—" if not row.is_overdue and row.promised_on else None),
                f"{row.source}（{row.confidence}）" if row.source else None,
            )
            for row in lead.milestones
        ),
        note="各节点分别登记，后一节点不由前一节点推算。A为官方原文，B为政府或新闻页面，C为转载。",
    )
    for row in lead.milestones:
        if row.reached_on is None and row.promised_on is not None:
            yield scope.countdown(f"{row.due_words}{row.label}", row.promised_on)
    chart = chart_of(seen)
    if chart is not None:
        yield chart


@section("projects.villages", "点位情况", order=25, needs=VIEW_VILLAGES)
def village_table(scope: Scope) -> Iterator[Block | Figure]:
    """Every village: where it stands, whose it is, what comes next."""
    seen = picture(scope)
    if not seen.rows:
        return
    yield Table(
        "点位一览",
        (
            Column("序号", 2, Align.CENTRE),
            Column("点位", 8),
            Column("阶段", 3),
            Column("主责单位", 5),
            Column("包抓领导", 4),
            Column("下一节点", 6),
        ),
        tuple(
            (
                str(row.ordinal),
                row.label,
                row.stage,
                _name(row.owner, row),
                _name(row.leader, row),
                _next(row),
            )
            for row in seen.rows
        ),
        note="未录入的责任单位和责任人，请指挥部办公室尽快明确。",
    )
    missing = [row for row in seen.rows if row.id not in seen.reported]
    if missing and len(missing) < len(seen.rows):
        yield Text(f"本周未报数的点位：{'、'.join(row.label for row in missing)}。")


def _name(name: str, row: VillageRow) -> str:
    if not name:
        return "未录入"
    return name + (MARK if any(held.is_demonstration for held in row.responsible) else "")


def _next(row: VillageRow) -> str:
    waiting = next_milestones({row.id: list(row.milestones)}, limit=1)
    return f"{waiting[0].due_words}{waiting[0].label}" if waiting else "—"


@section("projects.figures", "数据来源", order=90, needs=VIEW_VILLAGES)
def figure_table(scope: Scope) -> Iterator[Block | Figure]:
    """Every reported figure with numerator, denominator, instant and source; absent while nobody reported."""
    seen = picture(scope)
    rows = [(row, figure) for row in seen.rows for figure in row.figures]
    if not rows:
        return
    yield Table(
        "报数一览",
        (
            Column("点位", 7),
            Column("指标", 5),
            Column("分子／分母", 9, Align.RIGHT),
            Column("截至", 5),
            Column("来源", 6),
        ),
        tuple(
            (row.label, figure.label, _numbers(figure), _counted_at(figure.as_of), figure.source)
            for row, figure in rows
        ),
        note="金额单位为万元。口径以指标说明为准。",
    )


def _numbers(figure: FigureRow) -> str:
    def shown(number: int) -> str:
        return f"{words.ten_thousands(Money(number))}" if figure.is_money else f"{number}"

    base = "" if figure.denominator is None else f"／{shown(figure.denominator)}"
    return f"{shown(figure.numerator)}{base}{MARK if figure.is_demonstration else ''}"


def _counted_at(instant: datetime) -> str:
    local = instant.astimezone(SHANGHAI)
    return f"{local.month}月{local.day}日{local.hour}时"
