"""What others may ask of the calendar, the rules and the clocks."""

from portal.clocks.selectors.calendar import (
    CalendarChangeRow,
    DayRow,
    Month,
    YearPage,
    calendar,
    calendars,
    calendars_with,
    change_row,
    changes,
    year_page,
    years_to_show,
)
from portal.clocks.selectors.clocks import (
    ClockRow,
    ShiftRow,
    clock_of,
    clock_rows,
    clocks_shown,
    shift_rows,
    shifts_of,
    shifts_previewed,
)
from portal.clocks.selectors.reckoning import Reckoned, Step, reckon, reckon_hours
from portal.clocks.selectors.recounting import Recount, preview_of, recount, running_clocks
from portal.clocks.selectors.rule_rows import RuleRow, rule_in_force, rule_rows, versions_of
from portal.clocks.selectors.seed_data import rules_in, seed_calendar, seed_deadline_rules

__all__ = [
    "CalendarChangeRow",
    "ClockRow",
    "DayRow",
    "Month",
    "Reckoned",
    "Recount",
    "RuleRow",
    "ShiftRow",
    "Step",
    "YearPage",
    "calendar",
    "calendars",
    "calendars_with",
    "change_row",
    "changes",
    "clock_of",
    "clock_rows",
    "clocks_shown",
    "preview_of",
    "reckon",
    "reckon_hours",
    "recount",
    "rule_in_force",
    "rule_rows",
    "rules_in",
    "running_clocks",
    "seed_calendar",
    "seed_deadline_rules",
    "shift_rows",
    "shifts_of",
    "shifts_previewed",
    "versions_of",
    "year_page",
    "years_to_show",
]
