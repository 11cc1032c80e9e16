"""Menu entries of integrity."""

from django.urls import reverse_lazy

from integrity import permissions
from portal.web.pages import MenuItem, menu

menu(
    "trail",
    MenuItem("留痕记录", reverse_lazy("integrity:entry-list"), "journal-check", "廉政", permissions.VIEW_TRAIL),
    order=620,
)
menu(
    "findings",
    MenuItem("疑点台账", reverse_lazy("integrity:finding-list"), "search", "廉政", permissions.VIEW_FINDINGS),
    order=610,
)
