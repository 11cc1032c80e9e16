"""Menu entries of the roof."""

from django.urls import reverse_lazy

from portal.kernel.permissions import Actor
from portal.web.pages import MenuItem, menu
from portal.web.todo import todo_of
from projects.permissions import VIEW_VILLAGES


def waiting(actor: Actor) -> int | None:
    """How many things wait for this person."""
    return len(todo_of(actor)) or None


menu(
    "overview",
    MenuItem("指挥总览", reverse_lazy("site:overview"), "speedometer2", "调度", VIEW_VILLAGES),
    order=10,
)
menu("todo", MenuItem("我的待办", reverse_lazy("site:todo"), "check2-square", "我的", badge=waiting), order=900)
