"""Page one as far as projects knows it: a judgement, four movements, what is stuck, what is asked."""

from __future__ import annotations

from collections.abc import Iterator

from portal.reports.blocks import LampColour, StuckPoint
from portal.reports.contributions import Figure, Scope, Slot, page_one
from projects.models import MilestoneKind
from projects.report_sections.orders import late_orders
from projects.report_sections.reading import picture
from projects.rules import words
from projects.rules.words import MARK, Shown
from projects.selectors.milestones import next_milestones
from projects.selectors.picture import Picture, building_stage, overall_words
from projects.selectors.villages import VillageRow

METHOD = "1"
MOST_STUCK = 3


@page_one(Slot.OVERALL, order=10)
def judgement(scope: Scope) -> Iterator[str | Figure]:
    """One sentence: how long to the return, how far behind, which lamp; then money, safety, who did not report."""
    seen = scope.once(picture)
    yield overall_words(seen, period=scope.period_word)
    yield Figure(
        "projects.reporting",
        f"{scope.period_word}报数点位",
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
    seen = scope.once(picture)
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
                counted={row.counted_key: row.numerator for row in now.rows},
            )


@page_one(Slot.STUCK, order=10)
def stuck_points(scope: Scope) -> Iterator[StuckPoint]:
    """Red before yellow: what, by how much, whose it is, and the next promised day (or 待研究).

    Overdue orders stand before them: three points in all.
    """
    rows = [row for row in scope.once(picture).rows if row.worst.lamp.colour in (LampColour.RED, LampColour.YELLOW)]
    rows.sort(key=lambda row: (row.worst.lamp.colour is not LampColour.RED, row.ordinal))
    for row in rows[: MOST_STUCK - len(scope.once(late_orders))]:
        reason = words.marked(row.worst.lamp.reason, is_invented=row.worst.is_demonstration)
        what = words.stuck_words(row.short_label, reason)
        yield StuckPoint(what, row.owner or None, row.leader or None, _due(row, scope.days.start.year))


def _due(row: VillageRow, year: int) -> str:
    waiting = next_milestones({row.id: list(row.milestones)}, limit=len(row.milestones))
    ahead = next((one for one in waiting if one.days is not None and one.days >= 0), None)
    if ahead is None:
        return "待研究"
    return words.in_year(ahead.due_words, year) + (MARK if ahead.is_demonstration else "")


@page_one(Slot.REQUEST, order=10)
def request(scope: Scope) -> Iterator[str]:
    """Until everybody has reported, the office asks for that; requests to leaders are entered by people."""
    seen = scope.once(picture)
    had_any = any(row.figures for row in seen.rows)
    yield words.request_words(len(seen.reported), len(seen.rows), seen.moment.day, had_any=had_any)
