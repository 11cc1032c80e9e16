"""Nouns of the engine of clocks."""

from portal.clocks.models.calendar import CalendarChange, CalendarDay, CalendarYear, DayKind, YearStanding
from portal.clocks.models.clock import Clock, ClockMove, ClockPause, ClockShift
from portal.clocks.models.rule import Bound, DeadlineRule, RuleConfidence

__all__ = [
    "Bound",
    "CalendarChange",
    "CalendarDay",
    "CalendarYear",
    "Clock",
    "ClockMove",
    "ClockPause",
    "ClockShift",
    "DayKind",
    "DeadlineRule",
    "RuleConfidence",
    "YearStanding",
]
