"""Public facts with their source and confidence."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from portal.kernel.money import Money
from projects.models import PublicFigure, Village
from projects.selectors.moment import Moment


@dataclass(frozen=True)
class PublicFigureRow:
    """One published statement. An empty ``value`` prints 未公开."""

    id: int
    village_id: int | None
    key: str
    label: str
    value: str
    number: Decimal | None
    unit: str
    as_of: date | None
    confidence: str
    source: str
    address: str
    note: str
    is_demonstration: bool

    @property
    def mark(self) -> str:
        return ""

    @property
    def basis(self) -> str:
        return ""

    @property
    def money(self) -> Money | None:
        """Amounts are published in yuan."""
        return Money.yuan(f"{self.number:.2f}") if self.unit == "元" and self.number is not None else None

    @property
    def count_text(self) -> str:
        """``2186户``: the number without empty decimals, with its unit."""
        if self.number is None:
            return self.value
        whole = int(self.number) if self.number == int(self.number) else self.number.normalize()
        return f"{whole}{self.unit}"


def public_figures(village: Village | None, moment: Moment) -> list[PublicFigureRow]:
    """What was published of a village, or (None) of the district as a whole."""
    rows = PublicFigure.objects.known_at(moment.known_at).filter(village=village, area__isnull=True)
    return _rows(rows)


def public_figures_of(villages: Any, moment: Moment) -> dict[tuple[int | None, str], PublicFigureRow]:
    """(village or None for the district, key) → statement, for many villages and the district at once."""
    known = PublicFigure.objects.known_at(moment.known_at).filter(area__isnull=True)
    rows = _rows(known.filter(village__isnull=True)) + _rows(known.filter(village__in=villages))
    return {(row.village_id, row.key): row for row in rows}


def _rows(figures: Any) -> list[PublicFigureRow]:
    names = list(PublicFigureRow.__dataclass_fields__)
    return [PublicFigureRow(**values) for values in figures.order_by("ordinal", "pk").values(*names)]
