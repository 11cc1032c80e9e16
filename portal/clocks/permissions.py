"""Powers over the calendar, the rules of deadlines and the clocks that run by them."""

from portal.kernel.permissions import power

VIEW_CALENDAR = power("view_calendar", "查看工作日历", reads=True)
SET_CALENDAR = power("set_calendar", "调整工作日历", is_central=True)
SET_DEADLINE_RULES = power("set_deadline_rules", "发布期限规则", is_central=True)
VIEW_CLOCKS = power("view_clocks", "查看办理期限", reads=True)
RUN_CLOCKS = power("run_clocks", "起算、中止、延长办理期限")
