"""Who may do what where: grants, roles, chains with nobody left, hand-over."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST, require_safe

from portal.accounts.models import User
from portal.kernel.permissions import PORTAL, POWERS, Reach
from portal.web.access import page
from portal.web.pages import done, show
from projects import actions, permissions
from projects.forms.grants import GrantFilterForm, GrantProposalForm, HandOverForm, ReasonForm
from projects.lifecycle import GRANT
from projects.models import RoleGrant, RolePower, Village
from projects.selectors.chains import chain_gaps
from projects.selectors.open_items import open_items_of

GRANTS, HAND_OVER = "projects/grant_list.html", "projects/hand_over.html"
PER_PAGE = 50
REACH_LABELS = {Reach.VILLAGE: "授权点位", Reach.ORGANISATION: "本单位", Reach.OWN: "本人"}


@page(needs=permissions.VIEW_GRANTS)
@require_safe
def grant_list(request: Any) -> HttpResponse:
    return show(request, GRANTS, _grants(request), part="grants")


@page(needs=permissions.PROPOSE_GRANT)
def grant_propose(request: Any) -> HttpResponse:
    villages = Village.objects.visible_to(request.actor, by=permissions.PROPOSE_GRANT)
    if request.method != "POST":
        return show(request, "projects/grant_propose.html", {"form": GrantProposalForm(villages=villages)})
    form = GrantProposalForm(request.POST, villages=villages)
    if not form.is_valid():
        return show(request, "projects/grant_propose.html", {"form": form}, status=422)
    inputs = dict(form.cleaned_data)
    actions.propose_grant(request.actor, inputs.pop("village") or PORTAL, **inputs)
    return done(
        request, GRANTS, {}, part="grants", to="projects:grant-list", say="授权已提出，待安全管理员批准后生效。"
    )


@page(needs=permissions.APPROVE_GRANT)
@require_POST
def grant_approve(request: Any, pk: int) -> HttpResponse:
    actions.approve_grant(request.actor, _grant(request, pk))
    return _back(request, "授权已批准。")


@page(needs=permissions.APPROVE_GRANT)
@require_POST
def grant_decline(request: Any, pk: int) -> HttpResponse:
    return _with_reason(request, pk, actions.decline_grant, "授权已退回。")


@page(needs=permissions.APPROVE_GRANT)
@require_POST
def grant_end(request: Any, pk: int) -> HttpResponse:
    return _with_reason(request, pk, actions.end_grant, "授权已终止，即时生效。")


@page(needs=permissions.VIEW_GRANTS)
@require_safe
def role_list(request: Any) -> HttpResponse:
    rows = RolePower.objects.order_by("role__ordinal", "role_id", "power").select_related("role")
    roles = [
        {"role": role, "powers": [(POWERS[row.power].label, REACH_LABELS[Reach(row.reach)]) for row in of_role]}
        for role, of_role in groupby(rows, key=lambda row: row.role)
    ]
    return show(request, "projects/role_list.html", {"roles": roles})


@page(needs=permissions.VIEW_CHAIN_GAPS)
@require_safe
def chain_gap_list(request: Any) -> HttpResponse:
    villages = Village.objects.visible_to(request.actor, by=permissions.VIEW_CHAIN_GAPS)
    return show(request, "projects/chain_gap_list.html", {"gaps": chain_gaps(villages)})


@page(needs=permissions.HAND_OVER)
def hand_over(request: Any, pk: int) -> HttpResponse:
    leaver = get_object_or_404(User.objects.visible_to(request.actor, by=permissions.HAND_OVER), pk=pk)
    items = open_items_of(leaver.pk)
    takers = User.objects.filter(is_active=True).exclude(pk=leaver.pk).order_by("name", "pk")
    form = HandOverForm(request.POST if request.method == "POST" else None, items=items, takers=takers)
    context = {"leaver": leaver, "items": items, "form": form}
    if request.method != "POST":
        return show(request, HAND_OVER, context)
    if not form.is_valid():
        return show(request, HAND_OVER, context, status=422)
    taken = actions.hand_over(request.actor, leaver, takers=form.takers(), document=form.cleaned_data["document"])
    return done(
        request,
        HAND_OVER,
        context,
        part="items",
        to="projects:grant-list",
        say=f"{leaver}的{len(taken)}项工作已交接。",
    )


def _grant(request: Any, pk: int) -> RoleGrant:
    return get_object_or_404(RoleGrant.objects.visible_to(request.actor), pk=pk)


def _grants(request: Any) -> dict[str, Any]:
    form = GrantFilterForm(request.GET)
    grants = RoleGrant.objects.visible_to(request.actor)
    if form.is_valid():
        if state := form.cleaned_data["state"]:
            grants = grants.filter(state=state)
        if name := form.cleaned_data["q"].strip():
            grants = grants.filter(user__name__icontains=name)
    grants = grants.select_related("user__organisation", "role", "village", "proposed_by", "approved_by")
    listed = Paginator(grants.order_by("-recorded_at", "-pk"), PER_PAGE).get_page(request.GET.get("page"))
    may_approve = request.actor.may(permissions.APPROVE_GRANT)
    for grant in listed:
        grant.verbs = GRANT.verbs_from(grant.state) if may_approve else []  # type: ignore[attr-defined]
    return {"filter": form, "page": listed, "may_propose": request.actor.may(permissions.PROPOSE_GRANT)}


def _with_reason(request: Any, pk: int, act: Any, say: str) -> HttpResponse:
    grant = _grant(request, pk)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return show(request, GRANTS, {**_grants(request), "refused": grant.pk, "reason_form": form}, status=422)
    act(request.actor, grant, reason=form.cleaned_data["reason"])
    return _back(request, say)


def _back(request: HttpRequest, say: str) -> HttpResponse:
    return done(request, GRANTS, _grants(request), part="grants", to="projects:grant-list", say=say)
