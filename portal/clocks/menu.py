"""Menu entries of clocks."""

from django.urls import reverse_lazy

from portal.clocks.permissions import VIEW_CALENDAR, VIEW_CLOCKS
from portal.web.pages import MenuItem, menu

menu(
    "clocks",
    MenuItem("办理期限", reverse_lazy("clocks:clock-list"), "hourglass-split", "调度", needs=VIEW_CLOCKS),
    order=60,
)
menu(
    "calendar",
    MenuItem("工作日历", reverse_lazy("clocks:calendar"), "calendar3", "调度", needs=VIEW_CALENDAR),
    order=70,
)
menu(
    "deadline-rules",
    MenuItem("期限规则", reverse_lazy("clocks:rule-list"), "list-check", "调度", needs=VIEW_CALENDAR),
    order=75,
)
