"""投诉建议: leaving one from any page, one's own with their answers, and the office's list."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.html import format_html
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.kernel.errors import InvalidInput
from portal.kernel.missing import Missing
from portal.kernel.permissions import PORTAL, System
from portal.web.access import page, public
from portal.web.entry import bound, is_done
from portal.web.ledgers import Column, Ledger, Listing, ledger, show_list
from portal.web.pages import done, show
from portal.web.templatetags.ui import state
from portal.web.workbooks import Kind
from projects import actions, permissions
from projects.forms.feedback import FeedbackAnswerForm, FeedbackForm
from projects.lifecycle import FeedbackState
from projects.models import Feedback
from projects.selectors.corrections import by_whom

LIST, LEAVE = "projects/feedback_list.html", "projects/feedback.html"
UNNAMED = System("未登录人员的投诉建议")
_KINDS = {FeedbackState.OPEN: "warn", FeedbackState.ANSWERED: "info", FeedbackState.CLOSED: "good"}

WAITING = "待答复"


def _answer(row: Feedback) -> str:
    return row.answer or format_html('<span class="nowrap">{}</span>', WAITING)


FEEDBACK = ledger(
    "feedback",
    Ledger(
        "投诉建议台账",
        permissions.VIEW_FEEDBACK,
        [
            Column("内容", lambda row: row.text, width=40, is_head=True),
            Column("页面", lambda row: row.page or "未注明", width=20, keeps_line=True),
            Column("提出人", lambda row: by_whom(row.person) if row.person else "未登录", width=18, keeps_line=True),
            Column("提出时间", lambda row: row.recorded_at, Kind.MOMENT),
            Column(
                "状态",
                lambda row: row.get_state_display(),
                width=8,
                look=lambda row: state(row.get_state_display(), _KINDS[FeedbackState(row.state)]),
            ),
            Column("答复", lambda row: row.answer or WAITING, width=40, look=_answer),
        ],
        counted="条",
        empty=(Missing.NOT_APPLICABLE, "还没有投诉建议。"),
        verbs="projects/feedback_verbs.html",
    ),
)


@public("whoever cannot sign in has to be able to say so")
@require_http_methods(["GET", "HEAD", "POST"])
def feedback_leave(request: Any) -> HttpResponse:
    form = bound(FeedbackForm, request, initial={"page": _path(request.headers.get("Referer", ""))})
    frame = "base.html" if request.user.is_authenticated else "bare.html"
    context = {"form": form, "own": _own(request), "frame": frame}
    if request.method != "POST":
        return show(request, LEAVE, context)
    if not is_done(form, lambda given: _leave(request, given)):
        return show(request, LEAVE, context, status=422)
    say = "投诉建议已提交，答复会显示在本页。" if request.user.is_authenticated else "投诉建议已提交，谢谢您的意见。"
    return done(request, LEAVE, context, part="entered", to="projects:feedback-leave", say=say)


@page(needs=permissions.VIEW_FEEDBACK)
@require_safe
def feedback_list(request: Any) -> HttpResponse:
    found = Feedback.objects.visible_to(request.actor).select_related("person__organisation")
    may_answer = request.actor.may(permissions.ANSWER_FEEDBACK)
    listing = Listing(request, FEEDBACK, found.order_by("state", "-pk"), has_verbs=may_answer)
    return show_list(request, LIST, listing)


@page(needs=permissions.ANSWER_FEEDBACK)
@require_POST
def feedback_answer(request: Any, pk: int) -> HttpResponse:
    found, form = _feedback(request, pk), FeedbackAnswerForm(request.POST)
    if not form.is_valid():
        raise InvalidInput(
            "还没有填写答复，或者超过500字，不能提交。请写明答复后再提交。", fields={"answer": "请填写答复。"}
        )
    actions.answer_feedback(request.actor, found, **form.cleaned_data)
    return done(request, LIST, {}, part="rows", to="projects:feedback-list", say="已答复。")


@page(needs=permissions.ANSWER_FEEDBACK)
@require_POST
def feedback_close(request: Any, pk: int) -> HttpResponse:
    actions.close_feedback(request.actor, _feedback(request, pk))
    return done(request, LIST, {}, part="rows", to="projects:feedback-list", say="已办结。")


def _leave(request: Any, given: dict[str, Any]) -> Feedback:
    if request.user.is_authenticated:
        return actions.leave_feedback(request.actor, request.user, **given)
    return actions.leave_feedback(UNNAMED, PORTAL, **given)


def _own(request: Any) -> list[Feedback]:
    """What this person left, with the answers."""
    if not request.user.is_authenticated:
        return []
    return list(Feedback.objects.visible_to(request.actor).filter(person=request.user.pk).order_by("-pk")[:20])


def _feedback(request: Any, pk: int) -> Feedback:
    found: Feedback = get_object_or_404(Feedback.objects.visible_to(request.actor), pk=pk)
    return found


def _path(address: str) -> str:
    """The page that somebody came from: its path alone, because what stands behind it may be a search for a name."""
    try:
        return urlsplit(address).path[:200]
    except ValueError:
        return ""
