"""Why a figure moved: new events, late entries, corrections, another method, other villages (decision 6).

Three readings of one figure decide. F0 is what the edition before froze; F1 is the same weeks read with today's
knowledge and today's method; F2 is what this edition counts. F2 − F1 happened since: new. F1 − F0 was said of the same
weeks and came to light later; the counted keys tell how. The parts always add up to F2 − F0, exactly. Pure values.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from portal.kernel.missing import Missing

PARTS = {
    "new": "本期变化",
    "late": "补报",
    "corrected": "更正",
    "method": "口径调整",
    "membership": "点位增减",
}
FEN = "分"
FEN_IN_WAN = Decimal(1_000_000)
Frozen = Mapping[str, Any]  # a figure as an edition keeps it (``Figure.as_data``)


@dataclass(frozen=True)
class Movement:
    """One figure that moved, and into which parts its movement splits. None: the edition did not have the figure."""

    key: str
    village: int | None
    label: str
    unit: str
    was: Decimal | None
    now: Decimal | None
    parts: Mapping[str, Decimal]

    @property
    def was_text(self) -> str:
        """What the edition before said."""
        return number_text(self.was, self.unit)

    @property
    def now_text(self) -> str:
        """What this edition says."""
        return number_text(self.now, self.unit)

    @property
    def now_known_text(self) -> str:
        """What the edition before would say with today's knowledge."""
        return number_text((self.was or Decimal(0)) + self.changed, self.unit)

    @property
    def changed(self) -> Decimal:
        """The movement but for what is new."""
        return sum((part for name, part in self.parts.items() if name != "new"), Decimal(0))

    @property
    def reason_text(self) -> str:
        """``补报＋200户；更正－3户``: the parts but for what is new."""
        return "；".join(
            f"{PARTS[name]}{signed_text(part, self.unit)}"
            for name, part in self.parts.items()
            if part and name != "new"
        )

    def as_data(self) -> dict[str, Any]:
        """Plain JSON in the spelling of figures: whole numbers as numbers, decimals as text."""
        return {
            "key": self.key,
            "village": self.village,
            "label": self.label,
            "unit": self.unit,
            "was": _plain(self.was),
            "now": _plain(self.now),
            "parts": {name: _plain(part) for name, part in self.parts.items() if part},
        }


def number_text(number: Decimal | None, unit: str) -> str:
    """A number with its unit as tables print it; money is kept in 分 and read in 万元."""
    if number is None:
        return Missing.NOT_REPORTED
    if unit == FEN:
        return f"{number / FEN_IN_WAN:,.2f}万元"
    return f"{_plain(number)}{unit}"


def signed_text(number: Decimal, unit: str) -> str:
    """``＋12户`` or ``－3户``: a change in words, never an arrow."""
    return f"{'＋' if number > 0 else '－'}{number_text(abs(number), unit)}"


def movements(
    before: Iterable[Frozen],
    again: Iterable[Frozen],
    now: Iterable[Frozen],
    *,
    villages_before: Collection[int],
    villages_now: Collection[int],
) -> list[Movement]:
    """What moved between two editions; ``again`` is the earlier one's weeks read as the later one reads."""
    old, same, new = (_by_name(figures) for figures in (before, again, now))
    moved = set(villages_before) ^ set(villages_now)
    found = [_movement(old.get(name), same.get(name), new.get(name), moved) for name in sorted(old | same | new)]
    return [each for each in found if each is not None]


def _by_name(figures: Iterable[Frozen]) -> dict[tuple[str, int], Frozen]:
    return {(figure["key"], figure["village"] or 0): figure for figure in figures}


def _movement(old: Frozen | None, same: Frozen | None, new: Frozen | None, moved: set[int]) -> Movement | None:
    named = next(figure for figure in (new, same, old) if figure is not None)
    parts = {name: Decimal(0) for name in PARTS}
    parts["new"] = _number(new) - _number(same)
    method = {figure["method"] for figure in (old, same or new) if figure is not None}
    if len(method) > 1:
        parts["method"] = _number(same) - _number(old)
    else:
        _split(parts, old, same, moved)
    was, now = _said(old), _said(new)
    if was == now and not any(parts.values()):
        return None
    return Movement(named["key"], named["village"], named["label"], named["unit"], was, now, parts)


def _split(parts: dict[str, Decimal], old: Frozen | None, same: Frozen | None, moved: set[int]) -> None:
    """F1 − F0 by the counted keys; what they do not explain is a correction, so that the parts add up."""
    whole = _number(same) - _number(old)
    before, after = (_weights(figure) for figure in (old, same))
    places: dict[str, set[str]] = defaultdict(set)
    for key in before | after:
        places[key.partition("@")[0]].add(key)
    for place, keys in places.items():
        change = sum((after.get(key, Decimal(0)) - before.get(key, Decimal(0)) for key in keys), Decimal(0))
        parts[_why(place, keys, before, after, moved)] += change
    explained = parts["late"] + parts["corrected"] + parts["membership"]
    parts["corrected"] += whole - explained


def _why(
    place: str, keys: set[str], before: Mapping[str, Decimal], after: Mapping[str, Decimal], moved: set[int]
) -> str:
    """Of one place: it joined or left, something came late in addition or instead, or what was there was put right."""
    if place.isdecimal() and int(place) in moved:
        return "membership"
    return "late" if any(key in after and key not in before for key in keys) else "corrected"


def _weights(figure: Frozen | None) -> dict[str, Decimal]:
    counted: Mapping[str, Any] = figure["counted"] if figure is not None else {}
    return {key: _weight(value) for key, value in counted.items() if value not in (None, Missing.NOT_REPORTED)}


def _weight(value: str | int) -> Decimal:
    """What one counted key adds: a number itself, a word one. What was 未报 is left out: reported later, it is late."""
    return Decimal(value) if isinstance(value, int) else Decimal(1)


def _number(figure: Frozen | None) -> Decimal:
    return _said(figure) or Decimal(0)


def _said(figure: Frozen | None) -> Decimal | None:
    if figure is None or figure["numerator"] is None:
        return None
    return Decimal(figure["numerator"])


def _plain(number: Decimal | None) -> int | str | None:
    if number is None:
        return None
    return int(number) if number == number.to_integral_value() else str(number)
