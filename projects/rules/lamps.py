"""Traffic lights by a profile's thresholds (P7). Default: 银川市发改委2025年3月规则.

A lamp says only what was reported. What nobody reported lights no lamp (未报); what does not apply says so. A gap that
is smaller than the yellow limit is not defined by the Yinchuan text: ``small_gap`` decides, by default green with 关注.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from portal.reports.blocks import Lamp, LampColour, Missing
from projects.rules.figures import share
from projects.rules.pace import day_words, points_behind, points_text, scheduled_share
from projects.rules.words import promised_words

FRESH_DAYS = 31
"""Lamps are updated monthly; an older figure says nothing about today."""

GREEN, YELLOW, RED = "绿灯", "黄灯", "红灯"
WATCH = "绿灯关注"
_WEIGHT = {LampColour.RED: 3, LampColour.YELLOW: 2, LampColour.GREEN: 1, LampColour.NONE: 0}


@dataclass(frozen=True)
class LampRule:
    """The thresholds of one profile. ``measure`` is points (落后百分点) or ratio (percent of 序时进度 that is done)."""

    measure: str = "points"
    yellow: int = 10
    red: int = 30
    small_gap: str = "watch"
    start_red_months: int | None = 3
    entry_yellow_months: int | None = 1
    entry_red_months: int | None = 2
    payment_floor: int | None = None
    pace: tuple[int, ...] = ()
    clause: str = ""


@dataclass(frozen=True)
class Reported:
    """A reported figure as lamps need it. A yes-or-no is counted, too: 0 of 1 started."""

    numerator: int
    denominator: int | None
    as_of: date


def _green(reason: str = "") -> Lamp:
    return Lamp(LampColour.GREEN, GREEN, reason)


def _yellow(reason: str) -> Lamp:
    return Lamp(LampColour.YELLOW, YELLOW, reason)


def _red(reason: str) -> Lamp:
    return Lamp(LampColour.RED, RED, reason)


def _dark(word: Missing, reason: str) -> Lamp:
    return Lamp(LampColour.NONE, word.value, reason)


NOT_STARTED = _dark(Missing.NOT_STARTED, "未启动")
NOT_REPORTED = _dark(Missing.NOT_REPORTED, "未报，暂不亮灯")


def is_fresh(reported: Reported | None, day: date) -> bool:
    """Whether a figure is young enough to light a lamp."""
    return reported is not None and (day - reported.as_of).days <= FRESH_DAYS


def progress_lamp(rule: LampRule, reported: Reported | None, *, day: date, is_begun: bool) -> Lamp:
    """进度: done of the annual plan against 序时进度 on the day that the figure was counted."""
    if reported is None:
        return NOT_REPORTED if is_begun else NOT_STARTED
    if not is_fresh(reported, day):
        return _dark(Missing.NOT_REPORTED, f"上次报数截至{_short(reported.as_of)}，未更新，暂不亮灯")
    done = share(reported.numerator, reported.denominator)
    if done is None:
        return _dark(Missing.NOT_APPLICABLE, "本年未安排计划")
    scheduled = scheduled_share(reported.as_of, rule.pace)
    behind = points_behind(done, scheduled)
    if behind <= 0:
        return _green(f"超序时{points_text(behind)}个百分点" if behind < 0 else "与序时进度持平")
    reason = f"落后序时{points_text(behind)}个百分点"
    # A ratio is asked for only when something is due, so the schedule is not 0 here.
    measured = behind if rule.measure == "points" else done / scheduled * 100
    if (measured > rule.red) if rule.measure == "points" else (measured < rule.red):
        return _red(reason)
    if (measured >= rule.yellow) if rule.measure == "points" else (measured < rule.yellow):
        return _yellow(reason)
    return _small_gap(rule, reason)


def _small_gap(rule: LampRule, reason: str) -> Lamp:
    if rule.small_gap == "yellow":
        return _yellow(reason)
    return Lamp(LampColour.GREEN, WATCH, reason) if rule.small_gap == "watch" else _green(reason)


def start_lamp(
    rule: LampRule,
    *,
    planned_on: date | None,
    precision: str,
    started_on: date | None,
    reported: Reported | None,
    day: date,
    first_words: str = "",
) -> Lamp:
    """开工: late from the day after the planned one; red in the third month running.

    There is no excuse to enter: a good reason is a new promised day with its basis, and then the start is not late.
    ``first_words`` is the day that was promised first, when it was another; it is said for good.
    """
    if started_on is not None and started_on <= day:
        return _green("已开工")
    if is_fresh(reported, day) and reported is not None and reported.numerator > 0:
        return _green("已开工，日期未录入")
    if planned_on is None:
        return NOT_STARTED
    if day <= planned_on:
        was = f"（原定{first_words}）" if first_words else ""
        return _green(f"计划{day_words(planned_on, precision)}开工{was}")
    promised = promised_words(day_words(planned_on, precision), first_words)
    if not is_fresh(reported, day):
        return _dark(Missing.NOT_REPORTED, f"{promised}开工，完成情况未报，暂不亮灯")
    first_late = planned_on + timedelta(days=1)
    months = (day.year - first_late.year) * 12 + day.month - first_late.month + 1
    reason = f"{promised}开工，逾期第{months}个月"
    is_red = rule.start_red_months is not None and months >= rule.start_red_months
    return _red(reason) if is_red else _yellow(reason)


def entry_lamp(
    rule: LampRule,
    *,
    started_on: date | None,
    entered_on: date | None,
    reported: Reported | None,
    day: date,
) -> Lamp:
    """入库: in the statistics register within a month of the start; red after more than two."""
    if entered_on is not None and entered_on <= day:
        return _green("已入库")
    if is_fresh(reported, day) and reported is not None and reported.numerator > 0:
        return _green("已入库，日期未录入")
    if started_on is None or started_on > day:
        return _dark(Missing.NOT_STARTED, "开工后适用")
    if rule.entry_yellow_months is None or rule.entry_red_months is None:
        return _dark(Missing.NOT_APPLICABLE, "现用规则没有这一项")
    if not is_fresh(reported, day):
        return NOT_REPORTED
    if day > _months_after(started_on, rule.entry_red_months):
        return _red(f"开工超过{rule.entry_red_months}个月未入库")
    if day >= _months_after(started_on, rule.entry_yellow_months):
        return _yellow(f"开工满{rule.entry_yellow_months}个月未入库")
    return _dark(Missing.NOT_APPLICABLE, f"开工未满{rule.entry_yellow_months}个月")


def payment_lamp(rule: LampRule, reported: Reported | None, *, day: date, is_begun: bool) -> Lamp:
    """资金: paid of what the plan says should have been paid. Red is below what the level above demands."""
    if reported is None:
        return NOT_REPORTED if is_begun else NOT_STARTED
    if not is_fresh(reported, day):
        return _dark(Missing.NOT_REPORTED, f"上次报数截至{_short(reported.as_of)}，未更新，暂不亮灯")
    paid = share(reported.numerator, reported.denominator)
    if paid is None:
        return _dark(Missing.NOT_APPLICABLE, "至今没有应付款计划")
    if paid >= 1:
        return _green("按用款计划支付")
    reason = f"低于用款计划{points_text(points_behind(paid, Fraction(1)))}个百分点"
    if rule.payment_floor is None:
        return _dark(Missing.NOT_ENTERED, f"{reason}；上级支付进度要求未录入，暂不亮灯")
    return _red(reason) if paid * 100 < rule.payment_floor else _small_gap(rule, reason)


def worst_of(lamps: Iterable[Lamp]) -> Lamp:
    """The lamp that a village is counted under: red before yellow before green; none when none is lit."""
    return max(lamps, key=lambda lamp: _WEIGHT[lamp.colour], default=NOT_STARTED)


def _months_after(start: date, months: int) -> date:
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    return date(year, month + 1, min(start.day, calendar.monthrange(year, month + 1)[1]))


def _short(day: date) -> str:
    return f"{day.month}月{day.day}日"
