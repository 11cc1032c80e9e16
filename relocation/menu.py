"""Menu entries of relocation."""

from django.urls import reverse_lazy

from portal.web.pages import MenuItem, menu
from relocation import permissions

menu(
    "households",
    MenuItem("搬迁户台账", reverse_lazy("relocation:household-list"), "houses", "征拆", permissions.VIEW_HOUSEHOLDS),
    order=210,
)
menu(
    "policies",
    MenuItem(
        "补偿安置方案", reverse_lazy("relocation:policy-list"), "file-earmark-ruled", "征拆", permissions.VIEW_POLICIES
    ),
    order=220,
)
menu(
    "notices",
    MenuItem("公告公示", reverse_lazy("relocation:notice-list"), "megaphone", "征拆", permissions.VIEW_NOTICES),
    order=225,
)
menu(
    "agreements",
    MenuItem("协议台账", reverse_lazy("relocation:agreement-list"), "file-text", "征拆", permissions.VIEW_AGREEMENTS),
    order=230,
)
