"""The steps of a doubt: one page each, all of one shape; a new step is one entry here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods

from portal.kernel import clock
from portal.kernel.permissions import Power
from portal.web.access import page
from portal.web.entry import Entry, entered
from portal.web.templatetags.figures import day
from quality import actions, permissions
from quality.forms import complaints as given
from quality.forms.report import ConfirmForm, ReopenForm
from quality.models import Complaint
from quality.selectors.complaints import shown_to

_TODAY = ("taken_on", "done_on")
_HOLD = "“严重”“涉及安全”的质询销号前，该单位工程款暂停支付（人工费用除外）。"


@dataclass(frozen=True)
class StepPage:
    """One step: its address, words, power, form and deed."""

    key: str
    title: str
    submit: str
    needs: Power
    form: type[forms.Form]
    act: Callable[..., object]
    say: str
    note: str = ""
    confirm: str = ""


STEPS = (
    StepPage(
        "assign", "受理派单", "派单", permissions.TRIAGE_COMPLAINT, given.AssignForm, actions.assign_complaint,
        "已派单。", note=f"整改期限从反映之日起算。{_HOLD}",
    ),
    StepPage(
        "refute", "核实不属实", "办结", permissions.TRIAGE_COMPLAINT, given.RefuteForm, actions.refute_complaint,
        "已按核实不属实办结。", confirm="办结后不能撤回，反映人会看到理由。确定吗？",
    ),
    StepPage(
        "measure", "登记临时安全措施", "登记", permissions.RECTIFY, given.MeasureForm, actions.record_safety_measure,
        "临时安全措施已登记。", note="临时措施不代替整改，期限照常计算。",
    ),
    StepPage(
        "rectify", "登记整改完成", "提交复查", permissions.RECTIFY, given.RectifyForm, actions.rectify_complaint,
        "整改已登记，待复查。", note="由监理单位、专班等其他单位复查，不由整改单位自己复查。",
    ),
    StepPage(
        "reinspect", "登记复查", "登记", permissions.REINSPECT, given.ReinspectForm, actions.reinspect_complaint,
        "复查已登记。",
    ),
    StepPage(
        "answer", "登记回访", "登记", permissions.CLOSE_COMPLAINT, given.AnswerForm, actions.record_answer,
        "回访已登记。", note="反映人可凭回执自己确认的，请优先由本人确认。",
    ),
    StepPage(
        "resume", "按五方会商意见整改", "重新派单", permissions.CLOSE_COMPLAINT, given.ResumeForm,
        actions.resume_complaint, "已按会商意见重新派单。",
    ),
    StepPage(
        "give-up", "未整改了结", "了结", permissions.CLOSE_COMPLAINT, given.GiveUpForm, actions.give_up_complaint,
        "已按未整改了结。", confirm="了结后单独统计，不能撤回。确定吗？",
    ),
    StepPage(
        "follow", "更新外部办理状态", "更新", permissions.TRIAGE_COMPLAINT, given.FollowForm, actions.follow_outside,
        "外部办理状态已更新。",
    ),
    StepPage(
        "confirm", "确认修好", "确认销号", permissions.REPORT_COMPLAINT, ConfirmForm, actions.confirm_repair,
        "已销号，谢谢您的监督。",
    ),
    StepPage(
        "reopen", "没有修好", "提交", permissions.REPORT_COMPLAINT, ReopenForm, actions.reopen_complaint,
        "已退回重新整改。",
    ),
    StepPage(
        "refer", "提请五方会商", "提请", permissions.REPORT_COMPLAINT, ReopenForm, actions.refer_complaint,
        "已提请五方会商。", note="由建设、勘察、设计、施工、监理五方会同质量监督机构到现场提出意见。",
    ),
)  # fmt: skip


def _show(step: StepPage, request: Any, pk: int) -> HttpResponse:
    found: Complaint = get_object_or_404(shown_to(request.actor, by=step.needs), pk=pk)
    back, listed = reverse("quality:complaint", args=[pk]), reverse("quality:complaint-list")
    about = [
        {"label": "部位", "value": found.place},
        {"label": "反映内容", "value": found.what},
        {"label": "整改单位", "value": str(found.contractor or "待受理")},
        {"label": "到期日", "value": day(found.due_on) if found.due_on else "不计期限"},
    ]
    trail = ((listed, "质量质询台账"), (back, found.label))
    entry = Entry(f"{found.label}：{step.title}", step.submit, back, trail, step.note, step.confirm, about)
    act = partial(step.act, request.actor, found)
    return entered(request, entry, _form(step, request), lambda values: act(**values), say=step.say)


def _form(step: StepPage, request: Any) -> forms.Form:
    if request.method == "POST":
        return step.form(request.POST, request.FILES)
    today = clock.today()
    return step.form(initial={name: today for name in _TODAY if name in step.form.base_fields})


def _view(step: StepPage) -> Callable[..., HttpResponse]:
    return page(needs=step.needs)(require_http_methods(["GET", "HEAD", "POST"])(partial(_show, step)))


urlpatterns = [path(f"complaints/<int:pk>/{step.key}/", _view(step), name=f"complaint-{step.key}") for step in STEPS]
