"""What waits in projects: grants to approve, figures to report, orders to sign, to carry out and to close."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Q
from django.urls import reverse

from portal.kernel.periods import Week
from portal.kernel.permissions import Actor
from portal.reports.selectors import cycle
from portal.web.todo import TodoItem, todo
from projects import permissions
from projects.lifecycle import WITH_OWNER, BackfillState, FeedbackState, GrantState, OrderState
from projects.models import Backfill, Feedback, Order, RoleGrant, Village
from projects.selectors.moment import Moment
from projects.selectors.picture import villages_still_to_report

_ORDER_WORDS = {
    OrderState.PROPOSED: "签发",
    OrderState.ISSUED: "办理",
    OrderState.RETURNED: "补办",
    OrderState.REPORTED: "核实销号",
}


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


@todo("orders", order=12)
def orders_that_wait(actor: Actor) -> Iterator[TodoItem]:
    """To sign (proposals of others), to carry out (one's own unit's), to close (what others reported). One query."""
    user = actor.user
    if user is None:
        return
    orders = Order.objects
    to_issue = orders.visible_to(actor, by=permissions.ISSUE_ORDER).filter(state=OrderState.PROPOSED)
    carried = orders.visible_to(actor, by=permissions.REPORT_ORDER).filter(state__in=WITH_OWNER)
    to_close = orders.visible_to(actor, by=permissions.CLOSE_ORDER).filter(state=OrderState.REPORTED)
    waiting = (
        to_issue.exclude(proposed_by=user.pk)
        | carried.filter(Q(owner=user.organisation_id) | Q(person=user.pk))
        | to_close.exclude(reported_by=user.pk)
    )
    for order in waiting.select_related("village").order_by("due_on", "pk"):
        village = order.village.label if order.village else ""
        title = f"{_ORDER_WORDS[OrderState(order.state)]}{order.get_kind_display()}：{order.matter}"
        yield TodoItem(title, reverse("projects:order", args=[order.pk]), "督办", order.due_on, village=village)
