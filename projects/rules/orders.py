"""Rules of 督办: who may be ordered, and the colour that an open order has by its days alone (blue, yellow, red)."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

NEAR_DAYS = 3
"""So many days before its day an order turns yellow."""

# The guards are not ordered about by those whom they guard, residents by nobody; their matters go the lawful ways.
_NEVER_ORDERED = ("audit", "discipline", "residents")


class Light(StrEnum):
    """Worst first: the order in which lists show them."""

    RED = "red"
    YELLOW = "yellow"
    BLUE = "blue"
    NONE = "none"

    @property
    def word(self) -> str:
        return {"red": "红色", "yellow": "黄色", "blue": "蓝色", "none": "—"}[self.value]


def may_be_ordered(organisation_kind: str) -> bool:
    """Whether a unit of this kind can be given an order by the command centre."""
    return organisation_kind not in _NEVER_ORDERED


def light_of(due_on: date | None, today: date, *, is_open: bool) -> Light:
    """Red after its day, yellow in its last days, blue before that and where no day was set."""
    if not is_open:
        return Light.NONE
    if due_on is None:
        return Light.BLUE
    left = (due_on - today).days
    if left < 0:
        return Light.RED
    return Light.YELLOW if left <= NEAR_DAYS else Light.BLUE


def light_words(due_on: date | None, today: date, *, is_open: bool) -> str:
    """``红色，超期5天``; the colour always with its word and its days, because papers are copied in black."""
    light = light_of(due_on, today, is_open=is_open)
    if light is Light.NONE:
        return light.word
    if due_on is None:
        return f"{light.word}，待研究"
    left = (due_on - today).days
    if left < 0:
        return f"{light.word}，超期{-left}天"
    return f"{light.word}，今天到期" if left == 0 else f"{light.word}，还有{left}天"
