"""Pages: ``show`` and ``done`` answer htmx with a part and everybody else with the whole; the frame of every page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django_htmx.http import HttpResponseClientRedirect

from portal.kernel import clock
from portal.kernel.permissions import Actor, Power
from portal.kernel.registry import Registry


@dataclass(frozen=True)
class MenuItem:
    """One entry of the left menu; shown to those who hold its power. ``badge`` counts what waits, None for nothing."""

    label: str
    url: Any  # an address, usually reverse_lazy: menus are contributed before the address plan is read
    icon: str
    group: str
    needs: Power | None = None
    badge: Callable[[Actor], int | None] | None = None


MENU: Registry[MenuItem] = Registry("menu item")
MENU_GROUPS = ("调度", "点位", "征拆", "资金", "质量", "廉政", "人员", "我的")


def menu(key: str, item: MenuItem, *, order: int) -> MenuItem:
    """Contribute a menu entry (file ``menu.py``)."""
    return MENU.add(key, item, order=order)


def show(
    request: HttpRequest, template: str, context: dict[str, Any], *, part: str = "", status: int = 200
) -> HttpResponse:
    """The named part of the page to htmx, the whole page to anybody else."""
    name = f"{template}#{part}" if part and getattr(request, "htmx", False) else template
    return render(request, name, context, status=status)


def done(
    request: HttpRequest, template: str, context: dict[str, Any], *, part: str, to: Any, say: str = ""
) -> HttpResponse:
    """After a deed: the part to htmx, a redirect to anybody else, with a message when there is one to give."""
    if getattr(request, "htmx", False):
        return render(request, f"{template}#{part}", {**context, "said": say})
    if say:
        messages.success(request, say)
    return redirect(to)


def lead_to(request: HttpRequest, address: str) -> HttpResponse:
    """A redirect of the whole page, also when htmx asked for a part of it."""
    return HttpResponseClientRedirect(address) if getattr(request, "htmx", False) else redirect(address)


def frame(request: Any) -> dict[str, Any]:
    """Context processor: what the base template shows around every page."""
    actor: Any = getattr(request, "actor", None)
    is_known = bool(actor and actor.user)
    return {
        "portal": {
            "name": settings.PORTAL_NAME,
            "is_demonstration": clock.world() == "demo",
            "menu": _menu_for(request, actor) if is_known else [],
            "acting_for": [who.principal_name for who in actor.holdings.deputising] if is_known else [],
            "as_of": clock.now(),
            "feedback_url": settings.PORTAL_FEEDBACK_URL,
        }
    }


def _menu_for(request: HttpRequest, actor: Actor) -> list[dict[str, Any]]:
    shown = [item for item in MENU if item.needs is None or actor.may(item.needs)]
    # Every address begins with that of the first page: it is current only on its own.
    above = [str(item.url) for item in shown if request.path.startswith(str(item.url))]
    here = max((url for url in above if url != "/" or request.path == "/"), key=len, default=None)
    groups = []
    for label in MENU_GROUPS:
        items = [_menu_entry(item, actor, is_current=str(item.url) == here) for item in shown if item.group == label]
        if items:
            groups.append({"label": label, "items": items})
    return groups


def _menu_entry(item: MenuItem, actor: Actor, *, is_current: bool) -> dict[str, Any]:
    badge = item.badge(actor) if item.badge else None
    return {"label": item.label, "url": item.url, "icon": item.icon, "is_current": is_current, "badge": badge}
