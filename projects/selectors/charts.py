"""The one chart of the overview and of the briefing: the same option on screen and on paper."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from portal.kernel.money import round_half_away
from portal.kernel.periods import SHANGHAI
from portal.reports.blocks import PALETTE, Chart
from projects.models import MilestoneKind
from projects.rules import scheduled_share
from projects.rules.lamps import LampRule
from projects.rules.words import MARK
from projects.selectors.moment import Moment
from projects.selectors.picture import Picture
from projects.selectors.villages import VillageRow, lamp_rule

CHART_LINES = 8
NARROW = 0.16  # of 350 pixels
LINES_OF_DAYS = 4
MOST_BARS = 8
ROOM_FOR_LABEL = 10  # percents of a bar that is as wide as its label
_BLUE, _AMBER, _PALE = PALETTE[0], PALETTE[1], "#d9d9d9"


def progress_chart(
    rows: Sequence[VillageRow], rule: LampRule | None, moment: Moment, *, prep_days: int | None = None
) -> Chart | None:
    """年度投资 against 序时进度 where two villages or more reported it; else the days of the lead project.

    One bar alone compares nothing. ``prep_days`` is the published length of the preparation; its first day is
    published by month only.
    """
    reported = [row for row in rows if (figure := row.figure("annual_investment")) and figure.share is not None]
    if len(reported) > 1:
        return _against_schedule(reported, rule, moment)
    lead = next((row for row in rows if row.is_lead), None)
    return _days_of(lead, moment, prep_days) if lead else None


def chart_of(seen: Picture) -> Chart | None:
    """The chart of a picture, by the lamp rule in force and with the published length of the preparation."""
    lead = seen.lead
    prep = seen.public.get((lead.id, "prep_days")) if lead else None
    days = int(prep.number) if prep and prep.number is not None else None
    return progress_chart(seen.rows, lamp_rule(seen.moment), seen.moment, prep_days=days)


def _against_schedule(rows: Sequence[VillageRow], rule: LampRule | None, moment: Moment) -> Chart:
    """One lying bar per village, those furthest behind on top, with a mark where 序时进度 stands."""
    compared = []
    for row in rows:
        figure = row.figure("annual_investment")
        if figure is None or figure.share is None:
            continue
        counted_on = figure.as_of.astimezone(SHANGHAI).date()
        name = row.short_label + (MARK if figure.is_demonstration else "")
        due = scheduled_share(counted_on, rule.pace if rule else ())
        compared.append((name, round_half_away(figure.share * 100), round_half_away(due * 100)))
    behind = sum(1 for _, done, due in compared if done < due)
    worst = sorted(compared, key=lambda one: one[1] - one[2])[:MOST_BARS]
    option: dict[str, Any] = {
        "color": [_BLUE, _AMBER],
        "grid": {"left": 4, "right": 12, "top": 2, "bottom": 2, "containLabel": True},
        "tooltip": {"trigger": "axis"},
        "xAxis": {"type": "value", "min": 0, "max": max(100, *(one[1] for one in worst)), "show": False},
        "yAxis": {
            "type": "category",
            "inverse": True,
            "data": [name for name, _, _ in worst],
            "axisTick": {"show": False},
            "axisLabel": {"interval": 0, "fontSize": 13},
        },
        "series": [
            {
                "name": "完成",
                "type": "bar",
                "data": [_bar(done) for _, done, _ in worst],
                "barCategoryGap": "20%",
                "barMaxWidth": 28,
                "label": {"show": True, "formatter": "{c}%", "fontSize": 13},
            },
            {
                "name": "序时进度",
                "type": "scatter",
                "symbol": "rect",
                "symbolSize": [5, 14],
                "itemStyle": {"borderColor": "#ffffff", "borderWidth": 1},  # seen on a dark bar and in a black copy
                "data": [[due, place] for place, (_, _, due) in enumerate(worst)],
            },
        ],
    }
    shown = f"，图中为落后最多的{MOST_BARS}个" if len(compared) > MOST_BARS else ""
    summary = f"{len(compared)}个点位报送，{behind}个低于序时进度（竖线）{shown}。"
    return Chart("年度投资完成与序时进度", option, summary, lines=CHART_LINES)


def _bar(done: int) -> dict[str, Any]:
    """A bar with its percents: white inside the dark bar, or black behind one that is too short for them."""
    place = {"position": "insideLeft", "color": "#ffffff"} if done >= ROOM_FOR_LABEL else {"position": "right"}
    return {"value": done, "label": {"color": "#000000", **place}}


def _days_of(lead: VillageRow, moment: Moment, prep_days: int | None) -> Chart | None:
    """Days before the start, since then, and to the return: all published or counted."""
    start, back = lead.milestone(MilestoneKind.CONSTRUCTION_START), lead.milestone(MilestoneKind.RETURN)
    if start is None or start.reached_on is None or back is None or back.days is None or back.days < 0:
        return None
    parts = [("开工至今", (moment.day - start.reached_on).days, _BLUE, "#ffffff")]
    if prep_days:
        parts.insert(0, ("前期工作", prep_days, _PALE, "#000000"))
    parts.append((f"距{back.due_words}{back.label}", back.days, _AMBER, "#000000"))
    whole = sum(days for _, days, _, _ in parts)
    # Each part bears its name and its days, so that nobody needs the colours of a legend; the axis would say no more.
    option: dict[str, Any] = {
        "color": [colour for _, _, colour, _ in parts],
        "grid": {"left": 0, "right": 0, "top": 8, "bottom": 8},
        "tooltip": {"trigger": "item"},
        "xAxis": {"type": "value", "show": False, "max": whole},
        "yAxis": {"type": "category", "data": [lead.label], "show": False},
        "series": [
            {
                "name": name,
                "type": "bar",
                "stack": "days",
                "data": [days],
                "barWidth": "80%",
                "label": {
                    "show": True,
                    "color": ink,
                    "fontSize": 14,
                    "formatter": f"{_within(name, days / whole)}\n{days}天",
                },
            }
            for name, days, _, ink in parts
        ],
    }
    said = "，".join(f"{name}{days}天" for name, days, _, _ in parts)
    said += f"（{back.first_promise_words}）" if back.is_moved else ""
    note = f"自{start.reached_text}开工"
    return Chart("示范点用时与倒计时", option, f"{lead.label}{note}：{said}。", lines=LINES_OF_DAYS)


def _within(name: str, share: float) -> str:
    """A name of four characters in two lines where its part is too narrow for one on a phone."""
    return f"{name[:2]}\n{name[2:]}" if share < NARROW else name
