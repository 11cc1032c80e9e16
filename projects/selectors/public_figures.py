"""Public facts with their source and confidence."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q

from portal.kernel.money import Money
from projects.models import PublicFigure, Village
from projects.rules.words import BACKFILLED
from projects.selectors.bases import BasisRow, bases_of_public_facts
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
    backfill_id: int | None
    basis: str
    difference: str

    @property
    def mark(self) -> str:
        return BACKFILLED if self.is_backfilled else ""

    @property
    def is_backfilled(self) -> bool:
        return self.backfill_id is not None

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
    return _rows(rows, moment)


def public_figures_of(villages: Any, moment: Moment) -> dict[tuple[int | None, str], PublicFigureRow]:
    """(village or None for the district, key) → statement, for many villages and the district at once."""
    known = PublicFigure.objects.known_at(moment.known_at).filter(area__isnull=True)
    rows = _rows(known.filter(Q(village__isnull=True) | Q(village__in=villages)), moment)
    return {(row.village_id, row.key): row for row in rows}


def _rows(figures: Any, moment: Moment) -> list[PublicFigureRow]:
    """What was never said to be counted in some way is of no 口径: it prints 未录入."""
    names = [name for name in PublicFigureRow.__dataclass_fields__ if name not in ("basis", "difference")]
    of_keys = bases_of_public_facts(moment.known_at)
    return [_row(values, of_keys.get(values["key"])) for values in figures.order_by("ordinal", "pk").values(*names)]


def _row(values: dict[str, Any], basis: BasisRow | None) -> PublicFigureRow:
    difference = basis.explained if basis and basis.difference else ""
    return PublicFigureRow(**values, basis=basis.name if basis else "", difference=difference)


def differences(facts: Iterable[PublicFigureRow]) -> list[str]:
    """What must be said where these facts stand beside the command centre's numbers, each 口径 once."""
    return list(dict.fromkeys(fact.difference for fact in facts if fact.difference))
