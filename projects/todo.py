"""What waits in projects: grants to approve, and villages that have not reported this week."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse

from portal.kernel.periods import Week
from portal.kernel.permissions import Actor
from portal.reports.selectors import cycle
from portal.web.todo import TodoItem, todo
from projects import permissions
from projects.lifecycle import BackfillState, FeedbackState, GrantState
from projects.models import Backfill, Feedback, RoleGrant, Village
from projects.selectors.moment import Moment
from projects.selectors.picture import villages_still_to_report


@todo("grants-to-approve", order=10)
def grants_to_approve(actor: Actor) -> Iterator[TodoItem]:
    waiting = RoleGrant.objects.visible_to(actor, by=permissions.APPROVE_GRANT).filter(state=GrantState.PROPOSED)
    for grant in waiting.select_related("user", "role", "village").order_by("recorded_at", "pk"):
        yield TodoItem(
            f"批准授权：{grant.user}任{grant.role}（{grant.village or '全部点位'}）",
            reverse("projects:grant-list") + "?state=proposed",
            "授权",
            village=str(grant.village or ""),
        )


@todo("figures-to-report", order=20)
def figures_to_report(actor: Actor) -> Iterator[TodoItem]:
    """One line a village to whoever reports for named villages; whoever may for all of them is told their number."""
    settled = cycle()
    if settled is None or not actor.may(permissions.REPORT_FIGURES):
        return
    now = Moment.now()
    due_on = settled.cut_off(Week.of(now.day)).date()
    waiting = villages_still_to_report(Village.objects.visible_to(actor, by=permissions.REPORT_FIGURES), now)
    if waiting and actor.span(permissions.REPORT_FIGURES).everywhere:
        yield TodoItem(f"本周尚有{len(waiting)}个点位未报数", reverse("projects:village-list"), "报数", due_on)
        return
    for village in waiting:
        url = reverse("projects:figure-kind-list", args=[village.pk])
        yield TodoItem("本周报数", url, "报数", due_on, village=village.label)


@todo("feedback-to-answer", order=40)
def feedback_to_answer(actor: Actor) -> Iterator[TodoItem]:
    if not actor.may(permissions.ANSWER_FEEDBACK):
        return
    waiting = (
        Feedback.objects.visible_to(actor, by=permissions.ANSWER_FEEDBACK).filter(state=FeedbackState.OPEN).count()
    )
    if waiting:
        yield TodoItem(f"有{waiting}条投诉建议待答复", reverse("projects:feedback-list"), "投诉建议")


@todo("backfills-to-check", order=30)
def backfills_to_check(actor: Actor) -> Iterator[TodoItem]:
    """Requests of others; nobody checks his own."""
    waiting = Backfill.objects.visible_to(actor, by=permissions.CHECK_BACKFILL).filter(state=BackfillState.ASKED)
    if actor.user is not None:
        waiting = waiting.exclude(entered_by=actor.user.pk)
    for asked in waiting.select_related("village").order_by("pk"):
        url = reverse("projects:backfill", args=[asked.pk])
        yield TodoItem(
            f"复核补录单第{asked.pk}号（{asked.get_sort_display()}）", url, "补录", village=asked.village.label
        )
