"""People: list, page, account verbs, delegations."""

from __future__ import annotations

from collections.abc import Sequence
from operator import itemgetter
from typing import Any

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.accounts import actions, permissions, selectors
from portal.accounts.forms import (
    DelegationForm,
    PersonChangeForm,
    PersonFilterForm,
    ReasonForm,
    RegistrationForm,
)
from portal.accounts.models import Delegation, Organisation, User
from portal.accounts.sign_in import second_factor
from portal.accounts.views.account import ACCOUNT, account_page
from portal.accounts.views.reveals import offers_of
from portal.kernel.missing import Missing
from portal.kernel.permissions import PORTAL
from portal.web.access import page
from portal.web.ledgers import NONE, Column, Ledger, Listing, ledger, link, show_list
from portal.web.pages import done, show
from portal.web.panels import panels_of
from portal.web.templatetags.figures import moment

PEOPLE, PERSON, FORM = "accounts/person_list.html", "accounts/person.html", "accounts/person_form.html"
HANDED_OVER = "accounts/one_time_password.html"
SORTS = {"name": "name", "organisation": "organisation__name"}


def _state(row: Any) -> SafeString:
    return format_html("{}" if row["is_active"] else '<span class="state">{}</span>', state_words(row["is_active"]))


def state_words(is_active: bool) -> str:
    return "在用" if is_active else "停用"


PEOPLE_LEDGER = ledger(
    "people",
    Ledger(
        "人员名册",
        permissions.VIEW_PEOPLE,
        [
            Column(
                "姓名",
                itemgetter("name"),
                width=10,
                look=lambda row: link(row["url"], row["name"]),
                sort="name",
                is_head=True,
                keeps_line=True,
            ),
            Column("单位", itemgetter("organisation"), width=24, sort="organisation"),
            Column("职务", itemgetter("post"), width=16),
            Column("今日B角", lambda row: row["deputy"] or NONE, width=10),
            Column("状态", lambda row: state_words(row["is_active"]), width=6, look=_state),
        ],
        counted="人",
        noun="人员",
        empty=(Missing.NOT_ENTERED, "还没有登记人员。"),
    ),
)


@page(needs=permissions.VIEW_PEOPLE)
@require_safe
def person_list(request: Any) -> HttpResponse:
    form = PersonFilterForm(request.GET)
    people = User.objects.visible_to(request.actor).select_related("organisation")
    people = people.filter(_wanted(form)) if form.is_valid() else people
    sort = request.GET.get("sort", "")
    key = SORTS.get(sort.removeprefix("-"), "name")
    people = people.order_by(f"-{key}" if sort.startswith("-") else key, "pk")
    listing = Listing(request, PEOPLE_LEDGER, people, form, _rows, scope=_unit_words(request, form))
    return show_list(request, PEOPLE, listing, {"may_register": request.actor.may(permissions.MANAGE_PEOPLE)})


@page(needs=permissions.MANAGE_PEOPLE)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def person_register(request: Any) -> HttpResponse:
    context = {"title": "登记人员", "back": reverse("accounts:person-list"), "submit": "开通账号"}
    if request.method != "POST":
        return show(request, FORM, {**context, "form": RegistrationForm(actor=request.actor)})
    form = RegistrationForm(request.POST, actor=request.actor)
    if not form.is_valid():
        return show(request, FORM, {**context, "form": form}, status=422)
    account = actions.register_person(request.actor, PORTAL, **form.cleaned_data)
    return show(request, HANDED_OVER, {"account": account, "said": "账号已开通。"})


@page(needs=permissions.VIEW_PEOPLE)
@never_cache
@require_safe
def person(request: Any, pk: int) -> HttpResponse:
    return show(request, PERSON, _page(request, _person(request, pk)))


@page(needs=permissions.MANAGE_PEOPLE)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def person_change(request: Any, pk: int) -> HttpResponse:
    who = _person(request, pk)
    address = reverse("accounts:person", args=[pk])
    context = {"title": f"修改{who}的资料", "back": address, "submit": "保存", "person": who}
    if request.method != "POST":
        given = {"name": who.name, "organisation": who.organisation_id, "post": who.post}
        return show(request, FORM, {**context, "form": PersonChangeForm(actor=request.actor, initial=given)})
    form = PersonChangeForm(request.POST, actor=request.actor)
    if not form.is_valid():
        return show(request, FORM, {**context, "form": form}, status=422)
    who = actions.change_person(request.actor, who, **form.cleaned_data)
    return _back(request, who, "资料已保存。")


@page(needs=permissions.MANAGE_PEOPLE)
@require_POST
def person_deactivate(request: Any, pk: int) -> HttpResponse:
    who = actions.deactivate_person(request.actor, _person(request, pk))
    return _back(request, who, f"{who}的账号已停用，即时生效。")


@page(needs=permissions.MANAGE_PEOPLE)
@require_POST
def person_reactivate(request: Any, pk: int) -> HttpResponse:
    who = actions.reactivate_person(request.actor, _person(request, pk))
    return _back(request, who, f"{who}的账号已恢复使用。")


@page(needs=permissions.RESET_SIGN_IN)
@never_cache
@require_POST
def person_reset_password(request: Any, pk: int) -> HttpResponse:
    account = actions.reset_password(request.actor, _person(request, pk))
    return show(request, HANDED_OVER, {"account": account, "said": "密码已重置。"})


@page(needs=permissions.RESET_SIGN_IN)
@require_POST
def person_remove_second_factor(request: Any, pk: int) -> HttpResponse:
    who = actions.remove_second_factor(request.actor, _person(request, pk))
    return _back(request, who, f"{who}的动态验证码已解除，可以重新登记。")


