"""What every request passes: hostile text, who is asking, deny by default, refusals as pages."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.middleware.common import CommonMiddleware
from django.shortcuts import resolve_url
from django.utils.http import urlencode
from structlog.contextvars import bound_contextvars

from portal.kernel.actions import tell_of_refusal
from portal.kernel.deeds import Channel, Via, coming_by
from portal.kernel.errors import NotPermitted, NotSeen, Refusal
from portal.kernel.permissions import Nobody, Person
from portal.kernel.reading import ReadsOnly
from portal.web.access import SAFE_METHODS, Access, access_of
from portal.web.addresses import client_address
from portal.web.hostile import is_hostile, is_hostile_address
from portal.web.pages import lead_to
from portal.web.refusals import HostileInput, NotSignedIn, WayNotOffered, offers_of, refuse, wants_json

log = logging.getLogger(__name__)
Handler = Callable[[HttpRequest], HttpResponse]

FORM_TYPES = ("application/x-www-form-urlencoded", "multipart/form-data")
PAGE_METHODS = ("GET", "HEAD", "POST")


class Reference:
    """Gives each request the number that refusals show; every line that is logged meanwhile carries it."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponse:
        request.reference = uuid.uuid4().hex[:8].upper()
        with bound_contextvars(reference=request.reference):
            response = self.get_response(request)
        response["X-Reference"] = request.reference
        return response


class HostileText:
    """Refuses NUL and lone surrogates anywhere in a request (400) before a view or the database meets them.

    JSON is read once, by ``portal.web.api``, and looked at there.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponse:
        if self._is_hostile(request):
            return refuse(request, HostileInput())
        return self.get_response(request)

    def _is_hostile(self, request: Any) -> bool:
        address = request.META.get("RAW_URI") or request.get_full_path()
        return is_hostile_address(address) or any(map(is_hostile, self._texts(request)))

    def _texts(self, request: Any) -> Iterator[str]:
        # A cookie may spell NUL in plain characters ("\000"), which no server in front of us sees.
        yield from request.COOKIES.keys()
        yield from request.COOKIES.values()
        yield from (value for name, value in request.META.items() if name.startswith("HTTP_"))
        yield from (text for name, texts in request.GET.lists() for text in (name, *texts))
        if request.content_type in FORM_TYPES and request.method not in ("GET", "HEAD", "OPTIONS"):
            yield from (text for name, texts in request.POST.lists() for text in (name, *texts))
            yield from (text for name, files in request.FILES.lists() for text in (name, *(f.name for f in files)))


class SlashForReaders(CommonMiddleware):
    """Leads to the address with a slash only those who read: a redirected deed would become a reading in silence."""

    def should_redirect_with_slash(self, request: HttpRequest) -> bool:
        return request.method in ("GET", "HEAD") and super().should_redirect_with_slash(request)


class NotKept:
    """What a signed-in person was shown stays in no cache and behind no back button (security design I)."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponse:
        is_signed_in = request.user.is_authenticated
        response = self.get_response(request)
        if is_signed_in:
            response["Cache-Control"] = "no-store"
        return response


class WhoAsks:
    """``request.actor``: what the person may see is read once per request, so an expired grant is gone at the next.

    Every deed of the request knows from where it came and by which number it can be asked about.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponse:
        request.actor = Person(request.user) if request.user.is_authenticated else Nobody()
        way = Channel(Via.API if wants_json(request) else Via.WEB, client_address(request), request.reference)
        with coming_by(way):
            return self.get_response(request)


@dataclass(frozen=True)
class Page:
    """What the refusal of a page is about: ``pk`` is its route and the row that its address names."""

    pk: str

    @classmethod
    def of(cls, found: Any) -> Page:
        # Whoever types somebody's number into an address must not have it kept: no row has a number of ten digits.
        rows = [str(part) for part in found.kwargs.values() if isinstance(part, int) and part < 10**9]
        return cls("/".join([found.view_name or found.route, *rows]))

    def anchor_values(self) -> dict[str, Any]:
        return {}


class RefusalsTold:
    """Has the trail told of what somebody signed in was refused (403), before the answer leaves.

    Whether the route, the view or Django refused him is all one; what an action refused it has told itself.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code == HTTPStatus.FORBIDDEN and isinstance(request.actor, Person):
            way = "read" if request.method in SAFE_METHODS else "change"
            found = request.resolver_match
            what = f"portal.web.{way}:{found.view_name or found.route}"
            tell_of_refusal(request.actor, what, Page.of(found), response.refusal)  # type: ignore[attr-defined]
        return response


class DenyByDefault:
    """Lets a request reach its view only if the route says who may use it, this person is one of them, and it
    came in a way that the view offers.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponse:
        response = self.get_response(request)
        if isinstance(response, HttpResponseNotAllowed) and not response.content:
            return refuse(request, WayNotOffered([response["Allow"]]))
        return response

    def process_view(self, request: Any, view: Any, *_: Any) -> HttpResponse | None:
        access = access_of(view)
        if access is None:
            log.error("route without access word was asked for: %s", request.resolver_match.route)
            return refuse(request, NotPermitted("这个页面没有登记查看权限，暂不开放。请联系指挥部办公室。"))
        return self._closed(request, access) or self._no_such_way(request)

    def _closed(self, request: Any, access: Access) -> HttpResponse | None:
        if access.is_public:
            return None
        if not request.user.is_authenticated:
            return self._ask_to_sign_in(request)
        needed = access.needed_for(request.method)
        if needed and not request.actor.may(needed):
            is_deed_of_reader = request.actor.holdings.is_reader and not needed.reads
            return refuse(request, ReadsOnly() if is_deed_of_reader else NotPermitted())
        return None

    def _no_such_way(self, request: Any) -> HttpResponse | None:
        if wants_json(request) or request.method in PAGE_METHODS:
            return None
        return refuse(request, WayNotOffered(PAGE_METHODS))

    def _ask_to_sign_in(self, request: Any) -> HttpResponse:
        if wants_json(request):
            return refuse(request, NotSignedIn())
        return lead_to(request, _sign_in_address(request))


def _sign_in_address(request: Any) -> str:
    """Where to sign in, and which page to show afterwards: never the address of a deed."""
    wanted = request.get_full_path() if request.method in ("GET", "HEAD") else ""
    if getattr(request, "htmx", False):
        wanted = request.htmx.current_url_abs_path or ""
    sign_in = resolve_url(settings.LOGIN_URL)
    return f"{sign_in}?{urlencode({'next': wanted})}" if wanted else sign_in


class Refusals:
    """Shows refusals, and only refusals; everything else is a defect and becomes a 500 with its number in the log."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: Any, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, Refusal):
            return refuse(request, exception, offered=offers_of(request.actor, exception))
        if isinstance(exception, Http404):
            return refuse(request, NotSeen())
        return None
