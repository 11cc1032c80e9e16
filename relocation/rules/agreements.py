"""Agreements and notices on plain values: titles by kind of land, clauses, numbers, the words of periods."""

from __future__ import annotations

from datetime import date

AGREEMENT_TITLES = {"collective": "征地补偿安置协议", "state": "房屋征收补偿协议"}
PARTY_WORDS = {"collective": "宅基地使用权人", "state": "被征收人"}
# What must run before terms are adopted: the rule of the deadline table, by kind of land.
PLAN_NOTICE_RULES = {"collective": "L4", "state": "E1"}
PLAN_NOTICE_CLAUSES = {
    "collective": "《土地管理法》第四十七条，《土地管理法实施条例》第二十八条、第二十九条",
    "state": "《国有土地上房屋征收与补偿条例》第十条",
}
OWN_REVIEW_CLAUSE = "不相容岗位相分离的内控要求（本级）"
MOST_ACCOUNT_DIGITS = 30


def agreement_number(year: int, village_ordinal: int, ordinal: int) -> str:
    """``兴城改协〔2026〕2-15号``: by village and year, in the order of signing."""
    return f"兴城改协〔{year}〕{village_ordinal}-{ordinal}号"


def month_day(value: date) -> str:
    return f"{value.month}月{value.day}日"


def notice_words(last_day: date, days: int, day_number: int) -> str:
    """``公告至12月3日期满（共30日，今天第17日）``."""
    return f"至{month_day(last_day)}期满（共{days}日，今天第{day_number}日）"


def is_account(text: str) -> bool:
    """Digits alone, as banks print them; passbooks and company accounts follow no check digit, so none is asked."""
    return text.isascii() and text.isdigit() and 8 <= len(text) <= MOST_ACCOUNT_DIGITS


def masked_name(name: str) -> str:
    """``张*``: how somebody is named on a page."""
    return f"{name[:1]}*" if name else ""
