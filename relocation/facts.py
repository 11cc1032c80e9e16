"""What relocation tells: news of households, terms, notices and agreements. Never a name, a number or an account."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from portal.kernel.facts import Fact
from portal.kernel.money import Money


@dataclass(frozen=True)
class HouseholdsRecorded(Fact):
    """Households of one village were entered or corrected, one by hand or many by a sheet."""

    village_id: int
    households: int
    persons: int


@dataclass(frozen=True)
class HouseholdCorrected(Fact):
    """What had been surveyed of a household was put right; what rested on it may differ now."""

    household_id: int
    village_id: int


@dataclass(frozen=True)
class HouseholdWithdrawn(Fact):
    """A household was entered in error and counts no more."""

    household_id: int
    village_id: int


@dataclass(frozen=True)
class KeptPhonesRead(Fact):
    """A keeper read the telephones of his own households on this day."""

    user_id: int
    read_on: date


@dataclass(frozen=True)
class PolicyMoved(Fact):
    """A version of the terms was announced, adopted or withdrawn (its lifecycle's verb)."""

    policy_id: int
    village_id: int
    verb: str


@dataclass(frozen=True)
class NoticePublished(Fact):
    """Something was put up for a period: it begins on ``published_on``; ``ends_on`` is the first day after it."""

    about: ClassVar[tuple[str, ...]] = ("kind", "village_id")

    notice_id: int
    village_id: int
    kind: str
    published_on: date
    ends_on: date


@dataclass(frozen=True)
class AgreementFact(Fact):
    """What all news of one agreement carries."""

    agreement_id: int
    village_id: int
    household_id: int


@dataclass(frozen=True)
class AgreementDrafted(AgreementFact):
    """The sum was computed and frozen with its inputs."""

    total: Money


@dataclass(frozen=True)
class AgreementReviewed(AgreementFact):
    """Somebody who did not draft it found it right."""


@dataclass(frozen=True)
class AgreementReturned(AgreementFact):
    """It goes back to its drafter."""


@dataclass(frozen=True)
class AgreementSigned(AgreementFact):
    """Both sides are bound: what becomes payable before moving, and what after the vacated home was accepted."""

    signed_on: date
    before_moving: Money
    after_vacating: Money
    is_demonstration: bool = False


@dataclass(frozen=True)
class HouseholdVacated(AgreementFact):
    """The household moved out and its home was accepted as empty."""

    vacated_on: date


@dataclass(frozen=True)
class AgreementSettled(AgreementFact):
    """Nothing is owed any more on either side."""

    settled_on: date


@dataclass(frozen=True)
class AgreementVoided(AgreementFact):
    """It was given up before anybody signed."""


@dataclass(frozen=True)
class AgreementPrinted(AgreementFact):
    """Its paper was handed out, with whole names and the account."""
