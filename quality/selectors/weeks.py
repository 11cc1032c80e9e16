"""What a week brought, as it was known at an instant: for the sections of reports, which never read a current state.

The state of a doubt then is that of its last step that had happened and was recorded by then.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import OuterRef, Subquery

from portal.kernel.periods import Period
from quality.lifecycle import ENDED, ComplaintState
from quality.models import Category, Channel, Complaint, ComplaintMove, Severity
from quality.models.complaint import GRAVE
from quality.selectors.overdue import NOBODYS_DELAY

CLOSED = {"confirm": "反映人确认修好", "lapse": "逾期未评价", "refute": "核实不属实", "give_up": "未整改了结"}
DOUBTED_AGAIN = ("reopen", "refer")


@dataclass(frozen=True)
class Then:
    """One doubt as it stood at the end of the days asked for."""

    id: int
    label: str
    village_id: int
    channel: str
    category: str
    severity: str
    place: str
    contractor: str
    state: ComplaintState
    due_on: date | None
    reported_on: date
    is_demonstration: bool

    @property
    def counted_key(self) -> str:
        """As editions keep it: ``<village>@<what>``."""
        return f"{self.village_id}@{self.label}"

    @property
    def is_open(self) -> bool:
        return self.state not in ENDED

    def is_late(self, day: date) -> bool:
        return self.state not in NOBODYS_DELAY and self.due_on is not None and self.due_on < day


@dataclass(frozen=True)
class Days:
    """What happened in some days, and how everything stood at their end. ``day`` is that of the cut-off."""

    day: date
    new: list[Then] = field(default_factory=list)
    closed: list[tuple[Then, str]] = field(default_factory=list)  # with the verb by which
    doubted_again: list[Then] = field(default_factory=list)
    standing: list[Then] = field(default_factory=list)
    villages: set[tuple[int, bool]] = field(default_factory=set)  # in which there was any by then, and whether invented

    @property
    def overdue(self) -> list[Then]:
        return [each for each in self.standing if each.is_late(self.day)]

    @property
    def grave(self) -> list[Then]:
        return [each for each in self.standing if each.severity in GRAVE]

    @property
    def confirmed(self) -> list[Then]:
        return [each for each, verb in self.closed if verb == "confirm"]

    @property
    def answered(self) -> int:
        """By how many the word of the reporter was given: silence is not among them (逾期未评价)."""
        return len(self.confirmed) + len(self.doubted_again)

    def closed_by(self) -> Mapping[str, int]:
        return Counter(verb for _, verb in self.closed)

    def topics(self) -> list[tuple[str, list[Then]]]:
        """What the new ones are about, the most frequent first; what nobody took up yet comes last."""
        by_topic: dict[str, list[Then]] = {}
        for each in self.new:
            by_topic.setdefault(each.category, []).append(each)
        ranked = sorted(by_topic.items(), key=lambda topic: (not topic[0], -len(topic[1]), topic[0]))
        return [(Category(key).label if key else "待受理", found) for key, found in ranked]

    def channels(self) -> list[tuple[str, int]]:
        counted = Counter(each.channel for each in self.new)
        return [(each.label, counted[each.value]) for each in Channel if counted[each.value]]


def days_of(villages: Collection[int], days: Period, *, day: date, known_at: datetime) -> Days:
    """The days asked for. ``day`` is the one on which lateness is judged. Two queries, however many villages."""
    stood = {row.pk: _then(row) for row in _stood(villages, days.end, known_at)}
    found = Days(day, villages={(then.village_id, then.is_demonstration) for then in stood.values()})
    found.new.extend(then for then in stood.values() if then.reported_on in days)
    found.standing.extend(then for then in stood.values() if then.is_open)
    moves = ComplaintMove.objects.filter(
        complaint__in=list(stood), happened_on__gte=days.start, recorded_at__lte=known_at, verb__in=_COUNTED
    )
    for move in moves.filter(happened_on__lt=days.end).order_by("pk"):
        then = stood[move.complaint_id]
        if move.verb in CLOSED:
            found.closed.append((then, move.verb))
        else:
            found.doubted_again.append(then)
    return found


_COUNTED = (*CLOSED, *DOUBTED_AGAIN)


def _stood(villages: Collection[int], end: date | None, known_at: datetime) -> Any:
    last = ComplaintMove.objects.filter(
        complaint=OuterRef("pk"), happened_on__lt=end, recorded_at__lte=known_at
    ).order_by("-pk")
    found = Complaint.objects.filter(village__in=villages, reported_on__lt=end, recorded_at__lte=known_at)
    told = found.annotate(
        state_then=Subquery(last.values("to_state")[:1]), due_then=Subquery(last.values("due_on")[:1])
    )
    return told.filter(state_then__isnull=False).select_related("contractor").order_by("pk")


def _then(row: Any) -> Then:
    state = ComplaintState(row.state_then)
    was_taken_up = state != ComplaintState.RECEIVED
    return Then(
        id=row.pk,
        label=row.label,
        village_id=row.village_id,
        channel=row.channel,
        category=row.category if was_taken_up else "",
        severity=row.severity if was_taken_up else "",
        place=row.place,
        contractor=str(row.contractor or "") if was_taken_up else "",
        state=state,
        due_on=row.due_then,
        reported_on=row.reported_on,
        is_demonstration=row.is_demonstration,
    )


def severity_word(then: Then) -> str:
    return Severity(then.severity).label if then.severity else ""
