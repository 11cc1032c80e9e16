"""What agreements make payable, for whoever pays and whoever checks the payments."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from portal.kernel.money import Money
from relocation.models import Agreement


@dataclass(frozen=True)
class Payable:
    """One agreement as a payment sees it. ``number`` is empty until it is signed.

    ``transition`` is ``home``, ``allowance`` or ``none``: a 周转房 was handed over on ``home_provided_on`` (None: not
    yet); an allowance's first payment is part of ``before_moving``.
    """

    agreement_id: int
    village_id: int
    household_id: int
    number: str
    state: str
    signed_on: date | None
    vacated_on: date | None
    before_moving: Money
    after_vacating: Money
    transition: str
    home_provided_on: date | None
    payee_name: str
    signatory_name: str
    payee_account_tail: str
    is_demonstration: bool


_FIELDS = [name for name in Payable.__dataclass_fields__ if name != "agreement_id"]


def payables(agreement_ids: Collection[int]) -> dict[int, Payable]:
    """Agreement → what it makes payable; those that do not exist are left out. One query."""
    rows = Agreement.objects.filter(pk__in=agreement_ids).values_list("pk", *_FIELDS)
    return {row[0]: Payable(*row) for row in rows}
