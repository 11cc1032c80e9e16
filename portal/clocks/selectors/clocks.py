"""Clocks and what moved them, as people see them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from portal.clocks.contributions import village_names
from portal.clocks.lifecycle import OPEN_STATES, ClockState
from portal.clocks.models import CalendarChange, Clock, ClockShift, DeadlineRule
from portal.clocks.rules import Moved
from portal.clocks.selectors.calendar import calendar
from portal.clocks.selectors.reckoning import warning_of
from portal.kernel import clock as portal_clock
from portal.kernel.permissions import Actor

OF_PORTAL = "指挥部"


@dataclass(frozen=True)
class ClockRow:
    """One clock as it stands ``today``. ``warning`` says that its day rests on a provisional year."""

    id: int
    matter: str
    village: str
    rule: str
    clause: str
    term: str
    bound: str
    state: str
    word: str
    started_on: date
    started_at: datetime | None
    due_on: date
    due_at: datetime | None
    ended_on: date | None
    warning: str
    today: date

    @property
    def is_running(self) -> bool:
        return self.state == ClockState.RUNNING

    @property
    def is_paused(self) -> bool:
        return self.state == ClockState.PAUSED

    @property
    def is_late(self) -> bool:
        """Whether it ended after its day."""
        return self.ended_on is not None and self.state == ClockState.MET and self.ended_on > self.due_on


def clock_of(owner_key: str, code: str) -> Clock | None:
    """The open clock of a matter under a rule, by the owner's key; for the owner's app. The newest first."""
    found = Clock.objects.filter(owner_key=owner_key, rule__code=code, state__in=OPEN_STATES).select_related("rule")
    clock: Clock | None = found.order_by("-pk").first()
    return clock


def clocks_shown(actor: Actor, *, state: str = "", village: int | None = None, code: str = "") -> QuerySet[Clock]:
    """The clocks that somebody sees, first due first; only the open ones unless a state is asked for."""
    found: QuerySet[Clock] = Clock.objects.visible_to(actor).select_related("rule")
    found = found.filter(state=state) if state else found.filter(state__in=OPEN_STATES)
    if village is not None:
        found = found.filter(village_id=village)
    if code:
        found = found.filter(rule__code=code)
    return found.order_by("due_on", "pk")


def clock_rows(clocks: Iterable[Clock], actor: Actor) -> list[ClockRow]:
    """Clocks in words."""
    names, days, today = village_names(actor), calendar(), portal_clock.today()
    rows = []
    for clock in clocks:
        years = [] if clock.rule.is_in_hours else days.provisional_between(clock.started_on, clock.due_on)
        rows.append(
            ClockRow(
                id=clock.pk,
                matter=clock.owner_label,
                village=_village(clock.village_id, names),
                rule=clock.rule.name,
                clause=clock.rule.clause,
                term=clock.term.words,
                bound=clock.rule.bound,
                state=clock.state,
                word=ClockState(clock.state).label,
                started_on=clock.started_on,
                started_at=clock.started_at,
                due_on=clock.due_on,
                due_at=clock.due_at,
                ended_on=clock.ended_on,
                warning=warning_of(years),
                today=today,
            )
        )
    return rows


@dataclass(frozen=True)
class ShiftRow:
    """One clock that was or would be moved."""

    matter: str
    village: str
    rule: str
    before: date
    after: date

    @property
    def days(self) -> str:
        """``推后3日``, ``提前1日``."""
        moved = (self.after - self.before).days
        return f"推后{moved}日" if moved > 0 else f"提前{-moved}日"


def shifts_of(actor: Actor, change: CalendarChange | DeadlineRule) -> QuerySet[ClockShift]:
    """What a change moved, as far as the actor sees it, in the order of the new days."""
    found: QuerySet[ClockShift] = ClockShift.objects.visible_to(actor).select_related("clock__rule")
    cause = {"calendar_change": change} if isinstance(change, CalendarChange) else {"rule_change": change}
    return found.filter(**cause).order_by("after", "pk")


def shift_rows(shifts: Iterable[ClockShift], actor: Actor) -> list[ShiftRow]:
    """Shifts in words."""
    names = village_names(actor)
    return [_shift_row(shift.clock, shift.before, shift.after, names) for shift in shifts]


def shifts_previewed(moved: Sequence[Moved], actor: Actor) -> list[ShiftRow]:
    """What would move, in the order given, as far as the actor sees it."""
    found = Clock.objects.visible_to(actor).select_related("rule").filter(pk__in=[each.clock_id for each in moved])
    clocks, names = {clock.pk: clock for clock in found}, village_names(actor)
    seen = [each for each in moved if each.clock_id in clocks]
    return [_shift_row(clocks[each.clock_id], each.before, each.after, names) for each in seen]


def _shift_row(clock: Clock, before: date, after: date, names: Mapping[int, str]) -> ShiftRow:
    return ShiftRow(clock.owner_label, _village(clock.village_id, names), clock.rule.name, before, after)


def _village(key: int | None, names: Mapping[int, str]) -> str:
    return OF_PORTAL if key is None else names.get(key, f"{key}号点位")
