"""补偿安置方案: the list, one version to read and print, drafting it as a table, trying it on one household."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from portal.kernel import clock
from portal.kernel.errors import BrokenInvariant, InvalidInput
from portal.kernel.missing import Missing
from portal.web.access import page
from portal.web.entry import Entry, bound, entered, show_refusal
from portal.web.ledgers import Column, Ledger, Listing, ledger, link, show_list
from portal.web.pages import done, show
from portal.web.templatetags.ui import state
from portal.web.workbooks import Kind
from projects.models import Village
from relocation import actions, permissions
from relocation.actions.drafting import computed, engine_inputs
from relocation.forms.policies import (
    AdoptForm,
    AnnounceForm,
    NewPolicyForm,
    PolicyFilterForm,
    PolicyHeadForm,
    PreviewForm,
    WithdrawForm,
    rows_of,
    term_forms,
    terms_of,
)
from relocation.lifecycle import POLICY, PolicyState
from relocation.models import Household, PolicyVersion
from relocation.selectors.agreements import preview_lines
from relocation.selectors.households import inputs_of
from relocation.selectors.policies import PolicyRow, policy_course, policy_rows, term_rows

LIST, PAGE, DRAFT = "relocation/policy_list.html", "relocation/policy.html", "relocation/policy_draft.html"
PREVIEW = "relocation/policy_preview.html"
KINDS = {
    PolicyState.DRAFT: "neutral",
    PolicyState.ANNOUNCED: "info",
    PolicyState.ADOPTED: "good",
    PolicyState.WITHDRAWN: "warn",
}

POLICIES = ledger(
    "policies",
    Ledger(
        "补偿安置方案",
        permissions.VIEW_POLICIES,
        [
            Column(
                "方案",
                lambda row: f"{row.title}（第{row.version}版）",
                width=30,
                look=lambda row: link(reverse("relocation:policy", args=[row.id]), f"{row.title}（第{row.version}版）"),
                is_head=True,
            ),
            Column("文号", lambda row: row.document_no, width=18),
            Column("点位", lambda row: row.village, width=14),
            Column("土地性质", lambda row: row.land, width=8, keeps_line=True),
            Column("标准项数", lambda row: row.items, Kind.WHOLE, width=6),
            Column("公告日期", lambda row: row.published_on, Kind.DAY, missing=Missing.NOT_STARTED),
            Column("公告期满", lambda row: row.last_day, Kind.DAY, missing=Missing.NOT_STARTED),
            Column("确定日期", lambda row: row.adopted_on, Kind.DAY, missing=Missing.NOT_STARTED),
            Column("状态", lambda row: row.word, width=8, look=lambda row: state(row.word, KINDS[row.state])),
        ],
        counted="版方案",
        noun="方案",
        empty=(Missing.NOT_ENTERED, "还没有拟订补偿安置方案。"),
        notes=("新一版确定后，此后起草的协议按新版计算；此前的协议仍按原版。",),
    ),
)


def seen_villages(request: Any, by: Any = None) -> Any:
    """The villages that this person may choose from."""
    return Village.objects.visible_to(request.actor, by=by).order_by("ordinal")


@page(needs=permissions.VIEW_POLICIES)
@require_safe
def policy_list(request: Any) -> HttpResponse:
    form = PolicyFilterForm(request.GET, villages=seen_villages(request, permissions.VIEW_POLICIES))
    found = PolicyVersion.objects.visible_to(request.actor)
    if form.is_valid():
        found = found.filter(**{name: value for name, value in form.cleaned_data.items() if value})
    found = found.select_related("village").order_by("village__ordinal", "land_type", "-version")
    context = {"may_draft": request.actor.may(permissions.DRAFT_POLICY)}
    return show_list(request, LIST, Listing(request, POLICIES, found, form, policy_rows), context)


@page(needs=permissions.VIEW_POLICIES)
@require_safe
def policy(request: Any, pk: int) -> HttpResponse:
    found = _found(request, pk)
    [row] = policy_rows([found])
    context = {
        "policy": row,
        "state_kind": KINDS[PolicyState(row.state)],
        "about": _about(row),
        "terms": term_rows(found.terms),
        "course": policy_course(found),
        "verbs": _verbs(request, found),
        "today": clock.today(),
    }
    return show(request, PAGE, context)


@page(needs=permissions.DRAFT_POLICY)
@require_http_methods(["GET", "HEAD", "POST"])
def policy_draft(request: Any) -> HttpResponse:
    form = bound(NewPolicyForm, request, villages=seen_villages(request, permissions.DRAFT_POLICY))
    rows = term_forms(request.POST if request.method == "POST" else None)

    def act(given: dict[str, Any]) -> PolicyVersion:
        made: PolicyVersion = actions.draft_policy(request.actor, given.pop("village"), **given)
        return made

    return _typed(request, form, rows, act, "拟订补偿安置方案", reverse("relocation:policy-list"))


@page(needs=permissions.DRAFT_POLICY)
@require_http_methods(["GET", "HEAD", "POST"])
def policy_revise(request: Any, pk: int) -> HttpResponse:
    found = _found(request, pk, permissions.DRAFT_POLICY)
    POLICY.after("announce", found.state)
    first = {name: getattr(found, name) for name in ("title", "document_no", "result_notice_days")}
    form = bound(PolicyHeadForm, request, initial=first)
    rows = term_forms(request.POST if request.method == "POST" else None, rows_of(found.terms))

    def act(given: dict[str, Any]) -> PolicyVersion:
        made: PolicyVersion = actions.revise_policy(request.actor, found, **given)
        return made

    return _typed(request, form, rows, act, f"修改：{found}", reverse("relocation:policy", args=[found.pk]))


def _typed(request: Any, form: Any, rows: Any, act: Any, title: str, back: str) -> HttpResponse:
    context = {"form": form, "rows": rows, "title": title, "back": back}
    if request.method != "POST":
        return show(request, DRAFT, context)
    if form.is_valid() and rows.is_valid():
        typed = [row.cleaned_data for row in rows if row.has_changed()]
        try:
            made = act({**form.cleaned_data, "terms": terms_of(typed)})
        except (InvalidInput, BrokenInvariant) as refusal:
            show_refusal(form, _as_whole(refusal))
        else:
            to = reverse("relocation:policy", args=[made.pk])
            return done(request, DRAFT, context, part="entered", to=to, say="方案草稿已保存。")
    return show(request, DRAFT, context, status=422)


def _as_whole(refusal: InvalidInput | BrokenInvariant) -> InvalidInput | BrokenInvariant:
    """What is wrong with the terms has no field of its own: it is said at the head of the page."""
    if isinstance(refusal, InvalidInput) and "terms" in refusal.fields:
        return InvalidInput(refusal.fields["terms"])
    return refusal


@page(needs=permissions.PUBLISH_NOTICE)
@require_http_methods(["GET", "HEAD", "POST"])
def policy_announce(request: Any, pk: int) -> HttpResponse:
    found = _found(request, pk, permissions.PUBLISH_NOTICE)
    return _move(
        request,
        found,
        Entry(f"公告：{found}", "发布公告", "", note="发布后补偿标准不能改动；公告不少于30日，按工作日历计算期满日。"),
        bound(AnnounceForm, request, initial={"published_on": clock.today()}),
        lambda given: actions.announce_policy(request.actor, found, **given),
        say="方案公告已发布，补偿标准已冻结。",
    )


@page(needs=permissions.ADOPT_POLICY)
@require_http_methods(["GET", "HEAD", "POST"])
def policy_adopt(request: Any, pk: int) -> HttpResponse:
    found = _found(request, pk, permissions.ADOPT_POLICY)
    return _move(
        request,
        found,
        Entry(f"审定：{found}", "确定方案", "", note="公告期满后，由拟订人以外的同志审定。"),
        bound(AdoptForm, request),
        lambda given: actions.adopt_policy(request.actor, found, **given),
        say="方案已确定，可以按此签订协议。",
    )


@page(needs=permissions.DRAFT_POLICY)
@require_http_methods(["GET", "HEAD", "POST"])
def policy_withdraw(request: Any, pk: int) -> HttpResponse:
    found = _found(request, pk, permissions.DRAFT_POLICY)
    return _move(
        request,
        found,
        Entry(f"撤回：{found}", "撤回", ""),
        bound(WithdrawForm, request),
        lambda given: actions.withdraw_policy(request.actor, found, **given),
        say="方案已撤回。",
    )


@page(needs=permissions.DRAFT_POLICY)
@require_safe
def policy_preview(request: Any, pk: int) -> HttpResponse:
    """What one household would come to by these terms. A GET form: nothing is kept, nothing can be exported."""
    found = _found(request, pk, permissions.DRAFT_POLICY)
    form = PreviewForm(request.GET or None, initial={"sign_on": clock.today(), "move_by": clock.today()})
    context: dict[str, Any] = {"policy": found, "form": form, "computation": None}
    if not request.GET:
        return show(request, PREVIEW, context)
    if form.is_valid():
        given = form.cleaned_data
        seen = Household.objects.visible_to(request.actor).filter(village=found.village_id, withdrawn_at__isnull=True)
        household = seen.filter(number=given["household"], land_type=found.land_type).first()
        if household is None:
            form.add_error("household", "本点位这一土地性质没有这个户号，或者您的账号没有查看权限。")
        else:
            inputs = engine_inputs(
                inputs_of(household),
                choice=given["choice"],
                transition=given["transition"],
                move_by=given["move_by"],
            )
            sum_ = computed(found, inputs, given["sign_on"])
            context |= {"household": household, "computation": sum_, "lines": preview_lines(sum_)}
            return show(request, PREVIEW, context)
    return show(request, PREVIEW, context, status=422)


def _move(request: Any, found: PolicyVersion, entry: Entry, form: Any, act: Any, *, say: str) -> HttpResponse:
    back = reverse("relocation:policy", args=[found.pk])
    trail = ((reverse("relocation:policy-list"), "补偿安置方案"), (back, str(found)))
    words = Entry(entry.title, entry.submit, back, trail, note=entry.note)
    return entered(request, words, form, act, say=say)


def _found(request: Any, pk: int, by: Any = None) -> PolicyVersion:
    rows = PolicyVersion.objects.visible_to(request.actor, by=by).select_related("village")
    found: PolicyVersion = get_object_or_404(rows, pk=pk)
    return found


def _about(row: PolicyRow) -> list[dict[str, Any]]:
    notice = reverse("relocation:notice", args=[row.notice_id]) if row.notice_id else ""
    return [
        {"label": "点位", "value": f"{row.village}（{row.land}）"},
        {"label": "文号", "value": row.document_no},
        {"label": "结果公示", "value": f"{row.result_notice_days}日（本级）"},
        {"label": "公告", "value": "查看公告" if notice else "", "url": notice, "missing": Missing.NOT_STARTED},
        {"label": "标准校验码", "value": row.terms_hash[:16], "missing": Missing.NOT_STARTED},
    ]


def _verbs(request: Any, found: PolicyVersion) -> list[dict[str, str]]:
    """What this person can do with it now."""
    can = (
        ("announce", "policy-revise", "修改", permissions.DRAFT_POLICY),
        ("announce", "policy-announce", "发布公告", permissions.PUBLISH_NOTICE),
        ("adopt", "policy-adopt", "审定", permissions.ADOPT_POLICY),
        ("withdraw", "policy-withdraw", "撤回", permissions.DRAFT_POLICY),
    )
    verbs = [
        {"label": label, "url": reverse(f"relocation:{route}", args=[found.pk])}
        for verb, route, label, power in can
        if POLICY.can(verb, found.state) and request.actor.span(power).covers(found.anchor_values())
    ]
    if request.actor.span(permissions.DRAFT_POLICY).covers(found.anchor_values()):
        verbs.append({"label": "试算一户", "url": reverse("relocation:policy-preview", args=[found.pk])})
    return verbs
