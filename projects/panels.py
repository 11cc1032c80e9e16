"""What projects shows on other pages: on a person's what he may do where, on a village's its project."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from portal.accounts.permissions import RESET_SIGN_IN
from portal.kernel.permissions import Actor
from portal.web.panels import panel
from portal.web.templatetags.figures import day
from projects import permissions
from projects.lifecycle import OPEN_ORDERS
from projects.models import Order, RoleGrant
from projects.selectors.guards import is_guarded, resets_of
from projects.selectors.holdings import live_grants
from projects.selectors.moment import Moment
from projects.selectors.orders import order_rows, red_first, with_names
from projects.selectors.projects import project_of

MOST_ORDERS = 5


@panel(
    "grants",
    noun="person",
    title="授权",
    template="projects/person_grants.html",
    needs=permissions.VIEW_GRANTS,
    order=10,
)
def grants_of_person(actor: Actor, person: Any) -> dict[str, Any]:
    """His grants that count today, as far as the actor may see them."""
    seen = RoleGrant.objects.visible_to(actor).filter(pk__in=live_grants().filter(user=person))
    seen = seen.select_related("role", "village").order_by("role__ordinal", "village__ordinal", "pk")
    return {
        "grants": [
            {"label": grant.role.name, "value": f"{grant.village or '全部点位'}，{_period(grant)}"} for grant in seen
        ],
        "may_hand_over": actor.span(permissions.HAND_OVER).covers(person.anchor_values()),
        "hand_over_url": reverse("projects:hand-over", args=[person.pk]),
    }


@panel(
    "guard-reset",
    noun="person",
    title="登录信息的重置",
    template="projects/guard_reset.html",
    needs=RESET_SIGN_IN,
    order=20,
)
def reset_of_guard(actor: Actor, person: Any) -> dict[str, Any]:
    """Whether two people reset this sign-in, and how far the agreement is."""
    is_own = actor.user is not None and actor.user.pk == person.pk
    return {
        "is_guarded": is_guarded(person.pk),
        "asked": resets_of(person.pk),
        "ask_url": "" if is_own else reverse("projects:reset-ask", args=[person.pk]),
    }


@panel(
    "project",
    noun="village",
    title="立项项目",
    template="projects/village_project.html",
    needs=permissions.VIEW_VILLAGES,
    order=10,
)
def project_of_village(actor: Actor, village: Any) -> dict[str, Any] | None:
    """The project that the village was approved in; nothing where none was."""
    found = project_of(village.pk)
    if found is None:
        return None
    ceiling = found.ceiling
    rows = [
        {"label": "项目名称", "value": found.name},
        {"label": "立项批复", "value": found.document},
        {
            "label": "总投资",
            "value": ceiling and ceiling.amount,
            "source": ceiling and ceiling.source,
            "confidence": ceiling and ceiling.confidence,
        },
    ]
    return {"rows": rows, "note": "总投资是本项目资金安排的上限。"}


@panel(
    "orders",
    noun="village",
    title="督办事项",
    template="projects/village_orders.html",
    needs=permissions.VIEW_ORDERS,
    order=20,
)
def orders_of_village(actor: Actor, village: Any) -> dict[str, Any] | None:
    """What runs in this village, the red ones first; nothing for whoever sees no orders here."""
    if not actor.span(permissions.VIEW_ORDERS).covers(village.anchor_values()):
        return None
    now = Moment.now()
    found = Order.objects.visible_to(actor).filter(village=village.pk, state__in=OPEN_ORDERS).known_at(None)
    rows = order_rows(red_first(with_names(found))[: MOST_ORDERS + 1], now)
    return {
        "rows": rows[:MOST_ORDERS],
        "url": f"{reverse('projects:order-list')}?village={village.pk}",
        "note": f"只列最先到期的{MOST_ORDERS}件。" if len(rows) > MOST_ORDERS else "",
    }


def _period(grant: RoleGrant) -> str:
    end = f"，{day(grant.expires_on)}止（当日不含）" if grant.expires_on else ""
    return f"{day(grant.starts_on)}起{end}"
