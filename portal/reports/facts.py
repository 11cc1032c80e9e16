"""News of reports."""

from dataclasses import dataclass
from datetime import datetime, time

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


@dataclass(frozen=True)
class IssuePrinted(Fact):
    """The paper with 期号 and date is stored under its hash, and the office's copy of it under another."""

    edition_id: int
    pdf_hash: str
    office_hash: str


@dataclass(frozen=True)
class EditionMoved(Fact):
    """Somebody brought an edition a step further, or back."""

    edition_id: int
    week: str
    revision: int
    verb: str
    from_state: str
    to_state: str


@dataclass(frozen=True)
class EditionIssued(Fact):
    """An edition was signed; from now on it stays as it is."""

    edition_id: int
    week: str
    revision: int
    number_text: str
    data_hash: str


@dataclass(frozen=True)
class CorrectionAsked(Fact):
    """An issued edition is to be put right by a new one."""

    edition_id: int
    number_text: str
    reason: str


@dataclass(frozen=True)
class WordsWritten(Fact):
    """Somebody wrote words of an edition anew; how many characters."""

    edition_id: int
    kind: str
    length: int


@dataclass(frozen=True)
class CutOffMoved(Fact):
    """From a week on, news closes at another time."""

    from_week: str
    weekday: int
    at: time


@dataclass(frozen=True)
class WeekPlanned(Fact):
    """A week is left out, told with the next, or as usual again."""

    week: str
    kind: str
    reason: str


@dataclass(frozen=True)
class IssueSet(Fact):
    """How issues are numbered and to whom they go was set."""

    number_pattern: str
    numbers_used: int


@dataclass(frozen=True)
class PaperRead(Fact):
    """Somebody was handed one of the papers of an edition."""

    edition_id: int
    form: str
    digest: str


@dataclass(frozen=True)
class ScanKept(Fact):
    """The scan of a signed sheet was added to an edition."""

    edition_id: int
    file: str
