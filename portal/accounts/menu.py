"""Menu entries of accounts."""

from django.urls import reverse_lazy

from portal.accounts import permissions
from portal.web.pages import MenuItem, menu

menu(
    "people",
    MenuItem("人员名册", reverse_lazy("accounts:person-list"), "people", "人员", permissions.VIEW_PEOPLE),
    order=310,
)
menu(
    "organisations",
    MenuItem(
        "单位名录", reverse_lazy("accounts:organisation-list"), "building", "人员", permissions.VIEW_ORGANISATIONS
    ),
    order=320,
)
menu("account", MenuItem("我的账号", reverse_lazy("accounts:account"), "person-circle", "我的"), order=910)
