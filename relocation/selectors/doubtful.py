"""What looks wrong about households and agreements, for whoever watches: never a name or a number of a person."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, F, Q

from relocation.lifecycle import IN_FORCE
from relocation.models import Agreement, HouseholdMember
from relocation.selectors.payables import Payable, payables


@dataclass(frozen=True)
class SharedMember:
    """A member whose number stands in ``others`` further households."""

    id: int
    number: str
    ordinal: int
    village_id: int
    others: int
    recorded_by: int | None
    is_demonstration: bool


_STANDS = Q(ended_at__isnull=True, household__withdrawn_at__isnull=True, id_number_idx__isnull=False)


def members_of_two_households() -> list[SharedMember]:
    """Every standing member whose number stands in another household, too. Two queries."""
    standing = HouseholdMember.objects.filter(_STANDS)
    counted = standing.values("id_number_idx").annotate(held=Count("household", distinct=True)).filter(held__gt=1)
    shared = dict(counted.values_list("id_number_idx", "held"))
    of_household = [f"household__{name}" for name in ("number", "village_id", "recorded_by_id", "is_demonstration")]
    found = standing.filter(id_number_idx__in=list(shared)).order_by("pk")
    rows = found.values_list("pk", "ordinal", "id_number_idx", *of_household)
    others = {bytes(index): held - 1 for index, held in shared.items() if index is not None}
    return [
        SharedMember(pk, number, ordinal, village, others[bytes(index)], by, is_demonstration)
        for pk, ordinal, index, number, village, by, is_demonstration in rows
    ]


def agreements_paid_to_others() -> list[Payable]:
    """Agreements in force whose account bears another name than the signatory's."""
    found = Agreement.objects.filter(state__in=IN_FORCE).exclude(payee_name=F("signatory_name"))
    return list(payables(list(found.order_by("pk").values_list("pk", flat=True))).values())
