"""The deeds of quality, one room for each stretch of a doubt's course."""

from quality.actions.boards import end_board, open_board
from quality.actions.closing import (
    confirm_repair,
    give_up_complaint,
    lapse_complaint,
    record_answer,
    refer_complaint,
    reopen_complaint,
    resume_complaint,
)
from quality.actions.escalation import escalate_complaint
from quality.actions.intake import enter_complaint, follow_outside, raise_complaint, require_room
from quality.actions.repair import record_safety_measure, rectify_complaint, reinspect_complaint
from quality.actions.triage import assign_complaint, refute_complaint

__all__ = [
    "assign_complaint",
    "confirm_repair",
    "end_board",
    "enter_complaint",
    "escalate_complaint",
    "follow_outside",
    "give_up_complaint",
    "lapse_complaint",
    "open_board",
    "raise_complaint",
    "record_answer",
    "record_safety_measure",
    "rectify_complaint",
    "refer_complaint",
    "refute_complaint",
    "reinspect_complaint",
    "reopen_complaint",
    "require_room",
    "resume_complaint",
]
