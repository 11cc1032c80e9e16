"""News of reports."""

from dataclasses import dataclass
from datetime import datetime

from portal.kernel.facts import Fact


@dataclass(frozen=True)
class ReportsBegun(Fact):
    """The office makes weekly editions from this week on."""

    first_week: str
    knows_from: datetime


@dataclass(frozen=True)
class EditionAsked(Fact):
    """Somebody asked for a week's edition by hand."""

    kind: str
    week: str


@dataclass(frozen=True)
class EditionMade(Fact):
    """The figures and words of an edition are frozen; its paper follows."""

    edition_id: int
    kind: str
    week: str
    revision: int
    data_hash: str


@dataclass(frozen=True)
class EditionPrinted(Fact):
    """The paper of an edition is stored under its hash."""

    edition_id: int
    pdf_hash: str
