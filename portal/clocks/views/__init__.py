"""Pages of the calendar, the rules and the clocks."""
