"""The tables of relocation, one noun per file."""

from relocation.models.household import (
    Building,
    Household,
    HouseholdMember,
    LandType,
    LegalStatus,
    Relation,
    Structure,
)

__all__ = ["Building", "Household", "HouseholdMember", "LandType", "LegalStatus", "Relation", "Structure"]
