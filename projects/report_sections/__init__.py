"""What projects says in the weekly briefing: the words of page one, lamps, the lead project, the list of villages."""

from portal.reports.contributions import villages_of_reports
from projects.report_sections import page_one, sections
from projects.selectors.villages import villages_known_at

__all__ = ["page_one", "sections"]

villages_of_reports(villages_known_at)
