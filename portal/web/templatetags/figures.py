"""Filters that print a figure as the office writes it. Fast enough for every cell of a long table.

A missing value is never 0 and never an empty cell: it prints one of the five words of ``Missing``. Amounts carry
their exact fen, so that the unit switch of the page can rewrite them without asking the server.
"""

from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django import template
from django.utils import timezone
from django.utils.safestring import SafeString

from portal.kernel.missing import Missing
from portal.kernel.money import Money, round_half_away

register = template.Library()

NOT_REPORTED = Missing.NOT_REPORTED.value
UNITS = ("元", "万元", "亿元")
CONFIDENCE_WORDS = {
    "A": "A级：官方原文",
    "B": "B级：政府或新闻页面",
    "C": "C级：转载，未见原文",
    "INF": "推算：由其他数据算出",
}
_FEN_PER_UNIT = {"元": 10**2, "万元": 10**6, "亿元": 10**10}


def missing(word: str) -> SafeString:
    """One of the five words, set apart from figures. Raises ValueError for any other word."""
    return SafeString(f'<span class="missing">{Missing(word)}</span>')


def best_unit(amount: Money) -> str:
    """The unit in which an amount reads well when nobody chose one."""
    size = abs(amount.fen)
    return next((unit for unit in reversed(UNITS) if size >= _FEN_PER_UNIT[unit]), UNITS[0])


def amount_text(amount: Money, unit: str = "") -> str:
    """``13.18亿元``: two decimals, thousands parted, the unit as asked for or the best one."""
    unit = unit if unit in UNITS else best_unit(amount)
    return f"{amount.in_unit(unit):,.2f}{unit}"


@register.filter
def money(amount: Money | None, unit: str = "") -> str:
    """An amount that the unit switch can rewrite; ``None`` prints 未报."""
    if amount is None:
        return missing(NOT_REPORTED)
    return SafeString(f'<data class="amount" value="{amount.fen}">{amount_text(amount, unit)}</data>')


@register.filter
def money_text(amount: Money | None, unit: str = "") -> str:
    """The same as plain words, for sentences and attributes."""
    return NOT_REPORTED if amount is None else amount_text(amount, unit)


@register.filter
def count(number: int | Decimal | None, word: str = NOT_REPORTED) -> str:
    """A number of things; thousands are parted from five digits on. ``None`` prints ``word``."""
    if number is None:
        return missing(word)
    return f"{number}" if -10_000 < number < 10_000 else f"{number:,}"


@register.filter
def or_missing(value: Any, word: str = NOT_REPORTED) -> Any:
    """The value, or the word for its absence when it is ``None`` or empty."""
    return missing(word) if value is None or value == "" else value


@register.filter
def percent_of(numerator: int | Decimal | None, denominator: int | Decimal | None) -> str:
    """``97.85%``; a missing part or an empty base prints 未报 (a rate of nothing is not 0)."""
    if numerator is None or not denominator:
        return missing(NOT_REPORTED)
    share = round_half_away(Fraction(numerator) * 10_000 / Fraction(denominator))
    return f"{Decimal(share) / 100:.2f}%"


@register.filter
def points(difference: Decimal | int | None) -> str:
    """A difference of two percentages, in 百分点 and never in %: ``＋4.00个百分点``."""
    if difference is None:
        return missing(NOT_REPORTED)
    sign = "＋" if difference > 0 else "－" if difference < 0 else ""
    return f"{sign}{abs(difference):.2f}个百分点"


@register.filter
def change(difference: int | Decimal | Money | None, unit: str = "") -> str:
    """The change against last time as it stands in brackets, without arrows: ``＋12户``, ``持平``; empty if unknown."""
    if difference is None:
        return ""
    if not difference:
        return "持平"
    if isinstance(difference, Money):
        sign = "－" if difference.fen < 0 else "＋"
        return sign + amount_text(Money(abs(difference.fen)), unit)
    return f"{'－' if difference < 0 else '＋'}{abs(difference):,}{unit}"


@register.filter(name="confidence")
def confidence_words(mark: str) -> str:
    """How far a public fact can be trusted, in words; empty for our own figures, which bear no mark."""
    return CONFIDENCE_WORDS.get(mark, "")


def _local(value: date | datetime) -> date | datetime:
    return timezone.localtime(value) if isinstance(value, datetime) and timezone.is_aware(value) else value


@register.filter
def day(value: date | datetime | None, word: str = NOT_REPORTED) -> str:
    """``2026年11月23日``, without padding, as papers print it."""
    if value is None:
        return missing(word)
    local = _local(value)
    return f"{local.year}年{local.month}月{local.day}日"


@register.filter
def short_day(value: date | datetime | None, word: str = NOT_REPORTED) -> str:
    """``11月23日``, for a column whose year is plain from the page."""
    if value is None:
        return missing(word)
    local = _local(value)
    return f"{local.month}月{local.day}日"


@register.filter
def moment(value: datetime | None, word: str = NOT_REPORTED) -> str:
    """``2026年11月22日18时``; minutes only when there are any."""
    if value is None:
        return missing(word)
    local = timezone.localtime(value) if timezone.is_aware(value) else value
    minutes = f"{local.minute:02d}分" if local.minute else ""
    return f"{local.year}年{local.month}月{local.day}日{local.hour}时{minutes}"


@register.filter
def days_until(due_on: date, today: date) -> str:
    """How far a day is off, in words."""
    return days_left((due_on - today).days)


@register.filter
def urgency(due_on: date, today: date) -> str:
    """The kind of state that a due day calls for: past is bad, today and the next three days warn."""
    left = (due_on - today).days
    return "bad" if left < 0 else "warn" if left <= 3 else "neutral"


@register.filter
def days_left(days: int | timedelta | None) -> str:
    """``还有404天``, ``今天``, ``已过12天``."""
    if days is None:
        return missing(NOT_REPORTED)
    left = days.days if isinstance(days, timedelta) else days
    return "今天" if left == 0 else f"还有{left}天" if left > 0 else f"已过{-left}天"
