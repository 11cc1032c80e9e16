"""Editions in the menu."""

from django.urls import reverse_lazy

from portal.reports.permissions import VIEW_EDITIONS
from portal.web.pages import MenuItem, menu

menu(
    "editions",
    MenuItem("周调度专报", reverse_lazy("reports:edition-list"), "journal-text", "调度", needs=VIEW_EDITIONS),
    order=20,
)
