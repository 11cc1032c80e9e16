"""The changes that projects knows, one noun per file; callers import them from here."""

from projects.actions.backfills import (
    ask_backfill,
    enter_backfill,
    set_backfill_window,
    settle_backfill,
    withdraw_backfill,
)
from projects.actions.bases import define_figure_basis, load_figure_bases
from projects.actions.feedback import answer_feedback, close_feedback, leave_feedback
from projects.actions.figures import correct_figure, load_figure_kinds, note_figure, report_figure, report_figures
from projects.actions.grants import approve_grant, decline_grant, end_grant, propose_grant
from projects.actions.guards import ask_to_end_grant, ask_to_reset
from projects.actions.handover import hand_over
from projects.actions.lamps import adopt_lamp_profile, load_lamp_profiles
from projects.actions.milestones import correct_milestone_reached, report_milestone_reached, set_milestone
from projects.actions.numbers import set_number_pattern, take_number, void_number
from projects.actions.orders import (
    annul_order,
    chase_order,
    close_order,
    issue_order,
    propose_order,
    reopen_order,
    report_order,
    return_order,
    withdraw_order,
)
from projects.actions.projects import load_projects
from projects.actions.public_facts import load_public_facts, record_public_figure
from projects.actions.responsibilities import assign_responsibility
from projects.actions.roles import load_roles
from projects.actions.villages import name_village, regroup_village

__all__ = [
    "adopt_lamp_profile",
    "annul_order",
    "answer_feedback",
    "approve_grant",
    "ask_backfill",
    "ask_to_end_grant",
    "ask_to_reset",
    "assign_responsibility",
    "chase_order",
    "close_feedback",
    "close_order",
    "correct_figure",
    "correct_milestone_reached",
    "decline_grant",
    "define_figure_basis",
    "end_grant",
    "enter_backfill",
    "hand_over",
    "issue_order",
    "leave_feedback",
    "load_figure_bases",
    "load_figure_kinds",
    "load_lamp_profiles",
    "load_projects",
    "load_public_facts",
    "load_roles",
    "name_village",
    "note_figure",
    "propose_grant",
    "propose_order",
    "record_public_figure",
    "regroup_village",
    "reopen_order",
    "report_figure",
    "report_figures",
    "report_milestone_reached",
    "report_order",
    "return_order",
    "set_backfill_window",
    "set_milestone",
    "set_number_pattern",
    "settle_backfill",
    "take_number",
    "void_number",
    "withdraw_backfill",
    "withdraw_order",
]