@page(needs=permissions.DELEGATE)
@require_POST
def person_delegate(request: Any, pk: int) -> HttpResponse:
    principal = get_object_or_404(User.objects.visible_to(request.actor, by=permissions.DELEGATE), pk=pk)
    form = DelegationForm(request.POST, deputies=selectors.deputies_for(principal))
    if not form.is_valid():
        return _delegations(request, principal, status=422, form=form)
    actions.delegate(request.actor, principal, **form.cleaned_data)
    return _delegations_done(request, principal, "委托已登记，B角在代理期间以本人名义代A角办理。")


@page(needs=permissions.DELEGATE)
@require_POST
def delegation_end(request: Any, pk: int) -> HttpResponse:
    found = Delegation.objects.visible_to(request.actor, by=permissions.DELEGATE).select_related("principal")
    delegation = get_object_or_404(found, pk=pk)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _delegations(request, delegation.principal, status=422, refused=pk)
    actions.end_delegation(request.actor, delegation, **form.cleaned_data)
    return _delegations_done(request, delegation.principal, "委托已结束，即时生效。")


def _person(request: Any, pk: int) -> User:
    found: User = get_object_or_404(User.objects.visible_to(request.actor).select_related("organisation"), pk=pk)
    return found


def _wanted(form: PersonFilterForm) -> Q:
    given, wanted = form.cleaned_data, Q()
    if text := given["q"].strip():
        wanted &= Q(name__icontains=text) | Q(username__icontains=text)
    if kind := given["kind"]:
        wanted &= Q(organisation__kind=kind)
    if state := given["state"]:
        wanted &= Q(is_active=state == "active")
    if given["organisation"] is not None:
        wanted &= Q(organisation_id=given["organisation"])
    return wanted


def _unit_words(request: Any, form: PersonFilterForm) -> str:
    """The unit that a list was narrowed to by its own page; no more than the person may see of units."""
    asked = form.cleaned_data["organisation"] if form.is_valid() else None
    found = Organisation.objects.visible_to(request.actor).filter(pk=asked).first() if asked is not None else None
    return str(found) if found else ""


def _rows(people: Sequence[User]) -> list[dict[str, Any]]:
    deputies = selectors.deputies_of(who.pk for who in people)
    return [_row(who, deputies.get(who.pk, "")) for who in people]


def _row(who: User, deputy: str) -> dict[str, Any]:
    return {
        "url": reverse("accounts:person", args=[who.pk]),
        "name": selectors.shown_name(who.name, who.organisation.kind),
        "organisation": str(who.organisation),
        "post": who.post,
        "deputy": deputy,
        "is_active": who.is_active,
    }


def _page(request: Any, who: User, form: DelegationForm | None = None, refused: int | None = None) -> dict[str, Any]:
    may = request.actor.may
    made, received = selectors.delegations_of(who.pk) if _sees_delegations(request, who) else ([], [])
    may_delegate = request.actor.span(permissions.DELEGATE).covers(who.anchor_values())
    has_factor = second_factor.has_confirmed(who.pk)
    return {
        "person": who,
        "name": selectors.shown_name(who.name, who.organisation.kind),
        "about": [
            {"label": "姓名", "value": selectors.shown_name(who.name, who.organisation.kind)},
            {"label": "账号", "value": who.username},
            {
                "label": "单位",
                "value": who.organisation.name,
                "url": reverse("accounts:organisation", args=[who.organisation_id]),
            },
            {"label": "职务", "value": who.post},
            {"label": "手机号码", "value": who.masked("phone")},
            {"label": "状态", "value": state_words(who.is_active)},
            {"label": "上次登录", "value": moment(who.last_login) if who.last_login else None, "missing": "—"},
            {"label": "动态验证码", "value": "已登记" if has_factor else "未登记"},
        ],
        "concealed": offers_of(request.actor, who),
        "may_manage": may(permissions.MANAGE_PEOPLE),
        "may_reset": may(permissions.RESET_SIGN_IN),
        "has_factor": has_factor,
        "is_oneself": who.pk == request.user.pk,
        "shows_delegations": _sees_delegations(request, who),
        "made": made,
        "received": received,
        "delegation_form": (form or DelegationForm(deputies=selectors.deputies_for(who))) if may_delegate else None,
        "reason_form": ReasonForm(),
        "refused": refused,
        "panels": list(panels_of("person", request.actor, who)),
    }


def _sees_delegations(request: Any, who: User) -> bool:
    return bool(request.actor.span(permissions.VIEW_DELEGATIONS).covers(who.anchor_values()))


def _back(request: Any, who: User, say: str) -> HttpResponse:
    to = reverse("accounts:person", args=[who.pk])
    return done(request, PERSON, _page(request, who), part="about", to=to, say=say)


def _delegations(
    request: Any, principal: User, *, status: int, form: DelegationForm | None = None, refused: int | None = None
) -> HttpResponse:
    """The page that the delegation was made from, one's own account or the principal's, with what to put right."""
    if principal.pk == request.user.pk:
        context = account_page(request, form, refused)
        return show(request, ACCOUNT, context, part="delegations", status=status)
    return show(request, PERSON, _page(request, principal, form, refused), part="delegations", status=status)


def _delegations_done(request: Any, principal: User, say: str) -> HttpResponse:
    if principal.pk == request.user.pk:
        return done(request, ACCOUNT, account_page(request), part="delegations", to="accounts:account", say=say)
    to = reverse("accounts:person", args=[principal.pk])
    return done(request, PERSON, _page(request, principal), part="delegations", to=to, say=say)
