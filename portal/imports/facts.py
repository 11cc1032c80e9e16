"""News of imports."""

from dataclasses import dataclass

from portal.kernel.facts import Fact


@dataclass(frozen=True)
class ImportStarted(Fact):
    run_id: int
    sheet: str
    sha256: str


@dataclass(frozen=True)
class ImportChecked(Fact):
    run_id: int
    rows: int
    complaints: int


@dataclass(frozen=True)
class ImportConfirmed(Fact):
    """Its sender wants all of it in the portal; a worker brings it in."""

    run_id: int
    rows: int
    parsed_hash: str


@dataclass(frozen=True)
class ImportRefused(Fact):
    """What was confirmed does not fit any more; nothing of it was written."""

    run_id: int


@dataclass(frozen=True)
class ImportApplied(Fact):
    """What was parsed (``parsed_hash``) is in the portal, all of it."""

    run_id: int
    rows: int
    parsed_hash: str


@dataclass(frozen=True)
class ImportDiscarded(Fact):
    run_id: int


@dataclass(frozen=True)
class ImportContentsRemoved(Fact):
    """The workbook and what was parsed of it are kept no longer."""

    run_id: int
