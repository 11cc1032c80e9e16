"""What quality tells: news of doubts about the work. Never who raised one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from portal.kernel.facts import Fact


@dataclass(frozen=True)
class ComplaintFact(Fact):
    """What all news of one doubt carries; ``contractor_id`` is the unit that has to repair, once it is known."""

    complaint_id: int
    village_id: int
    contractor_id: int | None
    severity: str


@dataclass(frozen=True)
class ComplaintReceived(ComplaintFact):
    """Somebody doubts the work; ``channel`` is how he said so."""

    about: ClassVar[tuple[str, ...]] = ("village_id", "channel")

    channel: str


@dataclass(frozen=True)
class ComplaintAssigned(ComplaintFact):
    """It was taken up and has a unit that repairs and a day by which."""

    due_on: date


@dataclass(frozen=True)
class ComplaintMoved(ComplaintFact):
    """Any other step, by the verb of the lifecycle."""

    verb: str


@dataclass(frozen=True)
class ComplaintClosed(ComplaintFact):
    """It came to an end in this state: closed, found to be unfounded, or ended without a repair."""

    state: str
    is_confirmed: bool


@dataclass(frozen=True)
class ComplaintOverdue(ComplaintFact):
    """Its day is over and it is still open; ``level`` is whose matter it is now (``quality.rules.Level``)."""

    due_on: date
    level: int


@dataclass(frozen=True)
class SafetyMeasureTaken(ComplaintFact):
    """What is dangerous was made safe for the time being."""

    taken_on: date


@dataclass(frozen=True)
class BoardOpened(Fact):
    """A village's notice board has a code of its own."""

    board_id: int
    village_id: int


@dataclass(frozen=True)
class BoardEnded(Fact):
    """A code leads nowhere any more."""

    board_id: int
    village_id: int
