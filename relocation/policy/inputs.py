"""What of a household a sum rests on: measured areas, counted heads, what it chose. Nothing that names a person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

# Only these are paid (《国有土地上房屋征收与补偿条例》24).
COMPENSATED = frozenset({"legal", "recognised"})


@dataclass(frozen=True)
class BuildingInput:
    """One building: ``area`` in square metres, exact; ``words`` are structure and status as people call them."""

    label: str
    structure: str
    legal_status: str
    area: Fraction
    words: str

    @property
    def is_compensated(self) -> bool:
        return self.legal_status in COMPENSATED


@dataclass(frozen=True)
class Inputs:
    """``heads`` are the people who count (安置人口); ``choice`` and ``transition`` are keys of ``terms``."""

    buildings: tuple[BuildingInput, ...]
    heads: int
    choice: str
    transition: str
    move_by: date

    @property
    def paid_buildings(self) -> tuple[BuildingInput, ...]:
        return tuple(building for building in self.buildings if building.is_compensated)

    @property
    def paid_area(self) -> Fraction:
        return sum((building.area for building in self.paid_buildings), Fraction(0))

    def as_data(self) -> dict[str, Any]:
        """Plain values for JSON, areas as text; ``read_inputs`` reads them back."""
        return {
            "buildings": [
                {
                    "label": each.label,
                    "structure": each.structure,
                    "legal_status": each.legal_status,
                    "area": _as_text(each.area),
                    "words": each.words,
                }
                for each in self.buildings
            ],
            "heads": self.heads,
            "choice": self.choice,
            "transition": self.transition,
            "move_by": self.move_by.isoformat(),
        }


def read_inputs(data: Mapping[str, Any]) -> Inputs:
    """What ``as_data`` gave."""
    buildings = tuple(BuildingInput(**{**each, "area": Fraction(each["area"])}) for each in data["buildings"])
    return Inputs(buildings, data["heads"], data["choice"], data["transition"], date.fromisoformat(data["move_by"]))


def _as_text(area: Fraction) -> str:
    whole, part = divmod(area * 100, 100)
    return f"{whole}.{int(part):02d}"
