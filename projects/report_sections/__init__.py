"""What projects says in the weekly briefing: page one, lamps, the lead project, villages, orders."""

from portal.reports.contributions import names_of_villages, villages_of_reports
from projects.report_sections import orders, page_one, sections
from projects.selectors.villages import village_names_of, villages_known_at

__all__ = ["orders", "page_one", "sections"]

villages_of_reports(villages_known_at)
names_of_villages(village_names_of)
