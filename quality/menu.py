"""Menu entries of quality."""

from django.urls import reverse_lazy

from portal.web.pages import MenuItem, menu
from quality import permissions

menu(
    "complaints",
    MenuItem(
        "质量质询台账", reverse_lazy("quality:complaint-list"), "shield-check", "质量", permissions.VIEW_COMPLAINTS
    ),
    order=240,
)
menu(
    "report-boards",
    MenuItem("张贴码", reverse_lazy("quality:board-list"), "qr-code", "质量", permissions.TRIAGE_COMPLAINT),
    order=245,
)
