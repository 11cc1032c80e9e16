"""The tables of relocation, one noun per file."""

from relocation.models.agreement import Agreement, AgreementLine, AgreementMove, Choice, Transition
from relocation.models.household import (
    Building,
    Household,
    HouseholdMember,
    LandType,
    LegalStatus,
    PhoneReading,
    Relation,
    Structure,
)
from relocation.models.notice import NoticeKind, NoticeObjection, PublicNotice
from relocation.models.policy import PolicyMove, PolicyVersion

__all__ = [
    "Agreement",
    "AgreementLine",
    "AgreementMove",
    "Building",
    "Choice",
    "Household",
    "HouseholdMember",
    "LandType",
    "LegalStatus",
    "NoticeKind",
    "NoticeObjection",
    "PhoneReading",
    "PolicyMove",
    "PolicyVersion",
    "PublicNotice",
    "Relation",
    "Structure",
    "Transition",
]
