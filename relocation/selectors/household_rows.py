"""Households as the list, the page and the API show them: frozen rows, numbers of persons masked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from portal.accounts.rules import masked_name
from portal.kernel.permissions import Actor
from relocation.models import Building, Household, HouseholdMember
from relocation.selectors.households import HouseholdInputs, inputs_of_many


@dataclass(frozen=True)
class HouseholdRow:
    """``phone`` is masked; ``whole_phone`` is there for the one who keeps the household."""

    id: int
    village_id: int
    village: str
    number: str
    holder: str
    door: str
    land_type: str
    land_type_label: str
    persons: int
    counted_heads: int
    area: Decimal
    compensated_area: Decimal
    phone: str
    whole_phone: str
    keeper_id: int | None
    keeper: str
    surveyed_on: date
    withdrawn_at: datetime | None
    withdrawn_reason: str
    is_demonstration: bool

    @property
    def state(self) -> str:
        return "已撤销" if self.withdrawn_at else "在册"


@dataclass(frozen=True)
class MemberRow:
    id: int
    ordinal: int
    name: str
    relation: str
    id_number: str
    is_counted: bool


def household_rows(found: Sequence[Household], actor: Actor, *, shows_phones: bool = False) -> list[HouseholdRow]:
    """Rows of households read with their village and keeper, in two looks. ``shows_phones``: whole, of one's own."""
    inputs = inputs_of_many(found)
    return [_row(each, inputs[each.pk], shows_phones and keeps(actor, each)) for each in found]


def keeps(actor: Actor, household: Household) -> bool:
    """Whether the actor is its 包户干部."""
    return actor.user is not None and household.keeper_id == actor.user.pk


def member_rows(household: Household) -> list[MemberRow]:
    members = HouseholdMember.objects.filter(household=household, ended_at=None).order_by("ordinal")
    return [
        MemberRow(
            each.pk,
            each.ordinal,
            masked_name(each.name),
            str(each.get_relation_display()),
            each.masked("id_number"),
            each.is_counted,
        )
        for each in members
    ]


def buildings_of(household: Household) -> list[Building]:
    return list(Building.objects.filter(household=household, ended_at=None).order_by("ordinal"))


def _row(household: Household, inputs: HouseholdInputs, is_whole: bool) -> HouseholdRow:
    return HouseholdRow(
        id=household.pk,
        village_id=household.village_id,
        village=str(household.village),
        number=household.number,
        holder=masked_name(household.holder_name),
        door=household.door,
        land_type=household.land_type,
        land_type_label=str(household.get_land_type_display()),
        persons=inputs.persons,
        counted_heads=inputs.counted_heads,
        area=inputs.area(),
        compensated_area=inputs.compensated_area,
        phone=household.masked("phone"),
        whole_phone=household.unsealed("phone") if is_whole else "",
        keeper_id=household.keeper_id,
        keeper=str(household.keeper.name) if household.keeper else "",
        surveyed_on=household.surveyed_on,
        withdrawn_at=household.withdrawn_at,
        withdrawn_reason=household.withdrawn_reason,
        is_demonstration=household.is_demonstration,
    )
