"""What quality shows on the page of a village: how many doubts are open, late and serious, and the newest of them."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from portal.kernel import clock
from portal.kernel.permissions import Actor
from portal.web.panels import panel
from quality import permissions
from quality.lifecycle import ENDED
from quality.selectors.complaints import complaint_rows, shown_to
from quality.selectors.standing import OVERDUE

SHOWN = 5


@panel(
    "complaints",
    noun="village",
    title="质量质询",
    template="quality/village_panel.html",
    needs=permissions.VIEW_COMPLAINTS,
    order=60,
)
def complaints_of_village(actor: Actor, village: Any) -> dict[str, Any] | None:
    """The open ones, late first. None where this actor sees no doubt and may raise none."""
    may_report = actor.span(permissions.REPORT_COMPLAINT).covers(village.anchor_values())
    rows = complaint_rows(shown_to(actor).filter(village=village).exclude(state__in=ENDED), clock.today())
    if not rows and not may_report and not actor.span(permissions.VIEW_COMPLAINTS).covers(village.anchor_values()):
        return None
    late = [row for row in rows if row.standing == OVERDUE]
    return {
        "url": f"{reverse('quality:complaint-list')}?village={village.pk}",
        "count": len(rows),
        "late": len(late),
        "grave": sum(row.severity in ("严重", "涉及安全") for row in rows),
        "rows": sorted(rows, key=lambda row: (row.standing != OVERDUE, row.due_on is None, row.due_on))[:SHOWN],
        "report_url": reverse("quality:complaint-report", args=[village.pk]) if may_report else "",
    }
