"""What relocation counts for the figures of a village: who signed and who moved out."""

from __future__ import annotations

from collections.abc import Collection

from django.urls import reverse

from projects.contributions import Tallies, Tally, counts
from projects.selectors.moment import Moment
from relocation.selectors.progress import progress


def agreements_of(village: int | None) -> str:
    """The list that is counted."""
    return reverse("relocation:agreement-list") + (f"?village={village}" if village else "")


@counts("signed_households", "vacated_households", ledger="协议台账", address=agreements_of)
def households(villages: Collection[int], moment: Moment) -> Tallies:
    """签约 of 应签, 腾空 of 已签; a village whose households nobody surveyed goes on reporting."""
    return {
        key: {
            "signed_households": Tally(len(row.signed), row.due, row.is_demonstration),
            "vacated_households": Tally(len(row.vacated), len(row.signed), row.is_demonstration),
        }
        for key, row in progress(villages, moment).items()
    }
