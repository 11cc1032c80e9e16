"""Menu entries of projects."""

from django.urls import reverse_lazy

from portal.web.pages import MenuItem, menu
from projects import permissions

menu(
    "grants",
    MenuItem("授权台账", reverse_lazy("projects:grant-list"), "key", "人员", permissions.VIEW_GRANTS),
    order=330,
)
menu(
    "chain-gaps",
    MenuItem("无人可办环节", reverse_lazy("projects:chain-gap-list"), "person-x", "人员", permissions.VIEW_CHAIN_GAPS),
    order=340,
)
