"""Menu entries of projects."""

from django.urls import reverse_lazy

from portal.web.pages import MenuItem, menu
from projects import permissions

menu(
    "orders",
    MenuItem("督办台账", reverse_lazy("projects:order-list"), "list-check", "调度", permissions.VIEW_ORDERS),
    order=60,
)
menu(
    "villages",
    MenuItem("点位台账", reverse_lazy("projects:village-list"), "geo-alt", "点位", permissions.VIEW_VILLAGES),
    order=110,
)
menu(
    "public-figures",
    MenuItem("公开信息", reverse_lazy("projects:public-figure-list"), "newspaper", "点位", permissions.VIEW_VILLAGES),
    order=120,
)
menu(
    "bases",
    MenuItem("口径对照", reverse_lazy("projects:basis-list"), "rulers", "点位", permissions.VIEW_VILLAGES),
    order=125,
)
menu(
    "lamp-rules",
    MenuItem("亮灯规则", reverse_lazy("projects:lamp-rule-list"), "stoplights", "点位", permissions.VIEW_VILLAGES),
    order=130,
)
menu(
    "backfills",
    MenuItem("补录台账", reverse_lazy("projects:backfill-list"), "clock-history", "点位", permissions.VIEW_VILLAGES),
    order=140,
)
menu(
    "feedback",
    MenuItem(
        "投诉建议台账", reverse_lazy("projects:feedback-list"), "chat-left-text", "调度", permissions.ANSWER_FEEDBACK
    ),
    order=90,
)
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
