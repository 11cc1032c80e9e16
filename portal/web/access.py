"""Deny by default: every route says who may use it, Django and DRF alike; one that says nothing is closed.

``@page(needs=POWER)`` for a view, ``needs = POWER`` on a DRF view class (with ``needs_to_change`` when changing takes
another one), or ``public("reason")`` / ``signed_in("reason")``. ``manage.py check`` fails for a route without a word
(``portal.E001``), and the middleware refuses it to everybody meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

from django.core.checks import CheckMessage, Error, register
from django.urls import URLPattern, URLResolver, get_resolver

from portal.kernel.permissions import Power

View = TypeVar("View", bound=Callable[..., Any])
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass(frozen=True)
class Access:
    """What a route asks for: a power, a login, or nothing, the last two with the reason.

    ``needs_to_change`` is asked for instead of ``needs`` by the methods that change something.
    """

    needs: Power | None = None
    is_public: bool = False
    reason: str = ""
    needs_to_change: Power | None = None

    def needed_for(self, method: str) -> Power | None:
        """The power that this method asks for; OPTIONS asks for what GET asks for."""
        return self.needs if method in SAFE_METHODS else self.needs_to_change or self.needs

    def __str__(self) -> str:
        if self.needs_to_change and self.needs:
            return f"{self.needs.key}; to change {self.needs_to_change.key}"
        if self.needs:
            return self.needs.key
        return "public" if self.is_public else "signed in"


def page(*, needs: Power) -> Callable[[View], View]:
    """Open a view to those who hold a power; rows inside are still found through ``visible_to``."""
    return _opened(Access(needs=needs))


def signed_in(reason: str) -> Callable[[View], View]:
    """Open a view to every signed-in person: one's own account, one's own to-do list."""
    return _opened(Access(reason=reason))


def public(reason: str) -> Callable[[View], View]:
    """Open a view to everybody, for a stated reason."""
    return _opened(Access(is_public=True, reason=reason))


def _opened(access: Access) -> Callable[[View], View]:
    def mark(view: View) -> View:
        view.access = access  # type: ignore[attr-defined]
        return view

    return mark


def access_of(view: Any) -> Access | None:
    """What a resolved view declares: on the function, or on the class behind ``as_view()``."""
    declared = getattr(view, "access", None)
    owner = getattr(view, "cls", None) or getattr(view, "view_class", None)
    if declared is None and owner is not None:
        declared = getattr(owner, "access", None)
        if declared is None and (needed := getattr(owner, "needs", None)):
            declared = Access(needs=needed, needs_to_change=getattr(owner, "needs_to_change", None))
    return declared


@dataclass(frozen=True)
class Route:
    """One line of the address plan, as the table of powers and the checks see it."""

    path: str
    name: str
    view: Any

    @property
    def access(self) -> Access | None:
        return access_of(self.view)


def routes(resolver: URLResolver | None = None, prefix: str = "", namespace: str = "") -> Iterator[Route]:
    """Every route of the portal, third-party ones included."""
    for entry in (resolver or get_resolver()).url_patterns:
        path = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            inner = ":".join(filter(None, [namespace, entry.namespace]))
            yield from routes(entry, path, inner)
        elif isinstance(entry, URLPattern):
            yield Route(path, ":".join(filter(None, [namespace, entry.name or ""])), entry.callback)


@register("portal")
def every_route_says_who(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    return [
        Error(
            f"route {route.path!r} does not say who may use it",
            hint="mark its view with @page(needs=…), @signed_in(reason) or @public(reason)",
            id="portal.E001",
        )
        for route in routes()
        if route.access is None
    ]
