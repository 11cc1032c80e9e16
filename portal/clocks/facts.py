"""News of clocks, rules and the calendar. ``owner_key`` is what the owner's app named its matter by."""

from dataclasses import dataclass
from datetime import date

from portal.kernel.facts import Fact


@dataclass(frozen=True)
class ClockStarted(Fact):
    """A deadline began to run."""

    clock_id: int
    rule_code: str
    owner_key: str
    village_id: int | None
    due_on: date


@dataclass(frozen=True)
class ClockMoved(Fact):
    """One clock has another day than before: it was paused, goes on, or was extended (``verb``)."""

    clock_id: int
    rule_code: str
    owner_key: str
    village_id: int | None
    verb: str
    before: date
    due_on: date


@dataclass(frozen=True)
class ClockMet(Fact):
    """The matter was done; ``is_late``: after its day."""

    clock_id: int
    rule_code: str
    owner_key: str
    village_id: int | None
    met_on: date
    is_late: bool


@dataclass(frozen=True)
class ClockCancelled(Fact):
    """The clock counts no more: the matter was withdrawn, or it was started in error."""

    clock_id: int
    rule_code: str
    owner_key: str
    village_id: int | None


@dataclass(frozen=True)
class DeadlineRulePublished(Fact):
    """A new version of a rule holds for clocks that start from now on; ``moved`` running ones were taken along."""

    rule_id: int
    code: str
    version: int
    moved: int


@dataclass(frozen=True)
class CalendarChanged(Fact):
    """Days or years of the calendar were changed; which clocks moved stands in ``selectors.shifts_of``."""

    change_id: int
    moved: int
