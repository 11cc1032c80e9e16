"""质询台账 and the page of one doubt: its course, its pictures, what can be done with it."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from portal.kernel import clock
from portal.kernel.missing import Missing
from portal.web.access import page
from portal.web.entry import Entry, entered
from portal.web.ledgers import NONE, Column, Ledger, Listing, ledger, link, show_list
from portal.web.pages import show
from portal.web.templatetags.figures import day
from portal.web.templatetags.ui import lamp, state
from portal.web.workbooks import Kind
from projects.models import Village
from quality import actions, permissions
from quality.forms.complaints import ComplaintFilterForm, EnterForm
from quality.lifecycle import ComplaintState
from quality.models import Complaint
from quality.reveals import PHONE
from quality.selectors.complaints import ComplaintRow, complaint_rows, course_of, photos_of, repairs_of, shown_to
from quality.selectors.possible import possible
from quality.selectors.standing import with_standing

LIST, PAGE = "quality/complaint_list.html", "quality/complaint.html"
KINDS = {
    ComplaintState.RECEIVED: "warn",
    ComplaintState.ASSIGNED: "info",
    ComplaintState.RECTIFIED: "info",
    ComplaintState.REINSPECTED: "info",
    ComplaintState.REFERRED: "warn",
    ComplaintState.CLOSED: "good",
    ComplaintState.UNFOUNDED: "neutral",
    ComplaintState.UNREPAIRED: "neutral",
}
NO_DAY = "不计期限"
NOT_TRIAGED = "待受理"
FEW_VILLAGES = 3


def _days(row: ComplaintRow) -> str:
    return lamp(row.light, row.days) if row.light else row.days or NO_DAY


def _untriaged(row: ComplaintRow) -> str:
    """What was found to be none before it was sent to anybody waits for nothing."""
    return str(Missing.NOT_APPLICABLE) if row.state == ComplaintState.UNFOUNDED else NOT_TRIAGED


COMPLAINTS = ledger(
    "complaints",
    Ledger(
        "质量质询台账",
        permissions.VIEW_COMPLAINTS,
        [
            Column(
                "编号",
                lambda row: row.number,
                width=12,
                look=lambda row: link(reverse("quality:complaint", args=[row.id]), row.number),
                is_head=True,
                is_marked=True,
                keeps_line=True,
            ),
            Column("点位", lambda row: row.village, width=14),
            Column("来源", lambda row: row.channel, width=8, keeps_line=True),
            Column("部位", lambda row: row.place, width=14),
            Column("反映内容", lambda row: row.what, width=30),
            Column("类别", lambda row: row.category or _untriaged(row), width=10),
            Column("严重程度", lambda row: row.severity or _untriaged(row), width=6, keeps_line=True),
            Column("整改单位", lambda row: row.contractor or _untriaged(row), width=14),
            Column("反映日期", lambda row: row.reported_on, Kind.DAY),
            Column("到期日", lambda row: row.due_on, Kind.DAY, missing=Missing.NOT_APPLICABLE),
            Column("时限", lambda row: row.days or NO_DAY, width=8, look=_days, keeps_line=True),
            Column(
                "状态", lambda row: row.state.label, width=9, look=lambda row: state(row.state.label, KINDS[row.state])
            ),
        ],
        counted="件",
        noun="质询",
        empty=(Missing.NOT_APPLICABLE, "还没有质量质询。"),
        notes=["本台账不显示反映人。反映干部问题请拨12388。"],
    ),
)


@page(needs=permissions.VIEW_COMPLAINTS)
@require_safe
def complaint_list(request: Any) -> HttpResponse:
    villages = Village.objects.visible_to(request.actor).order_by("ordinal")
    form, today = ComplaintFilterForm(request.GET, villages=villages), clock.today()
    found = shown_to(request.actor)
    if form.is_valid():
        asked = {name: value for name, value in form.cleaned_data.items() if value}
        standing = asked.pop("standing", "")
        found = found.filter(**asked)
        found = with_standing(found, standing, today) if standing else found
    listing = Listing(request, COMPLAINTS, found, form, lambda rows: complaint_rows(rows, today))
    own = Village.objects.visible_to(request.actor, by=permissions.REPORT_COMPLAINT).order_by("ordinal")
    context = {
        "may_triage": request.actor.may(permissions.TRIAGE_COMPLAINT),
        "reports_in": list(own[: FEW_VILLAGES + 1]) if request.actor.may(permissions.REPORT_COMPLAINT) else [],
        "few": FEW_VILLAGES,
    }
    return show_list(request, LIST, listing, context)


@page(needs=permissions.VIEW_COMPLAINTS)
@require_safe
def complaint(request: Any, pk: int) -> HttpResponse:
    return show(request, PAGE, page_of(request, get_object_or_404(shown_to(request.actor), pk=pk)))


@page(needs=permissions.TRIAGE_COMPLAINT)
@require_http_methods(["GET", "HEAD", "POST"])
def complaint_enter(request: Any) -> HttpResponse:
    """12345 and petitions; what somebody saw himself is raised like anybody's doubt."""
    villages = Village.objects.visible_to(request.actor, by=permissions.TRIAGE_COMPLAINT).order_by("ordinal")
    back = reverse("quality:complaint-list")
    first = {"reported_on": clock.today()}
    posted = (request.POST, request.FILES) if request.method == "POST" else ()
    form = EnterForm(*posted, villages=villages, **({} if posted else {"initial": first}))
    return entered(
        request,
        Entry(
            "登记12345工单、信访事项",
            "登记",
            back,
            ((back, "质量质询台账"),),
            note="信访事项只登记编号和状态；检举控告不在此登记，请转纪检监察机关。",
        ),
        form,
        lambda given: actions.enter_complaint(request.actor, given.pop("village"), **given),
        say="已登记，待受理派单。",
    )


