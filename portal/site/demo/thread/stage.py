"""What the parts of the thread share: whose hands there are, where they act, and when."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from portal.accounts.models import Organisation, User
from portal.kernel import clock
from portal.kernel.periods import SHANGHAI
from portal.kernel.permissions import Person
from portal.site.demo.thread.size import Size
from projects.models import Village

ONE_DAY, ONE_WEEK = timedelta(days=1), timedelta(days=7)


@dataclass(frozen=True)
class Stage:
    """``last`` is the last Sunday that is played; weeks are counted backwards from the one that it ends."""

    size: Size
    people: Mapping[str, User]
    units: Mapping[str, Organisation]
    villages: Mapping[int, Village]
    last: date
    hands: dict[str, Person] = field(default_factory=dict)

    def hand(self, username: str) -> Person:
        """Somebody as he acts through the whole thread: what he holds does not change in it, so it is read once."""
        return self.hands.setdefault(username, Person(self.people[username]))

    def day(self, weeks_back: int, weekday: int) -> date:
        """A day of a week: 1 is Monday."""
        return self.last - ONE_WEEK * weeks_back - ONE_DAY * (7 - weekday)

    @contextmanager
    def at(self, weeks_back: int, weekday: int, hour: int = 10) -> Iterator[date]:
        """Play what is done inside on that day; gives the day."""
        day = self.day(weeks_back, weekday)
        with clock.played_at(datetime.combine(day, time(hour), SHANGHAI)):
            yield day
