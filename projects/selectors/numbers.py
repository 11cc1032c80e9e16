"""The register of numbers: how a series is numbered now, and every number that was given out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from projects.models import NumberPattern, Series

FIRST_PATTERNS: Mapping[Series, str] = {
    Series.REMINDER: "兴城改提醒〔{year}〕{number}号",
    Series.ORDER: "兴城改督〔{year}〕{number}号",
    Series.REQUEST: "兴城改提请〔{year}〕{number}号",
}


@dataclass(frozen=True)
class Pattern:
    """``used`` numbers of ``year`` were given out before the portal counted them."""

    series: Series
    pattern: str
    year: int = 0
    used: int = 0


def pattern_of(series: Series) -> Pattern:
    """How a series is numbered now; the office's own wording until somebody sets another."""
    newest: NumberPattern | None = NumberPattern.objects.filter(series=series).order_by("-pk").first()
    if newest is None:
        return Pattern(series, FIRST_PATTERNS[series])
    return Pattern(series, newest.pattern, newest.year, newest.used)
