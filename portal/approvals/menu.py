"""审批 in the menu, with how many wait for this person."""

from django.urls import reverse_lazy

from portal.approvals.permissions import VIEW_APPROVALS
from portal.approvals.selectors import waiting_for
from portal.kernel.permissions import Actor
from portal.web.pages import MenuItem, menu


def waiting(actor: Actor) -> int | None:
    return len(waiting_for(actor)) or None


menu(
    "approvals",
    MenuItem("审批", reverse_lazy("approvals:approval-list"), "check2-square", "我的", VIEW_APPROVALS, badge=waiting),
    order=905,
)
