"""表格导入 in the menu, with how many wait to be confirmed."""

from django.urls import reverse_lazy

from portal.imports.permissions import VIEW_IMPORTS
from portal.imports.selectors import waiting_for
from portal.kernel.permissions import Actor
from portal.web.pages import MenuItem, menu


def waiting(actor: Actor) -> int | None:
    return len(waiting_for(actor)) or None


menu(
    "imports",
    MenuItem(
        "表格导入", reverse_lazy("imports:run-list"), "file-earmark-arrow-up", "点位", VIEW_IMPORTS, badge=waiting
    ),
    order=150,
)
