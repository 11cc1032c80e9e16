"""What funding tells: news of sources, commitments and payments. Never a payee's name or account."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from portal.kernel.facts import Fact
from portal.kernel.money import Money


@dataclass(frozen=True)
class SourceOpened(Fact):
    """A source of money was entered with what it may be used for."""

    source_id: int
    kind: str


@dataclass(frozen=True)
class MoneyReceived(Fact):
    """A dated piece of a source arrived: a lot."""

    lot_id: int
    source_id: int
    amount: Money
    received_on: date


@dataclass(frozen=True)
class ReceiptTakenBack(Fact):
    """A lot was entered in error and is taken back whole."""

    lot_id: int
    source_id: int
    amount: Money


@dataclass(frozen=True)
class SourceRuleAdded(Fact):
    """A source has a next version of what it may be used for."""

    source_id: int
    version: int


@dataclass(frozen=True)
class ContractSigned(Fact):
    """A contract with a contractor, and what it comes to."""

    contract_id: int
    village_id: int
    contractor_id: int
    amount: Money


@dataclass(frozen=True)
class ContractAccountsChanged(Fact):
    """The accounts that the contractor's money may go to were put right."""

    contract_id: int
    village_id: int


@dataclass(frozen=True)
class FundsCommitted(Fact):
    """What an agreement or a contract will cost is set aside; ``stage`` says when it becomes payable."""

    commitment_id: int
    village_id: int
    stage: str
    amount: Money


@dataclass(frozen=True)
class PaymentFact(Fact):
    """What all news of one payment carries. ``sort`` is household, progress, wages or other."""

    payment_id: int
    village_id: int
    sort: str
    amount: Money


@dataclass(frozen=True)
class PaymentApplied(PaymentFact):
    """Somebody asked for money; objectors say here what stands in its way.

    ``is_to_signatory``: whoever signed the agreement is whoever is paid (true of what no agreement pays).
    """

    about: ClassVar[tuple[str, ...]] = ("subject_key",)

    subject_key: str  # of what it is paid for: ``commitment/17``, ``contract/3``
    is_to_signatory: bool


@dataclass(frozen=True)
class PaymentMoved(PaymentFact):
    """It was reviewed, approved, returned or withdrawn (the verb of its lifecycle)."""

    verb: str


@dataclass(frozen=True)
class PaymentRegistered(PaymentFact):
    """The bank paid, and its slip is on file; objectors are asked once more."""

    paid_on: date
    is_to_signatory: bool


@dataclass(frozen=True)
class PaymentVerified(PaymentFact):
    """Somebody looked whether the money was used for what it was asked for."""
