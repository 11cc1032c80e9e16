"""Agreements as lists and pages show them, their course, their lines, and whether the sum still comes out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from portal.kernel.money import Money
from relocation.lifecycle import AGREEMENT, IN_FORCE, AgreementState
from relocation.models import Agreement, AgreementLine, AgreementMove, Choice, LandType, Transition
from relocation.policy import CATEGORIES, PAYABLE, Computation, LeftOut, compute, digest_of, read_inputs, read_terms
from relocation.rules import AGREEMENT_TITLES, PARTY_WORDS, masked_name
from relocation.selectors.policies import MoveRow

_MOVES_THAT_STAY = {"provide_home": "周转用房已交付"}


@dataclass(frozen=True)
class AgreementRow:
    """One agreement; names are masked. ``number`` is empty until it is signed."""

    id: int
    village_id: int
    village: str
    household_id: int
    household: str
    holder: str
    door: str
    keeper: str
    land: str
    title: str
    party: str
    policy_id: int
    policy: str
    state: str
    word: str
    choice: str
    transition: str
    total: Money
    before_moving: Money
    after_vacating: Money
    sign_by: date
    move_by: date
    number: str
    signed_on: date | None
    vacated_on: date | None
    settled_on: date | None
    is_demonstration: bool

    @property
    def is_in_force(self) -> bool:
        return self.state in IN_FORCE

    def can(self, verb: str) -> bool:
        return AGREEMENT.can(verb, self.state)


@dataclass(frozen=True)
class LineRow:
    """One line of the sum as it was frozen."""

    ordinal: int
    label: str
    category: str
    clause: str
    quantity: str
    rate: str
    payable: str
    amount: Money
    steps: tuple[str, ...]


@dataclass(frozen=True)
class Checked:
    """The sum computed once more, just now: whether it is the same, and what gave no line and why."""

    is_same: bool
    left_out: tuple[LeftOut, ...]


def with_all(agreements: Any) -> Any:
    """A queryset with what its rows need."""
    return agreements.select_related("village", "household__keeper", "policy")


def agreement_rows(agreements: Iterable[Agreement]) -> list[AgreementRow]:
    """In the order given, without a query: ask through ``with_all``."""
    return [
        AgreementRow(
            id=each.pk,
            village_id=each.village_id,
            village=each.village.label,
            household_id=each.household_id,
            household=each.household.number,
            holder=masked_name(each.household.holder_name),
            door=each.household.door,
            keeper=str(each.household.keeper) if each.household.keeper else "",
            land=LandType(each.household.land_type).label,
            title=AGREEMENT_TITLES[each.household.land_type],
            party=PARTY_WORDS[each.household.land_type],
            policy_id=each.policy_id,
            policy=str(each.policy),
            state=each.state,
            word=AgreementState(each.state).label,
            choice=Choice(each.choice).label,
            transition=Transition(each.transition).label,
            total=each.total,
            before_moving=each.before_moving,
            after_vacating=each.after_vacating,
            sign_by=each.sign_by,
            move_by=each.move_by,
            number=each.number,
            signed_on=each.signed_on,
            vacated_on=each.vacated_on,
            settled_on=each.settled_on,
            is_demonstration=each.is_demonstration,
        )
        for each in agreements
    ]


def lines_of(agreement: Agreement) -> list[LineRow]:
    """The lines in their order."""
    return [
        LineRow(
            line.ordinal, line.label, CATEGORIES[line.category], line.clause, line.quantity, line.rate,
            PAYABLE[line.payable], line.amount, tuple(line.steps),
        )
        for line in AgreementLine.objects.filter(agreement=agreement).order_by("ordinal")
    ]  # fmt: skip


def preview_lines(found: Computation) -> list[LineRow]:
    """The same of a sum that nobody keeps."""
    return [
        LineRow(
            ordinal, line.label, CATEGORIES[line.category], line.clause, line.quantity, line.rate,
            PAYABLE[line.payable], line.amount, line.steps,
        )
        for ordinal, line in enumerate(found.lines, 1)
    ]  # fmt: skip


def checked(agreement: Agreement) -> Checked:
    """Compute it again by the frozen terms and inputs, for the last day that it was drafted for."""
    inputs = read_inputs(agreement.inputs)
    found = compute(read_terms(agreement.policy.terms), inputs, agreement.sign_by)
    same = digest_of(agreement.policy.terms, inputs, found) == agreement.computation_hash
    return Checked(same, found.left_out)


def agreement_course(agreement: Agreement) -> list[MoveRow]:
    """What became of it, oldest first."""
    moves = AgreementMove.objects.filter(agreement=agreement).select_related("by").order_by("pk")
    return [
        MoveRow(
            move.verb,
            _MOVES_THAT_STAY.get(move.verb, AgreementState(move.to_state).label),
            move.moved_on,
            str(move.by or "系统"),
            move.reason,
        )
        for move in moves
    ]


def live_agreement_of(household_id: int) -> Agreement | None:
    """The one agreement of a household that was not given up."""
    found: Agreement | None = (
        with_all(Agreement.objects.filter(household=household_id)).exclude(state=AgreementState.VOID).first()
    )
    return found
