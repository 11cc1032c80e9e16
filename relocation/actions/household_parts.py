"""Members and buildings of a household: dated rows, of which a correction ends those that differ."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from portal.kernel import clock
from relocation.models import Building, Household, HouseholdMember
from relocation.rules.households import BuildingEntry, HouseholdEntry, MemberEntry


def parts_of(household: Household, entry: HouseholdEntry) -> tuple[list[HouseholdMember], list[Building]]:
    """The rows of what was entered, sealed, not yet saved."""
    members = [_member(household, place, each) for place, each in enumerate(entry.members, 1)]
    buildings = [
        Building(household=household, ordinal=place, **vars(each)) for place, each in enumerate(entry.buildings, 1)
    ]
    return members, buildings


def id_numbers_of(household: Household) -> dict[int, str]:
    """The numbers of its members, by row."""
    return {member.pk: member.unsealed("id_number") for member in _standing(HouseholdMember, household)}


def hold_parts_to(household: Household, entry: HouseholdEntry) -> None:
    """End each member and building that is not entered as it stands, and begin those that are new or differ."""
    stood = {member.pk: member for member in _standing(HouseholdMember, household)}
    numbers = {pk: member.unsealed("id_number") for pk, member in stood.items()}
    wanted = entry.with_numbers(numbers).members
    now = {member.ordinal: _told(member, numbers[pk]) for pk, member in stood.items()}
    differ = [place for place, each in enumerate(wanted, 1) if now.get(place) != _bare(each)]
    _end(member for member in stood.values() if member.ordinal in differ or member.ordinal > len(wanted))
    fresh = [_member(household, place, wanted[place - 1]) for place in differ]
    HouseholdMember.objects.bulk_create(fresh)
    _hold_buildings_to(household, entry.buildings)


def _hold_buildings_to(household: Household, wanted: Sequence[BuildingEntry]) -> None:
    stood = {building.ordinal: building for building in _standing(Building, household)}
    now = {
        place: BuildingEntry(each.label, each.structure, each.legal_status, each.area) for place, each in stood.items()
    }
    differ = [place for place, each in enumerate(wanted, 1) if now.get(place) != each]
    _end(building for place, building in stood.items() if place in differ or place > len(wanted))
    Building.objects.bulk_create(
        [Building(household=household, ordinal=place, **vars(wanted[place - 1])) for place in differ]
    )


def _standing(model: Any, household: Household) -> list[Any]:
    found = model.objects.filter(household=household, ended_at=None).select_related("household")
    return list(found.order_by("ordinal"))


def _end(rows: Any) -> None:
    ended = list(rows)
    for row in ended:
        row.ended_at = clock.now()
    if ended:
        type(ended[0]).objects.bulk_update(ended, ["ended_at"])


def _member(household: Household, place: int, entry: MemberEntry) -> HouseholdMember:
    told = {"name": entry.name, "relation": entry.relation, "is_counted": entry.is_counted}
    member = HouseholdMember(household=household, ordinal=place, **told)
    member.seal_into("id_number", entry.id_number)
    return member


def _told(member: HouseholdMember, id_number: str) -> MemberEntry:
    return MemberEntry(member.name, member.relation, id_number, member.is_counted)


def _bare(entry: MemberEntry) -> MemberEntry:
    return MemberEntry(entry.name, entry.relation, entry.id_number, entry.is_counted)
