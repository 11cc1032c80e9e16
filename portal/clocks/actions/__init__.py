"""The deeds of the engine of clocks."""

from portal.clocks.actions.calendar import change_calendar, load_calendar, require_draft
from portal.clocks.actions.clocks import (
    cancel_clock,
    extend_clock,
    pause_clock,
    resume_clock,
    start_clock,
    stop_clock,
)
from portal.clocks.actions.deadline_rules import load_deadline_rules, publish_deadline_rule

__all__ = [
    "cancel_clock",
    "change_calendar",
    "extend_clock",
    "load_calendar",
    "load_deadline_rules",
    "pause_clock",
    "publish_deadline_rule",
    "require_draft",
    "resume_clock",
    "start_clock",
    "stop_clock",
]
