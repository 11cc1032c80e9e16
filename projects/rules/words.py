"""The words of page one, from plain values: a judgement, four figures, what is stuck, what is asked (office 5).

``※`` stands behind every invented figure. Changes against last week stand in brackets, differences of percentages in
百分点. Nothing is praised: the words carry numbers or 未报.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from portal.kernel.money import Money
from portal.reports.blocks import Lamp, LampColour
from projects.rules.pace import percent_text, points_text

BACKFILLED = "补录"
MARK = "※"
DAYS_TO_REPORT = timedelta(days=3)
# A date is one figure with one mark, not three.
_NUMBER = re.compile(r"(?:\d+年)?(?:\d+月)?\d+日|\d+年(?:\d+月|底)|\d+(?:\.\d+)?%?")
_SMALL_LAMPS = (LampColour.RED, LampColour.YELLOW, LampColour.GREEN)
_UNNAMED = "（名称待录入）"


@dataclass(frozen=True)
class Shown:
    """A number as it is printed: with its unit, its mark when invented, and its change against last week."""

    value: int
    unit: str
    is_invented: bool = False
    was: int | None = None
    as_of: date | None = None

    @property
    def mark(self) -> str:
        return MARK if self.is_invented else ""

    @property
    def text(self) -> str:
        """``2139户※``."""
        return f"{self.value}{self.unit}{self.mark}"

    @property
    def with_change(self) -> str:
        """``2139户※（＋12户※）``; a figure of an earlier week says when it was counted instead."""
        if self.as_of is not None:
            return f"{self.text}（截至{self.as_of.month}月{self.as_of.day}日）"
        if self.was is None:
            return self.text
        if self.was == self.value:
            return f"{self.text}（持平）"
        sign = "＋" if self.value > self.was else "－"
        return f"{self.text}（{sign}{abs(self.value - self.was)}{self.unit}{self.mark}）"


def marked(text: str, *, is_invented: bool) -> str:
    """The text with a mark behind each of its numbers: ``落后序时12※个百分点``."""
    return _NUMBER.sub(rf"\g<0>{MARK}", text) if is_invented else text


def short_name(label: str) -> str:
    """The name of a site where there is no room: that nobody entered its name yet is said once, in a note."""
    return label.removesuffix(_UNNAMED)


def in_year(words: str, year: int) -> str:
    """``12月5日``: a day of the year that the paper is of stands without it, as people write; 2026年底 stays."""
    return re.sub(rf"^{year}年(?=\d)", "", words)


def stuck_words(name: str, reason: str) -> str:
    """``示范点落后12※个百分点``: of what, the judgement above has said; the column holds twelve characters."""
    return f"{name}{reason.replace('落后序时', '落后')}"


def hundred_millions(money: Money) -> str:
    """``13.18``: 亿元 to two decimals, without the word."""
    return f"{money.in_unit('亿元'):.2f}"


def ten_thousands(money: Money) -> str:
    """``3200.00``: 万元 to two decimals, without the word."""
    return f"{money.in_unit('万元'):.2f}"


def lamp_words(lamp: Lamp) -> str:
    """``●黄灯``: colour and word, because the paper is copied in black."""
    return f"●{lamp.word}" if lamp.colour in _SMALL_LAMPS else lamp.word


def days_words(days: int) -> str:
    """``还有404天``, ``今天``, ``已过3天``."""
    return f"还有{days}天" if days > 0 else f"已过{-days}天" if days else "今天"


def first_promise_words(due_words: str, days: int) -> str:
    """``原定2027年底，还有404天``: what was promised first, for good, whatever was promised since."""
    return f"原定{due_words}，{days_words(days)}"


def countdown_words(label: str, due_words: str, days: int, first: str = "") -> str:
    """``示范点距2027年底回迁404天``; of a promise that was changed, ``first`` says what it was."""
    if not first:
        return f"示范点原定{due_words}{label}，已过{-days}天" if days < 0 else f"示范点距{due_words}{label}{days}天"
    told = f"示范点调整为{due_words}{label}，已过{-days}天" if days < 0 else f"示范点距{due_words}{label}{days}天"
    return f"{told}（{first}）"


def promised_words(due_words: str, first_words: str = "") -> str:
    """``原定2025年底``, of a promise that was changed ``原定2025年底、调整为2026年6月``."""
    return f"原定{first_words}、调整为{due_words}" if first_words else f"原定{due_words}"


def change_words(due_words: str, basis: str, reason: str = "") -> str:
    """``调整为2029年底（依据××会议纪要，原因设计变更）``."""
    return f"调整为{due_words}（依据{basis}{f'，原因{reason}' if reason else ''}）"


def rule_change_words(since: date, name: str, before: str) -> str:
    """``自11月25日起改按武汉市规则亮灯（此前按银川市（2025年3月））。``"""
    return f"自{since.month}月{since.day}日起改按{name}规则亮灯（此前按{before}）。"


def reporting_words(reported: int, villages: int, period: str) -> str:
    """Who did not report in the ``period`` (本周, 本期); empty when all did."""
    if not villages or reported >= villages:
        return ""
    return f"{period}各点位均未报数" if not reported else f"{villages - reported}个点位{period}未报数"


def safety_words(accidents: Shown | None, visits: Shown | None) -> str:
    """``无安全事故、集体访※``: none is said only of what was reported."""
    told = [(label, shown) for label, shown in (("安全事故", accidents), ("集体访", visits)) if shown is not None]
    some = [f"{label}{shown.text}" for label, shown in told if shown.value]
    none = [(label, shown) for label, shown in told if not shown.value]
    if none:
        some.append(f"无{'、'.join(label for label, _ in none)}{none[-1][1].mark}")
    return "；".join(some)


def cover_words(balance: int, monthly_need: int, as_of: date, *, is_invented: bool) -> str:
    """``资金可保至1月※``: the last month that the balance pays for in full, counted from the month after ``as_of``."""
    if monthly_need <= 0:
        return ""
    months = balance // monthly_need
    if not months:
        return f"可用资金不足1个月用款{MARK if is_invented else ''}"
    month = (as_of.month - 1 + months) % 12 + 1
    year = as_of.year + (as_of.month - 1 + months) // 12
    named = f"{month}月" if year - as_of.year <= 1 and months < 12 else f"{year}年{month}月"
    return f"资金可保至{named}{MARK if is_invented else ''}"


def building_words(label: str, share: Fraction, was: Fraction | None, *, is_invented: bool) -> str:
    """``二次结构完成63%※（＋4※个百分点）``."""
    mark = MARK if is_invented else ""
    said = f"{label}完成{percent_text(share)}{mark}"
    if was is None:
        return said
    points = (share - was) * 100
    if not points:
        return f"{said}（持平）"
    return f"{said}（{'＋' if points > 0 else '－'}{points_text(points)}{mark}个百分点）"


def relocation_words(due: Shown, signed: Shown) -> str:
    """``征拆：应签2186户，已签2139户※（＋12户※）。``"""
    return f"征拆：应签{due.text}，已签{signed.with_change}。"


def relocation_base_words(areas: int, villages: str, households: str, persons: str) -> str:
    """``征拆：4片区10村2186户7699人；已签户数未报。``: the published base, under its own 口径."""
    return f"征拆：{areas}片区{villages}村{households}{persons}；已签户数未报。"


def funding_words(total: Money | None, arrived: Money | None, paid: Money | None, *, is_invented: bool) -> str:
    """``资金（亿元）：总投资13.18，到位9.42※，支付8.67※。``"""
    mark = MARK if is_invented else ""
    whole = f"总投资{hundred_millions(total)}" if total is not None else "总投资未报"
    parts = [(label, money) for label, money in (("到位", arrived), ("支付", paid)) if money is not None]
    missing = [label for label, money in (("到位", arrived), ("支付", paid)) if money is None]
    told = "，".join([whole, *(f"{label}{hundred_millions(money)}{mark}" for label, money in parts)])
    unsaid = f"；{'、'.join(missing)}未报" if missing else ""
    return f"资金（亿元）：{told}{unsaid}。"


def quality_words(new: Shown | None, closed: Shown | None, overdue: Shown | None) -> str:
    """``质量：质询新增6件※，办结9件※，超期1件※。``"""
    told = [f"{label}{shown.text}" for label, shown in (("新增", new), ("办结", closed), ("超期", overdue)) if shown]
    return f"质量：质询{'，'.join(told)}。" if told else "质量：质询件数未报。"


def request_words(reported: int, villages: int, cut_off: date, *, had_any: bool) -> str:
    """What the office asks of its units while they have not reported; a matter for leaders is entered by people."""
    if not villages or reported >= villages:
        return "无。"
    until = cut_off + DAYS_TO_REPORT
    by = f"{until.month}月{until.day}日18时前"
    if not had_any:
        return f"请各专班、各点位{by}完成首次报数，由办公室汇总后补报一期。"
    return f"无；{villages - reported}个未报数点位{by}补报。"


def joined(parts: Sequence[str]) -> str:
    """Parts of one sentence, those that are empty left out."""
    return "；".join(part for part in parts if part)
