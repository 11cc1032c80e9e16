"""What accounts tells: news of people, organisations and how they sign in. Ids only, never personal data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from portal.kernel.facts import Fact


@dataclass(frozen=True)
class OrganisationOpened(Fact):
    organisation_id: int
    kind: str


@dataclass(frozen=True)
class OrganisationChanged(Fact):
    organisation_id: int


@dataclass(frozen=True)
class PersonRegistered(Fact):
    user_id: int
    organisation_id: int


@dataclass(frozen=True)
class PersonChanged(Fact):
    """``left_organisation_id`` is where the person was before, None when he stays in his unit."""

    user_id: int
    organisation_id: int
    left_organisation_id: int | None


@dataclass(frozen=True)
class PersonDeactivated(Fact):
    """An upper app may object while the person still has open work."""

    user_id: int


@dataclass(frozen=True)
class PersonReactivated(Fact):
    user_id: int


@dataclass(frozen=True)
class PasswordChanged(Fact):
    user_id: int


@dataclass(frozen=True)
class PasswordReset(Fact):
    user_id: int


@dataclass(frozen=True)
class SecondFactorOffered(Fact):
    user_id: int


@dataclass(frozen=True)
class SecondFactorConfirmed(Fact):
    user_id: int


@dataclass(frozen=True)
class SecondFactorRemoved(Fact):
    user_id: int


@dataclass(frozen=True)
class PersonSignedIn(Fact):
    user_id: int
    came_from: str


@dataclass(frozen=True)
class DelegationMade(Fact):
    """The deputy may act for the principal from ``starts_on`` up to, not including, ``ends_on``."""

    about = ("principal_id", "deputy_id")

    delegation_id: int
    principal_id: int
    deputy_id: int
    starts_on: date
    ends_on: date


@dataclass(frozen=True)
class DelegationEnded(Fact):
    delegation_id: int
    principal_id: int
    deputy_id: int


@dataclass(frozen=True)
class TokenIssued(Fact):
    """A program of this person may ask the API up to, not including, ``expires_on``."""

    token_id: int
    user_id: int
    expires_on: date


@dataclass(frozen=True)
class TokenEnded(Fact):
    token_id: int
    user_id: int


@dataclass(frozen=True)
class ValueRevealed(Fact):
    """One concealed value was shown to one person; ``column`` is its key in ``contributions.CONCEALED``."""

    column: str
    row_id: int
    shown_to: int


@dataclass(frozen=True)
class ColumnResealed(Fact):
    """So many values of one sealed column, as ``app.model.column``, now stand under this key. Never which, or what."""

    column: str
    values: int
    key_id: int
