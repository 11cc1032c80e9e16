"""What the page of one village shows of its figures and milestones, line by line."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from portal.reports.blocks import Missing
from portal.web.templatetags.figures import days_left
from projects.rules import words
from projects.rules.pace import percent_text
from projects.rules.words import BACKFILLED
from projects.selectors.bases import COMMAND
from projects.selectors.cards import short_moment
from projects.selectors.figures import FigureRow, figure_kinds
from projects.selectors.milestones import MilestoneRow, next_milestones
from projects.selectors.picture import Picture, cover_words, overall_words, so_far_words
from projects.selectors.reporting import Reporting
from projects.selectors.villages import VillageRow


def judgement_of(seen: Picture) -> dict[str, Any]:
    """One sentence about one village: what is next and why its lamp is as it is; who has not reported."""
    row = seen.rows[0]
    if row.is_lead:
        return {"text": overall_words(seen, on_screen=True), "lamp": row.worst.lamp}
    waiting = next_milestones({row.id: list(row.milestones)}, limit=1)
    parts = [_next_words(one) for one in waiting]
    parts += [row.marked_reason, cover_words(row)]
    if row.is_begun or row.figures:
        parts.append(so_far_words(seen))
    said = words.joined(parts)
    return {"text": f"{said or f'{row.stage}阶段，尚未报数'}。", "lamp": row.worst.lamp}


def _next_words(row: MilestoneRow) -> str:
    first = f"（{row.first_promise_words}）" if row.is_moved else ""
    return f"{row.due_words}{row.label}，{days_left(row.days)}{first}"


def figure_lines(row: VillageRow, hand: Reporting) -> list[dict[str, Any]]:
    """Every figure that was reported; of a village that has begun also those that are due and not given."""
    reported = {figure.kind: figure for figure in row.figures}
    lines = []
    for kind in figure_kinds():
        figure = reported.get(kind.key)
        if figure is not None:
            lines.append(_line(figure, hand))
        elif row.is_begun:
            lines.append({"label": kind.label, "basis": COMMAND, "scope": kind.definition, "value": None})
    return lines


def _line(figure: FigureRow, hand: Reporting) -> dict[str, Any]:
    may_correct = not figure.is_counted and hand.correcting(figure.matter, figure.organisation_id)
    return {
        "label": figure.label,
        "value": figure.money if figure.is_money else figure.numerator,
        "value_label": figure.numerator_label,
        "unit": "" if figure.is_money else figure.unit,
        "mark": words.MARK if figure.is_demonstration else "",
        "base_label": figure.denominator_label,
        "base": figure.base_money if figure.is_money else figure.denominator,
        "share": _share(figure),
        "basis": figure.basis,
        "is_backfilled": figure.is_backfilled,
        "scope": figure.definition,
        "note": figure.note,
        "as_of_text": short_moment(figure.as_of),
        "source": figure.source,
        "address": figure.address,
        "organisation": figure.organisation,
        "correct_url": reverse("projects:figure-correct", args=[figure.id]) if may_correct else "",
    }


def _share(figure: FigureRow) -> str:
    """A part has a share of its whole; two other numbers have only a ratio."""
    if figure.share is None:
        return ""
    return f"{'占' if figure.is_part else '比值'}{percent_text(figure.share)}"


def milestone_lines(row: VillageRow, *, may_correct: bool) -> list[dict[str, Any]]:
    """Milestones as the timeline takes them; the nearest one that lies ahead is the next."""
    ahead = next((one for one in row.milestones if one.reached_on is None and not one.is_overdue), None)
    return [_milestone(one, is_next=one is ahead, may_correct=may_correct) for one in row.milestones]


def _moved_words(row: MilestoneRow) -> str:
    """``原定2027年底，调整为2029年底（依据…，原因…）``; empty while the first promise stands."""
    return f"原定{row.first_words}，{row.change_words}" if row.is_moved else ""


def _milestone(row: MilestoneRow, *, is_next: bool, may_correct: bool) -> dict[str, Any]:
    mark = words.MARK if row.is_demonstration else ""
    line = {
        "label": f"{row.label}{mark}",
        "due_text": row.reached_text or f"不晚于{row.due_words}",
        "source": row.source or row.basis,
        "note": words.joined([BACKFILLED if row.is_backfilled else "", _moved_words(row), row.note]),
        "correct_url": "",
    }
    if row.reached_on is not None:
        if row.promised_on is not None and not row.is_moved:
            line["note"] = words.joined([f"原定{row.due_words}", line["note"]])
        if may_correct:
            line["correct_url"] = reverse("projects:milestone-reached-correct", args=[row.reached_id])
        return {**line, "state": "done", "word": "已完成"}
    if row.is_overdue:
        return {**line, "state": "late", "word": f"完成情况{Missing.NOT_REPORTED}，{days_left(row.days)}"}
    return {**line, "state": "next" if is_next else "planned", "word": days_left(row.days)}
