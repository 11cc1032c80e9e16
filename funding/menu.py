"""Menu entries of funding."""

from django.urls import reverse_lazy

from funding.permissions import VIEW_FUNDING
from portal.web.pages import MenuItem, menu

menu(
    "money-sources",
    MenuItem("资金台账", reverse_lazy("funding:source-list"), "bank", "资金", VIEW_FUNDING),
    order=210,
)
menu(
    "payments",
    MenuItem("用款台账", reverse_lazy("funding:payment-list"), "cash-stack", "资金", VIEW_FUNDING),
    order=220,
)
menu(
    "contracts",
    MenuItem("合同台账", reverse_lazy("funding:contract-list"), "file-earmark-text", "资金", VIEW_FUNDING),
    order=230,
)
