"""Surveying households: entered by hand or by a sheet, corrected, withdrawn; whose telephones were looked at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from portal.kernel import clock
from portal.kernel.actions import action
from portal.kernel.errors import InvalidInput, WrongState
from portal.kernel.facts import tell
from portal.kernel.permissions import Actor, Reach, holders_of
from projects.actions.recording import recording
from projects.models import Village
from relocation import permissions
from relocation.actions.household_parts import hold_parts_to, id_numbers_of, parts_of
from relocation.facts import HouseholdCorrected, HouseholdsRecorded, HouseholdWithdrawn, KeptPhonesRead
from relocation.models import Building, Household, HouseholdMember, PhoneReading
from relocation.rules.households import Doubt, HouseholdEntry, doubts

SHORTEST_REASON = 4
BATCH = 2_000


class HouseholdRefused(InvalidInput):
    """What was entered cannot be of one household."""


class HouseholdGone(WrongState):
    """A household that was withdrawn is changed no more."""

    sentence = "该户的登记已经撤销，不能再办理。仍在本点位的，请重新登记。"


@action(needs=permissions.SURVEY_HOUSEHOLDS)
def record_household(
    actor: Actor, village: Village, *, entry: HouseholdEntry, is_demonstration: bool = False
) -> Household:
    """Enter one household with its members and buildings. Raises HouseholdRefused, BrokenInvariant (the number)."""
    [household] = _record(actor, village, [entry], is_demonstration=is_demonstration)
    return household


@action(needs=permissions.SURVEY_HOUSEHOLDS)
def record_households(
    actor: Actor, village: Village, *, entries: Sequence[HouseholdEntry], is_demonstration: bool = False
) -> list[Household]:
    """Enter many households of one village in one deed, set-wise: all or none."""
    return _record(actor, village, entries, is_demonstration=is_demonstration)


@action(needs=permissions.SURVEY_HOUSEHOLDS)
def correct_household(actor: Actor, household: Household, *, entry: HouseholdEntry, reason: str) -> Household:
    """Put right what was entered; what is replaced ends and stays. Raises HouseholdRefused, HouseholdGone."""
    household = Household.objects.locked(household)
    _require_standing(household)
    _require_reason(reason)
    _require_possible(entry.with_numbers(id_numbers_of(household)), clock.today())
    _require_keeper(household.village, [entry])
    _fill(household, entry)
    household.save()
    hold_parts_to(household, entry)
    tell(HouseholdCorrected(household.pk, household.village_id))
    return household


@action(needs=permissions.SURVEY_HOUSEHOLDS)
def withdraw_household(actor: Actor, household: Household, *, reason: str) -> Household:
    """Take a household that was entered in error out of the count; it stays to be read. Raises HouseholdGone."""
    household = Household.objects.locked(household)
    _require_standing(household)
    _require_reason(reason)
    household.withdrawn_at, household.withdrawn_reason = clock.now(), reason.strip()
    household.save()
    tell(HouseholdWithdrawn(household.pk, household.village_id))
    return household


@dataclass(frozen=True)
class OwnHouseholds:
    """Whose telephones a keeper reads: those of the households that he keeps."""

    by: Actor

    def anchor_values(self) -> dict[str, Any]:
        return {Reach.OWN: self.by.user.pk if self.by.user is not None else None}

    def __str__(self) -> str:
        return "本人包户的联系电话"


@action(needs=permissions.VIEW_KEPT_PHONES)
def note_phones_read(actor: Actor, target: OwnHouseholds) -> PhoneReading:
    """Note that a keeper reads the telephones of his households today: one entry a person and day, before the first.

    Raises BrokenInvariant when it is noted already.
    """
    reading = PhoneReading(user=actor.user, read_on=clock.today())
    reading.save()
    tell(KeptPhonesRead(reading.user_id, reading.read_on))
    return reading


def _record(
    actor: Actor, village: Village, entries: Sequence[HouseholdEntry], *, is_demonstration: bool
) -> list[Household]:
    today = clock.today()
    for entry in entries:
        _require_possible(entry, today)
    _require_keeper(village, entries)
    stamp = recording(None, is_demonstration=is_demonstration)
    fresh = [_fill(Household(village=village, recorded_by=actor.user, **stamp), entry) for entry in entries]
    households: list[Household] = Household.objects.bulk_create(fresh, batch_size=BATCH)
    parts = [parts_of(household, entry) for household, entry in zip(households, entries, strict=True)]
    members = [member for found, _ in parts for member in found]
    HouseholdMember.objects.bulk_create(members, batch_size=BATCH)
    Building.objects.bulk_create([building for _, found in parts for building in found], batch_size=BATCH)
    tell(HouseholdsRecorded(village.pk, len(households), len(members)))
    return households


def _fill(household: Household, entry: HouseholdEntry) -> Household:
    household.number, household.door, household.land_type = entry.number, entry.door, entry.land_type
    household.holder_name, household.surveyed_on = entry.holder_name, entry.surveyed_on
    household.keeper_id = entry.keeper_id
    if entry.phone:
        household.seal_into("phone", entry.phone)
    return household


def _require_standing(household: Household) -> None:
    if household.withdrawn_at is not None:
        raise HouseholdGone()


def _require_reason(reason: str) -> None:
    if len(reason.strip()) < SHORTEST_REASON:
        say = f"请写明原因，不少于{SHORTEST_REASON}个字。"
        raise HouseholdRefused(say, fields={"reason": say})


def _require_possible(entry: HouseholdEntry, today: date) -> None:
    """Raises HouseholdRefused with all that is wrong, each beside its field."""
    wrong = list(doubts(entry, today=today))
    if wrong:
        raise HouseholdRefused(wrong[0].sentence, fields={_field(each): each.sentence for each in wrong})


def _field(doubt: Doubt) -> str:
    return doubt.field if doubt.member is None else f"m{doubt.member}_{doubt.field}"


def _require_keeper(village: Village, entries: Sequence[HouseholdEntry]) -> None:
    keepers = {entry.keeper_id for entry in entries if entry.keeper_id is not None}
    if keepers and not keepers <= holders_of(permissions.SURVEY_HOUSEHOLDS, frozenset({village.pk})):
        say = "所选包户干部没有本点位入户调查的权限。请改选，或先办理授权。"
        raise HouseholdRefused(say, fields={"keeper": say})
