"""Who may do what where: grants, roles, chains with nobody left, hand-over."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.accounts.models import User
from portal.accounts.selectors import shown_name
from portal.kernel import clock
from portal.kernel.missing import Missing
from portal.kernel.permissions import PORTAL, POWERS, Reach
from portal.web.access import page
from portal.web.ledgers import NONE, Column, Ledger, Listing, ledger, show_list
from portal.web.pages import done, show
from portal.web.templatetags.figures import day
from projects import actions, permissions
from projects.forms.grants import EXPIRED, GrantFilterForm, GrantProposalForm, HandOverForm, ReasonForm
from projects.lifecycle import GRANT, GrantState
from projects.models import Role, RoleGrant, RoleGroup, RolePower, Village
from projects.selectors.chains import chain_gaps
from projects.selectors.open_items import open_items_of
from projects.views.entry import Entry, bound, entered, is_done

GRANTS, HAND_OVER = "projects/grant_list.html", "projects/hand_over.html"
REACH_LABELS = {Reach.VILLAGE: "授权点位", Reach.ORGANISATION: "本单位", Reach.OWN: "本人"}


def _period(grant: Any) -> str:
    end = f"，{day(grant.expires_on)}止（当日不含）" if grant.expires_on else ""
    return f"{day(grant.starts_on)}起{end}"


def _two_hands(grant: Any) -> str:
    if grant.made_by_set_up:
        return "系统初始化"
    return f"{grant.proposed_by}{f'/{grant.approved_by}' if grant.approved_by else ''}"


GRANTS_LEDGER = ledger(
    "grants",
    Ledger(
        "授权台账",
        permissions.VIEW_GRANTS,
        [
            Column("人员", lambda grant: grant.holder, width=8, is_head=True, keeps_line=True),
            Column("单位", lambda grant: str(grant.user.organisation), width=18),
            Column("角色", lambda grant: f"{grant.role.name}{f'（{grant.task}）' if grant.task else ''}", width=14),
            Column("点位", lambda grant: str(grant.village or "全部点位"), width=16),
            Column("期间", _period, width=22),
            Column("依据", lambda grant: grant.document, width=20),
            Column("状态", lambda grant: f"{grant.standing} {grant.end_reason}".strip(), width=12),
            Column("提出/批准", _two_hands, width=14),
        ],
        counted="项授权",
        noun="授权",
        empty=(Missing.NOT_APPLICABLE, "还没有授权。"),
        verbs="projects/grant_verbs.html",
    ),
)
ROLES = ledger(
    "roles",
    Ledger(
        "角色与权限",
        permissions.VIEW_GRANTS,
        [
            Column("角色", lambda entry: entry["role"].name, width=12, is_head=True, keeps_line=True),
            Column("类别", lambda entry: entry["role"].get_group_display(), width=10, keeps_line=True),
            Column("授权条件", lambda entry: entry["conditions"] or NONE, width=20),
            Column(
                "权限（范围）",
                lambda entry: "、".join(f"{label}（{reach}）" for label, reach in entry["powers"]),
                width=60,
            ),
        ],
        counted="个角色",
        empty=(Missing.NOT_ENTERED, "角色尚未载入。"),
    ),
)
GAPS = ledger(
    "chain-gaps",
    Ledger(
        "无人可办环节",
        permissions.VIEW_CHAIN_GAPS,
        [
            Column("点位", lambda gap: gap.village, width=18, is_head=True),
            Column("链条", lambda gap: gap.chain, width=12),
            Column("环节", lambda gap: gap.step, width=12),
            Column("情况", lambda gap: f"此环节无人可办：{gap.why}", width=40),
        ],
        counted="个环节",
        empty=(Missing.NOT_APPLICABLE, "每个环节都有人可办。"),
    ),
)


@page(needs=permissions.VIEW_GRANTS)
@require_safe
def grant_list(request: Any) -> HttpResponse:
    context = _grants(request)
    return show_list(request, GRANTS, context["listing"], context, part="grants")


@page(needs=permissions.PROPOSE_GRANT)
@require_http_methods(["GET", "HEAD", "POST"])
def grant_propose(request: Any) -> HttpResponse:
    villages = Village.objects.visible_to(request.actor, by=permissions.PROPOSE_GRANT)
    is_everywhere = request.actor.span(permissions.PROPOSE_GRANT).everywhere
    first = {"starts_on": clock.today()}
    back = reverse("projects:grant-list")
    return entered(
        request,
        Entry(
            "提出授权",
            "提出授权",
            back,
            ((back, "授权台账"),),
            note="提出后由安全管理员批准；不能给本人提出。",
        ),
        bound(GrantProposalForm, request, villages=villages, is_everywhere=is_everywhere, initial=first),
        lambda given: actions.propose_grant(request.actor, given.pop("village") or PORTAL, **given),
        say="授权已提出，待安全管理员批准后生效。",
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
    """End a grant; a reader's is put before another administrator, and ends when he agrees."""
    if _grant(request, pk).role_group == RoleGroup.READER:
        return _with_reason(request, pk, actions.ask_to_end_grant, "已提请其他管理员复核，同意后即时终止。")
    return _with_reason(request, pk, actions.end_grant, "授权已终止，即时生效。")


