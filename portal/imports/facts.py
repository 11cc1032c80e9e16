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
class ImportApplied(Fact):
    """What was parsed (``parsed_hash``) is in the portal, all of it."""

    run_id: int
    rows: int
    parsed_hash: str


@dataclass(frozen=True)
class ImportDiscarded(Fact):
    run_id: int
