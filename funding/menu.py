"""Menu entries of funding."""

from django.urls import reverse_lazy

from funding.permissions import VIEW_FUNDING
from portal.web.pages import MenuItem, menu

menu(
    "money-sources",
    MenuItem("资金台账", reverse_lazy("funding:source-list"), "bank", "资金", VIEW_FUNDING),
    order=210,
)
