"""What others may know of households: the plain inputs of a computation, and what was surveyed by a moment."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, Q, QuerySet, Sum

from portal.kernel import clock
from portal.kernel.permissions import Actor
from projects.selectors.moment import Moment
from relocation.models import Building, Household, HouseholdMember, PhoneReading
from relocation.models.household import COMPENSATED

NO_AREA = Decimal("0.00")


@dataclass(frozen=True)
class BuildingInput:
    """One building as a computation takes it; ``area`` in square metres, exact."""

    ordinal: int
    label: str
    structure: str
    legal_status: str
    area: Decimal

    @property
    def is_compensated(self) -> bool:
        return self.legal_status in COMPENSATED


@dataclass(frozen=True)
class HouseholdInputs:
    """All of a household that a sum rests on: no name, no number of a person."""

    household_id: int
    village_id: int
    number: str
    land_type: str
    surveyed_on: date
    persons: int
    counted_heads: int
    buildings: tuple[BuildingInput, ...]

    def area(self, *, structure: str = "", legal_status: str = "") -> Decimal:
        """Square metres of the buildings of this structure and status; empty means of all."""
        return sum(
            (
                each.area
                for each in self.buildings
                if structure in ("", each.structure) and legal_status in ("", each.legal_status)
            ),
            NO_AREA,
        )

    @property
    def compensated_area(self) -> Decimal:
        return sum((each.area for each in self.buildings if each.is_compensated), NO_AREA)


def inputs_of(household: Household) -> HouseholdInputs:
    """What stands of this household now, inside the caller's transaction."""
    return inputs_of_many([household])[household.pk]


def inputs_of_many(households: Iterable[Household]) -> dict[int, HouseholdInputs]:
    """The same of many, by household, in two looks."""
    asked = list(households)
    keys = [household.pk for household in asked]
    members = HouseholdMember.objects.filter(household__in=keys, ended_at__isnull=True).values("household")
    counted = members.annotate(persons=Count("*"), heads=Count("pk", filter=Q(is_counted=True)))
    people = {owner: (persons, heads) for owner, persons, heads in counted.values_list("household", "persons", "heads")}
    buildings: dict[int, list[BuildingInput]] = defaultdict(list)
    for each in Building.objects.filter(household__in=keys, ended_at__isnull=True).order_by("ordinal"):
        buildings[each.household_id].append(
            BuildingInput(each.ordinal, each.label, each.structure, each.legal_status, each.area)
        )
    return {
        household.pk: HouseholdInputs(
            household_id=household.pk,
            village_id=household.village_id,
            number=household.number,
            land_type=household.land_type,
            surveyed_on=household.surveyed_on,
            persons=people.get(household.pk, (0, 0))[0],
            counted_heads=people.get(household.pk, (0, 0))[1],
            buildings=tuple(buildings[household.pk]),
        )
        for household in asked
    }


@dataclass(frozen=True)
class Surveyed:
    """What was surveyed in one village: 应签 households, their people, the area that is compensated (square metres)."""

    village_id: int
    households: int = 0
    persons: int = 0
    compensated_area: Decimal = NO_AREA
    is_demonstration: bool = False


def surveyed(villages: Collection[int], moment: Moment) -> dict[int, Surveyed]:
    """By village, for those that have a household: as it stood at the moment, as far as it was known."""
    counted = _standing(Household.objects.filter(village__in=villages), moment).values("village")
    households = {
        row["village"]: row
        for row in counted.annotate(all=Count("*"), invented=Count("pk", filter=Q(is_demonstration=True)))
    }
    people = _parts(HouseholdMember.objects.all(), villages, moment).annotate(found=Count("*"))
    persons = dict(people.values_list("household__village", "found"))
    areas = _parts(Building.objects.filter(legal_status__in=COMPENSATED), villages, moment).annotate(found=Sum("area"))
    area = dict(areas.values_list("household__village", "found"))
    return {
        key: Surveyed(key, row["all"], persons.get(key, 0), area.get(key, NO_AREA), row["invented"] > 0)
        for key, row in households.items()
    }


def _standing(rows: QuerySet[Household], moment: Moment, at: str = "") -> QuerySet[Household]:
    """Households surveyed by the day, known by the instant and not withdrawn by it."""
    found = rows.filter(**{f"{at}surveyed_on__lte": moment.day})
    return _known(found, moment, begin=f"{at}recorded_at", end=f"{at}withdrawn_at")


def _parts(rows: QuerySet, villages: Collection[int], moment: Moment) -> QuerySet:  # type: ignore[type-arg]
    """Members or buildings that stood then, by village."""
    found = _standing(rows.filter(household__village__in=villages), moment, at="household__")
    return _known(found, moment, begin="recorded_at", end="ended_at").values("household__village")


def _known(rows: QuerySet, moment: Moment, *, begin: str, end: str) -> QuerySet:  # type: ignore[type-arg]
    if moment.known_at is None:
        return rows.filter(**{f"{end}__isnull": True})
    lasting = Q(**{f"{end}__isnull": True}) | Q(**{f"{end}__gt": moment.known_at})
    return rows.filter(lasting, **{f"{begin}__lte": moment.known_at})


def standing_numbers(villages: Collection[int]) -> dict[tuple[int, str], int]:
    """The households of these villages that stand, by village and number."""
    found = Household.objects.filter(village__in=villages, withdrawn_at=None)
    return {(village, number): pk for village, number, pk in found.values_list("village", "number", "pk")}


def known_id_numbers(numbers: Iterable[str]) -> int:
    """How many of these identity cards stand in a household already."""
    column = HouseholdMember().index_of
    indexes = [column("id_number", number) for number in numbers]
    standing = HouseholdMember.objects.filter(ended_at=None, household__withdrawn_at=None)
    return standing.filter(id_number_idx__in=indexes).values("id_number_idx").distinct().count()


def has_read_phones(user_id: int) -> bool:
    """Whether it is noted already that he reads the telephones of his households today."""
    return bool(PhoneReading.objects.filter(user=user_id, read_on=clock.today()).exists())


@dataclass(frozen=True)
class Twin:
    """Somebody of another household with the same number: where, as far as the actor may see it."""

    ordinal: int
    household_id: int | None
    village: str
    number: str


def twins_of(household: Household, actor: Actor) -> list[Twin]:
    """Members whose number also stands elsewhere; a red flag looks for these, and the page says so at once."""
    standing = HouseholdMember.objects.filter(ended_at=None, household__withdrawn_at=None)
    own: dict[bytes, int] = {
        bytes(index): ordinal
        for index, ordinal in standing.filter(household=household).values_list("id_number_idx", "ordinal")
        if index is not None
    }
    others = standing.filter(id_number_idx__in=list(own)).exclude(household=household).order_by("household")
    found = [(bytes(index or b""), key) for index, key in others.values_list("id_number_idx", "household")]
    theirs = Household.objects.visible_to(actor).filter(pk__in={key for _, key in found}).select_related("village")
    seen = {each.pk: each for each in theirs}
    return [_twin(own[index], seen.get(key)) for index, key in found]


def _twin(ordinal: int, other: Household | None) -> Twin:
    return Twin(ordinal, other.pk, str(other.village), other.number) if other else Twin(ordinal, None, "", "")
