"""The work list in the menu, with how many jobs wait for a person."""

from django.urls import reverse_lazy

from portal.jobs import selectors
from portal.jobs.permissions import VIEW_JOBS
from portal.kernel.permissions import Actor
from portal.web.pages import MenuItem, menu


def dead_ones(actor: Actor) -> int | None:
    return selectors.count_dead() or None


menu(
    "jobs",
    MenuItem("后台任务", reverse_lazy("jobs:jobs"), "gear", "调度", needs=VIEW_JOBS, badge=dead_ones),  # type: ignore[arg-type]
    order=90,
)
