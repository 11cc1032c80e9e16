"""The changes of editions, one matter per file."""

from portal.reports.actions.again import correct_edition, void_edition
from portal.reports.actions.course import (
    check_edition,
    recall_edition,
    require_turn,
    send_back_edition,
    sign_edition,
    submit_edition,
)
from portal.reports.actions.cycle import (
    ReportsHaveBegun,
    ReportsNotBegun,
    begin_reports,
    move_cut_off,
    plan_week,
    set_issue,
)
from portal.reports.actions.making import (
    EditionIsMade,
    WeekBeforeTheFirst,
    WeekStillRuns,
    ask_for_edition,
    keep_issued_paper,
    keep_paper,
    keep_worded_paper,
    make_edition,
)
from portal.reports.actions.reading import Form, Paper, read_paper
from portal.reports.actions.scans import keep_scan
from portal.reports.actions.words import write_words

__all__ = [
    "EditionIsMade",
    "Form",
    "Paper",
    "ReportsHaveBegun",
    "ReportsNotBegun",
    "WeekBeforeTheFirst",
    "WeekStillRuns",
    "ask_for_edition",
    "begin_reports",
    "check_edition",
    "correct_edition",
    "keep_issued_paper",
    "keep_paper",
    "keep_scan",
    "keep_worded_paper",
    "make_edition",
    "move_cut_off",
    "plan_week",
    "read_paper",
    "recall_edition",
    "require_turn",
    "send_back_edition",
    "set_issue",
    "sign_edition",
    "submit_edition",
    "void_edition",
    "write_words",
]
