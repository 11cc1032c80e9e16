"""Rules of projects on plain values: pure Python, every legal input has an answer. One noun per file."""

from projects.rules.figures import (
    LATE_AFTER,
    OTHER_SCALE,
    exceeds_whole,
    fallen_by,
    is_late,
    is_of_another_scale,
    is_share_of_nothing,
)
from projects.rules.grants import has_different_people, missing_for_grant
from projects.rules.lamps import LampRule, entry_lamp, payment_lamp, progress_lamp, start_lamp, worst_of
from projects.rules.orders import Light, light_of, light_words, may_be_ordered
from projects.rules.pace import day_words, days_between, points_behind, scheduled_share
from projects.rules.public_facts import PublicFacts, read_public_facts

__all__ = [
    "LATE_AFTER",
    "OTHER_SCALE",
    "LampRule",
    "Light",
    "PublicFacts",
    "day_words",
    "days_between",
    "entry_lamp",
    "exceeds_whole",
    "fallen_by",
    "has_different_people",
    "is_late",
    "is_of_another_scale",
    "is_share_of_nothing",
    "light_of",
    "light_words",
    "may_be_ordered",
    "missing_for_grant",
    "payment_lamp",
    "points_behind",
    "progress_lamp",
    "read_public_facts",
    "scheduled_share",
    "start_lamp",
    "worst_of",
]
