"""The changes that projects knows, one noun per file; callers import them from here."""

from projects.actions.figures import correct_figure, load_figure_kinds, report_figure
from projects.actions.grants import approve_grant, decline_grant, end_grant, propose_grant
from projects.actions.guards import ask_to_end_grant, ask_to_reset
from projects.actions.handover import hand_over
from projects.actions.lamps import adopt_lamp_profile, load_lamp_profiles
from projects.actions.milestones import correct_milestone_reached, report_milestone_reached, set_milestone
from projects.actions.public_facts import load_public_facts, record_public_figure
from projects.actions.responsibilities import assign_responsibility
from projects.actions.roles import load_roles
from projects.actions.villages import name_village, regroup_village

__all__ = [
    "adopt_lamp_profile",
    "approve_grant",
    "ask_to_end_grant",
    "ask_to_reset",
    "assign_responsibility",
    "correct_figure",
    "correct_milestone_reached",
    "decline_grant",
    "end_grant",
    "hand_over",
    "load_figure_kinds",
    "load_lamp_profiles",
    "load_public_facts",
    "load_roles",
    "name_village",
    "propose_grant",
    "record_public_figure",
    "regroup_village",
    "report_figure",
    "report_milestone_reached",
    "set_milestone",
]
