"""公告公示: the list, one notice with what people said, the sheet to post, and putting up results of many."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from portal.files.selectors import files_of
from portal.kernel import clock
from portal.kernel.missing import Missing
from portal.web.access import page
from portal.web.entry import Entry, bound, entered
from portal.web.ledgers import Column, Ledger, Listing, ledger, link, show_list
from portal.web.pages import show
from portal.web.templatetags.ui import state
from portal.web.workbooks import Kind
from projects.models import Village
from relocation import actions, permissions
from relocation.forms.agreements import NoticeFilterForm, ObjectionForm, PostingForm, ReplyForm, ResultsForm
from relocation.lifecycle import AgreementState
from relocation.models import Agreement, NoticeKind, NoticeObjection, PublicNotice
from relocation.selectors.notices import NoticeRow, covered_by, notice_rows
from relocation.views.policies import seen_villages

LIST, PAGE, SHEET = "relocation/notice_list.html", "relocation/notice.html", "relocation/notice_sheet.html"


def _standing(row: NoticeRow) -> str:
    return "已期满" if row.is_over(clock.today()) else "公示中" if row.kind == NoticeKind.RESULT else "公告中"


NOTICES = ledger(
    "notices",
    Ledger(
        "公告公示台账",
        permissions.VIEW_NOTICES,
        [
            Column(
                "标题",
                lambda row: row.title,
                width=30,
                look=lambda row: link(reverse("relocation:notice", args=[row.id]), row.title),
                is_head=True,
            ),
            Column("类别", lambda row: row.kind_word, width=8, keeps_line=True),
            Column("点位", lambda row: row.village, width=14),
            Column("发布日期", lambda row: row.published_on, Kind.DAY),
            Column("期满日", lambda row: row.last_day, Kind.DAY),
            Column("天数", lambda row: row.days, Kind.WHOLE, width=5),
            Column("状态", _standing, width=6, look=lambda row: state(_standing(row), "info")),
            Column("意见", lambda row: row.objections, Kind.WHOLE, width=5),
            Column("待答复", lambda row: row.unanswered, Kind.WHOLE, width=5),
            Column("张贴地点", lambda row: row.place, width=24),
            Column("依据", lambda row: row.basis, width=30),
        ],
        counted="件",
        noun="公告公示",
        empty=(Missing.NOT_STARTED, "还没有发布公告公示。"),
        notes=("方案公告是法定公告；结果公示是本级做法，天数由方案写明。发布当日不计入天数。",),
    ),
)


@page(needs=permissions.VIEW_NOTICES)
@require_safe
def notice_list(request: Any) -> HttpResponse:
    form = NoticeFilterForm(request.GET, villages=seen_villages(request, permissions.VIEW_NOTICES))
    found = PublicNotice.objects.visible_to(request.actor)
    if form.is_valid():
        found = found.filter(**{name: value for name, value in form.cleaned_data.items() if value})
    found = found.select_related("village", "published_by").order_by("-published_on", "-pk")
    return show_list(request, LIST, Listing(request, NOTICES, found, form, notice_rows))


@page(needs=permissions.VIEW_NOTICES)
@require_safe
def notice(request: Any, pk: int) -> HttpResponse:
    found = _found(request, pk)
    [row] = notice_rows([found])
    may = request.actor.span(permissions.PUBLISH_NOTICE).covers(found.anchor_values())
    context = {
        "notice": row,
        "today": clock.today(),
        "day_number": found.day_of(clock.today()),
        "is_result": row.kind == NoticeKind.RESULT,
        "covered": covered_by(found) if row.kind == NoticeKind.RESULT else [],
        "objections": NoticeObjection.objects.filter(notice=found).order_by("pk"),
        "photos": files_of("relocation.notice", found.pk),
        "may_publish": may,
    }
    return show(request, PAGE, context)


@page(needs=permissions.PUBLISH_NOTICE)
@require_safe
def notice_sheet(request: Any, pk: int) -> HttpResponse:
    """The paper that is posted in the area: full names and 门牌 (590号令 29), never a number of a person."""
    found = _found(request, pk, permissions.PUBLISH_NOTICE)
    [row] = notice_rows([found])
    rows = covered_by(found) if row.kind == NoticeKind.RESULT else []
    return show(request, SHEET, {"notice": row, "covered": rows, "issuer": "兴庆区城中村改造项目指挥部办公室"})


@page(needs=permissions.PUBLISH_NOTICE)
@require_http_methods(["GET", "HEAD", "POST"])
def results_publish(request: Any, pk: int) -> HttpResponse:
    villages = Village.objects.visible_to(request.actor, by=permissions.PUBLISH_NOTICE)
    village: Village = get_object_or_404(villages, pk=pk)
    waiting = Agreement.objects.visible_to(request.actor).filter(village=village, state=AgreementState.REVIEWED)
    waiting = waiting.select_related("household__village").order_by("household__number")
    form = bound(ResultsForm, request, agreements=waiting, initial={"published_on": clock.today()})
    back = reverse("relocation:notice-list")
    return entered(
        request,
        Entry(
            f"{village}：结果公示",
            "发布公示",
            back,
            ((back, "公告公示台账"),),
            note="已审核的协议可以公示；天数按方案规定（本级）。",
        ),
        form,
        lambda given: actions.publish_results(
            request.actor, village, **{**given, "agreements": list(given["agreements"])}
        ),
        say="结果公示已发布。",
    )


@page(needs=permissions.PUBLISH_NOTICE)
@require_http_methods(["GET", "HEAD", "POST"])
def objection_record(request: Any, pk: int) -> HttpResponse:
    found = _found(request, pk, permissions.PUBLISH_NOTICE)
    return _entered(
        request, found, "登记意见", bound(ObjectionForm, request, initial={"received_on": clock.today()}),
        lambda given: actions.record_objection(request.actor, found, **given), say="意见已登记。",
    )  # fmt: skip


@page(needs=permissions.PUBLISH_NOTICE)
@require_http_methods(["GET", "HEAD", "POST"])
def objection_answer(request: Any, pk: int) -> HttpResponse:
    rows = NoticeObjection.objects.visible_to(request.actor, by=permissions.PUBLISH_NOTICE)
    objection: NoticeObjection = get_object_or_404(rows.select_related("notice__village"), pk=pk)
    return _entered(
        request, objection.notice, "答复意见", bound(ReplyForm, request, initial={"replied_on": clock.today()}),
        lambda given: actions.answer_objection(request.actor, objection, **given), say="答复已登记。",
        about=[{"label": "意见", "value": objection.matter}],
    )  # fmt: skip


@page(needs=permissions.PUBLISH_NOTICE)
@require_http_methods(["GET", "HEAD", "POST"])
def notice_attach(request: Any, pk: int) -> HttpResponse:
    found = _found(request, pk, permissions.PUBLISH_NOTICE)
    form = PostingForm(request.POST, request.FILES) if request.method == "POST" else PostingForm()
    return _entered(
        request, found, "上传张贴照片", form,
        lambda given: actions.attach_posting(request.actor, found, **given), say="张贴照片已保存。",
    )  # fmt: skip


def _entered(
    request: Any, found: PublicNotice, title: str, form: Any, act: Any, *, say: str, about: Any = ()
) -> HttpResponse:
    back = reverse("relocation:notice", args=[found.pk])
    trail = ((reverse("relocation:notice-list"), "公告公示台账"), (back, found.title))
    return entered(request, Entry(title, "保存", back, trail, about=list(about)), form, act, say=say)


def _found(request: Any, pk: int, by: Any = None) -> PublicNotice:
    rows = PublicNotice.objects.visible_to(request.actor, by=by).select_related("village", "published_by")
    found: PublicNotice = get_object_or_404(rows, pk=pk)
    return found
