"""专报审签台: which figures of this edition moved and why, who has not reported, whether it can be signed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.kernel.permissions import Power
from portal.reports import actions, selectors
from portal.reports.forms import ReasonForm, ScanForm, WordsForm
from portal.reports.lifecycle import EditionState
from portal.reports.models import Edition, WordsKind
from portal.reports.permissions import (
    CHECK_EDITION,
    SIGN_EDITION,
    SUBMIT_EDITION,
    VIEW_EDITION_DESK,
    WRITE_EDITION_WORDS,
)
from portal.web.access import page
from portal.web.entry import Entry, bound, entered
from portal.web.pages import done, show

DESK = "reports/desk.html"


@page(needs=VIEW_EDITION_DESK)
@require_safe
def edition_desk(request: Any, pk: int) -> HttpResponse:
    return show(request, DESK, {"desk": selectors.desk_of(_edition(request, pk), request.actor)}, part="state")


@page(needs=SUBMIT_EDITION)
@require_POST
def edition_submit(request: Any, pk: int) -> HttpResponse:
    return _stepped(request, pk, actions.submit_edition, "已送审，请核稿的同志办理。")


@page(needs=CHECK_EDITION)
@require_POST
def edition_check(request: Any, pk: int) -> HttpResponse:
    return _stepped(request, pk, actions.check_edition, "已核稿，请指挥长签发。")


@page(needs=SIGN_EDITION)
@require_POST
def edition_sign(request: Any, pk: int) -> HttpResponse:
    return _stepped(request, pk, actions.sign_edition, "已签发并编列期号，签发件正在印制，一般不超过1分钟。")


def _stepped(request: Any, pk: int, step: Callable[..., Edition], say: str) -> HttpResponse:
    """One step; ``seen`` is what the person's page showed, so that nobody signs what he has not read."""
    before = _edition(request, pk)
    found = step(request.actor, before, seen_digest=request.POST.get("seen") or None)
    if found.state == before.state:
        step_word = "签发" if found.state == EditionState.CHECKED else "核稿"
        say = f"意见已记录，还需{selectors.still_needed(found)}人{step_word}。"
    address = reverse("reports:edition-desk", args=[found.pk])
    return done(request, DESK, {"desk": selectors.desk_of(found, request.actor)}, part="state", to=address, say=say)


@page(needs=VIEW_EDITION_DESK)
@require_http_methods(["GET", "HEAD", "POST"])
def edition_send_back(request: Any, pk: int) -> HttpResponse:
    found = _edition(request, pk)
    actions.require_turn(request.actor, found)
    entry = _entry(found, "退回", "退回", "退回后回到送审稿，由办公室补充后重新送审。")
    return _reasoned(request, entry, found, actions.send_back_edition, "已退回，送审人可以补充后重新送审。")


@page(needs=SUBMIT_EDITION)
@require_http_methods(["GET", "HEAD", "POST"])
def edition_recall(request: Any, pk: int) -> HttpResponse:
    found = _edition(request, pk)
    entry = _entry(found, "撤回", "撤回", "由送审人撤回，回到送审稿。")
    return _reasoned(request, entry, found, actions.recall_edition, "已撤回，现为送审稿。")


@page(needs=SUBMIT_EDITION)
@require_http_methods(["GET", "HEAD", "POST"])
def edition_void(request: Any, pk: int) -> HttpResponse:
    found = _edition(request, pk)
    note = "单位更正了数据、需要重新取数的，作废本稿，由系统按现掌握情况重出一稿。作废的稿件保留备查。"
    entry = _entry(found, "作废重出", "作废并重出", note, confirm="作废后本稿不能恢复，确定作废并重出吗？")
    return _reasoned(request, entry, found, actions.void_edition, "已作废，新的送审稿正在生成，一般不超过1分钟。")


@page(needs=SUBMIT_EDITION)
@require_http_methods(["GET", "HEAD", "POST"])
def edition_correct(request: Any, pk: int) -> HttpResponse:
    found = _edition(request, pk)
    note = "已签发的专报不改动。更正另出一期，注明原数、现数和原因，经送审、核稿、签发后另编期号。"
    entry = _entry(found, "更正", "生成更正稿", note, confirm="确定为本期专报生成更正稿吗？")
    return _reasoned(request, entry, found, actions.correct_edition, "更正稿正在生成，一般不超过1分钟。")


@page(needs=SUBMIT_EDITION)
@require_http_methods(["GET", "HEAD", "POST"])
def edition_scan(request: Any, pk: int) -> HttpResponse:
    found = _edition(request, pk)
    form = ScanForm(request.POST, request.FILES) if request.method == "POST" else ScanForm()
    entry = _entry(found, "上传签发原件", "上传", "线下签字的，上传签发原件扫描件备查；不上传不影响签发。")
    return entered(
        request, entry, form, lambda given: actions.keep_scan(request.actor, found, **given), say="签发原件已存。"
    )


@page(needs=WRITE_EDITION_WORDS)
@require_http_methods(["GET", "HEAD", "POST"])
def edition_words(request: Any, pk: int, kind: str) -> HttpResponse:
    if kind not in WordsKind.values:
        raise Http404
    found = _edition(request, pk)
    standing = selectors.words_of(found).get(kind)
    initial = {"text": standing.text, "consulted": standing.consulted} if standing else {}
    form = bound(WordsForm, request, initial=initial, kind=kind)
    label = WordsKind(kind).label
    note = "按语印在首页正文之前，首页不超过15行。" if kind == WordsKind.NOTE else ""
    entry = _entry(found, f"填写{label}", "保存", note)
    return entered(
        request,
        entry,
        form,
        lambda given: actions.write_words(request.actor, found, kind=kind, **given),
        say=f"{label}已保存。",
    )


def _entry(found: Edition, title: str, submit: str, note: str, *, confirm: str = "", label: str = "") -> Entry:
    desk, name = reverse("reports:edition-desk", args=[found.pk]), selectors.label_of(found)
    trail = ((reverse("reports:edition-list"), "周调度专报"), (desk, name))
    return Entry(f"{name}：{title}", submit, desk, trail, note=note, confirm=confirm)


def _reasoned(request: Any, entry: Entry, found: Edition, act: Callable[..., object], say: str) -> HttpResponse:
    form = bound(ReasonForm, request)
    return entered(request, entry, form, lambda given: act(request.actor, found, reason=given["reason"]), say=say)


def _edition(request: Any, pk: int) -> Edition:
    seen: Power = VIEW_EDITION_DESK
    found: Edition = get_object_or_404(Edition.objects.visible_to(request.actor, by=seen), pk=pk)
    return found
