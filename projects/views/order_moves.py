"""The steps of one order: each stands on a page of its own with what it needs, and leads back to the order."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from portal.web.access import page
from portal.web.entry import Entry, entered
from projects import actions, permissions
from projects.forms.orders import IssueForm, ReopenForm, ReportForm, WordsForm
from projects.models import Order
from projects.views.orders import seen_order

BOTH = ["GET", "HEAD", "POST"]


@page(needs=permissions.ISSUE_ORDER)
@require_http_methods(BOTH)
def order_issue(request: Any, pk: int) -> HttpResponse:
    found = seen_order(request, pk)
    form = _bound(IssueForm, request, initial={"due_on": found.due_on})
    note = "签发即编号，编号不重复使用；签发人对内容负责。"
    return _moved(request, found, "签发", "签发", form, actions.issue_order, "已签发并编号。", note=note)


@page(needs=permissions.REPORT_ORDER)
@require_http_methods(BOTH)
def order_report(request: Any, pk: int) -> HttpResponse:
    form = _bound(ReportForm, request, label="办理情况")
    note = "附能证明办结的文件或照片；由其他同志核实后销号。"
    return _moved(
        request,
        seen_order(request, pk),
        "反馈",
        "提交反馈",
        form,
        actions.report_order,
        "已反馈，待核实销号。",
        note=note,
    )


@page(needs=permissions.CLOSE_ORDER)
@require_http_methods(BOTH)
def order_close(request: Any, pk: int) -> HttpResponse:
    form = _bound(WordsForm, request, label="核实情况")
    return _moved(request, seen_order(request, pk), "销号", "销号", form, actions.close_order, "已销号。")


@page(needs=permissions.CLOSE_ORDER)
@require_http_methods(BOTH)
def order_return(request: Any, pk: int) -> HttpResponse:
    form = _bound(WordsForm, request, label="退回原因（请补充什么）")
    say = "已退回责任单位补办。"
    return _moved(request, seen_order(request, pk), "退回补办", "退回", form, actions.return_order, say)


@page(needs=permissions.ISSUE_ORDER)
@require_http_methods(BOTH)
def order_reopen(request: Any, pk: int) -> HttpResponse:
    form = _bound(ReopenForm, request, label="重新督办的原因")
    say = "已重新督办，沿用原文号。"
    return _moved(request, seen_order(request, pk), "重新督办", "重新督办", form, actions.reopen_order, say)


@page(needs=permissions.PROPOSE_ORDER)
@require_http_methods(BOTH)
def order_chase(request: Any, pk: int) -> HttpResponse:
    form = _bound(WordsForm, request, label="催办情况")
    note = "登记何时催过谁、对方怎么答复；不改变办理状态。"
    return _moved(
        request, seen_order(request, pk), "催办", "登记催办", form, actions.chase_order, "催办已登记。", note=note
    )


@page(needs=permissions.PROPOSE_ORDER)
@require_http_methods(BOTH)
def order_withdraw(request: Any, pk: int) -> HttpResponse:
    form = _bound(WordsForm, request, label="撤回原因")
    return _moved(request, seen_order(request, pk), "撤回", "撤回", form, actions.withdraw_order, "已撤回。")


@page(needs=permissions.ISSUE_ORDER)
@require_http_methods(BOTH)
def order_annul(request: Any, pk: int) -> HttpResponse:
    form = _bound(WordsForm, request, label="撤销原因")
    note = "未签发的退回作罢；已签发的作废留号，编号不再使用。"
    return _moved(request, seen_order(request, pk), "撤销", "撤销", form, actions.annul_order, "已撤销。", note=note)


def _bound(form: type[Any], request: Any, **options: Any) -> Any:
    """With the files that were sent, because proof comes with the words."""
    return form(request.POST, request.FILES, **options) if request.method == "POST" else form(**options)


def _moved(
    request: Any,
    found: Order,
    title: str,
    submit: str,
    form: forms.Form,
    act: Callable[..., object],
    say: str,
    *,
    note: str = "",
) -> HttpResponse:
    back = reverse("projects:order", args=[found.pk])
    trail = ((reverse("projects:order-list"), "督办台账"), (back, str(found)))
    about = [
        {"label": "事项", "value": found.matter},
        {"label": "办理要求", "value": found.demand},
        {"label": "责任单位", "value": str(found.owner)},
        {"label": "状态", "value": found.get_state_display()},
    ]
    entry = Entry(f"{title}：{found.matter}", submit, back, trail, note=note, about=about)
    return entered(request, entry, form, lambda given: act(request.actor, found, **given), say=say)