@page(needs=permissions.VIEW_GRANTS)
@require_safe
def role_list(request: Any) -> HttpResponse:
    powers = defaultdict(list)
    for row in RolePower.objects.visible_to(request.actor).order_by("power"):
        powers[row.role_id].append((POWERS[row.power].label, REACH_LABELS[Reach(row.reach)]))
    roles = [
        {"role": role, "conditions": _conditions(role), "powers": powers[role.pk]}
        for role in Role.objects.visible_to(request.actor).order_by("ordinal", "pk")
    ]
    return show_list(request, "projects/role_list.html", Listing(request, ROLES, roles))


@page(needs=permissions.VIEW_CHAIN_GAPS)
@require_safe
def chain_gap_list(request: Any) -> HttpResponse:
    villages = Village.objects.visible_to(request.actor, by=permissions.VIEW_CHAIN_GAPS)
    return show_list(request, "projects/chain_gap_list.html", Listing(request, GAPS, chain_gaps(villages)))


@page(needs=permissions.HAND_OVER)
@require_http_methods(["GET", "HEAD", "POST"])
def hand_over(request: Any, pk: int) -> HttpResponse:
    leaver = get_object_or_404(User.objects.visible_to(request.actor, by=permissions.HAND_OVER), pk=pk)
    items = open_items_of(leaver.pk)
    form = bound(HandOverForm, request, items=items, leaver=leaver)
    name = shown_name(leaver.name, leaver.organisation.kind)
    context = {"leaver": leaver, "name": name, "items": items, "form": form}
    if request.method != "POST":
        return show(request, HAND_OVER, context)
    if not is_done(form, lambda given: _hand_over(request, leaver, form, given["document"])):
        return show(request, HAND_OVER, context, status=422)
    say = f"{name}的{len(items)}项工作已交接。"
    return done(request, HAND_OVER, context, part="items", to="projects:grant-list", say=say)


def _hand_over(request: Any, leaver: User, form: HandOverForm, document: str) -> None:
    actions.hand_over(request.actor, leaver, takers=form.takers(), document=document)


def _conditions(role: Role) -> str:
    """What a grant of the role must have, in the words of the list."""
    said = {
        "限单个点位": role.is_village_bound,
        "须有截止日期": role.needs_end,
        "须有文件": role.needs_document,
        "须写明任务": role.needs_task,
    }
    return "、".join(word for word, holds in said.items() if holds)


def _grant(request: Any, pk: int) -> RoleGrant:
    return get_object_or_404(RoleGrant.objects.visible_to(request.actor), pk=pk)


def _grants(request: Any) -> dict[str, Any]:
    form = GrantFilterForm(request.GET)
    today = clock.today()
    grants: QuerySet[RoleGrant] = RoleGrant.objects.visible_to(request.actor)
    if form.is_valid():
        grants = _filtered(grants, form.cleaned_data["state"], form.cleaned_data["q"], today)
    grants = grants.select_related("user__organisation", "role", "village", "proposed_by", "approved_by")
    listing = Listing(
        request, GRANTS_LEDGER, grants.order_by("-recorded_at", "-pk"), form, lambda found: _told(request, found, today)
    )
    may_propose = request.actor.may(permissions.PROPOSE_GRANT)
    return {"listing": listing, "filters": form, "may_propose": may_propose}


def _told(request: Any, grants: Sequence[RoleGrant], today: date) -> Sequence[RoleGrant]:
    """What the list says of each grant and what may be done with it."""
    for grant in grants:
        grant.holder = shown_name(grant.user.name, grant.user.organisation.kind)  # type: ignore[attr-defined]
        grant.standing = _standing(grant, today)  # type: ignore[attr-defined]
        grant.verbs = _verbs(request.actor, grant)  # type: ignore[attr-defined]
    return grants


def _filtered(grants: QuerySet[RoleGrant], state: str, words: str, today: date) -> QuerySet[RoleGrant]:
    over = Q(state=GrantState.ACTIVE, expires_on__lte=today)
    if state == EXPIRED:
        grants = grants.filter(over)
    elif state:
        grants = grants.filter(state=state).exclude(over)
    named = Q(user__name__icontains=words) | Q(user__organisation__name__icontains=words)
    return grants.filter(named | Q(role__name__icontains=words)) if words else grants


def _standing(grant: RoleGrant, today: date) -> str:
    """The state as people read it: an approved grant may not have begun, or be over."""
    if grant.state == GrantState.ACTIVE and grant.expires_on is not None and grant.expires_on <= today:
        return "已到期"
    if grant.state == GrantState.ACTIVE and grant.starts_on > today:
        return "未到起始日期"
    return str(GrantState(grant.state).label)


def _verbs(actor: Any, grant: RoleGrant) -> list[str]:
    """The buttons; nobody is offered to approve what he proposed or what is for himself."""
    if not actor.span(permissions.APPROVE_GRANT).covers(grant.anchor_values()):
        return []
    verbs = GRANT.verbs_from(grant.state)
    is_own = actor.user.pk in (grant.user_id, grant.proposed_by_id)
    return [verb for verb in verbs if not (verb == "approve" and is_own)]


def _with_reason(request: Any, pk: int, act: Any, say: str) -> HttpResponse:
    grant = _grant(request, pk)
    form = ReasonForm(request.POST)
    if not is_done(form, lambda given: act(request.actor, grant, reason=given["reason"])):
        return show(request, GRANTS, {**_grants(request), "refused": grant.pk, "reason_form": form}, status=422)
    return _back(request, say)


def _back(request: HttpRequest, say: str) -> HttpResponse:
    return done(request, GRANTS, _grants(request), part="grants", to="projects:grant-list", say=say)
