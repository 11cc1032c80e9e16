"""The instant for which an answer is asked: what had happened by then, and what was known of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from portal.kernel import clock
from portal.kernel.periods import SHANGHAI
from portal.reports.contributions import Scope


@dataclass(frozen=True)
class Moment:
    """``as_of`` bounds what happened, ``known_at`` what was recorded (None: everything that stands now)."""

    as_of: datetime
    known_at: datetime | None = None

    @classmethod
    def now(cls) -> Moment:
        """For screens."""
        return cls(clock.now())

    @classmethod
    def of(cls, scope: Scope) -> Moment:
        """For reports."""
        return cls(scope.cut_off, scope.known_at)

    @property
    def day(self) -> date:
        return self.as_of.astimezone(SHANGHAI).date()