def page_of(request: Any, found: Complaint) -> dict[str, Any]:
    """The context of one doubt's page."""
    (row,) = complaint_rows([found], clock.today())
    may_reveal = request.actor.span(permissions.REVEAL_REPORTERS).covers(found.anchor_values())
    has_phone = bool(found.masked("phone"))
    return {
        "row": row,
        "state_kind": KINDS[row.state],
        "about": _about(row, found),
        "steps": course_of(found, names_people=True),
        "repairs": repairs_of(found),
        "photos": [
            {
                "small": reverse("files:file-small", args=[each.uid]),
                "large": reverse("files:file", args=[each.uid]),
                "label": each.label,
            }
            for each in photos_of(found)
        ],
        "verbs": [
            {"verb": verb, "url": reverse(f"quality:complaint-{verb.key}", args=[found.pk])}
            for verb in possible(request.actor, found)
        ],
        "phone": found.masked("phone") if may_reveal else "",
        "reveal_url": reverse("accounts:reveal", args=[PHONE.key, found.pk]) if may_reveal and has_phone else "",
    }


def _about(row: ComplaintRow, found: Complaint) -> list[dict[str, Any]]:
    outside = " ".join(filter(None, [found.outside_number, found.outside_state]))
    return [
        {"label": "点位", "value": row.village, "url": reverse("projects:village", args=[row.village_id])},
        {"label": "来源", "value": f"{row.channel}{f'（{outside}）' if outside else ''}"},
        {"label": "部位", "value": row.place},
        {"label": "反映内容", "value": row.what},
        {"label": "反映日期", "value": day(row.reported_on)},
        {"label": "类别、严重程度", "value": f"{row.category}，{row.severity}" if row.severity else NOT_TRIAGED},
        {"label": "整改单位", "value": row.contractor or NOT_TRIAGED},
        {"label": "到期日", "value": f"{day(row.due_on)}（{row.days}）" if row.due_on else NO_DAY},
        {"label": "期限依据", "value": _basis(found)},
        {"label": "重新整改", "value": f"{row.reopened}次" if row.reopened else NONE},
    ]


def _basis(found: Complaint) -> str:
    if found.clock is None or found.due_on is None:
        return NO_DAY
    return f"{found.clock.rule.name}，{found.clock.rule.term.words}：{found.clock.rule.clause}"
