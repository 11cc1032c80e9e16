"""What every request passes: hostile text, who is asking, deny by default, refusals as pages."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote_to_bytes

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import resolve_url
from django.utils.http import urlencode

from portal.kernel.errors import NotPermitted, NotSeen, Refusal, Unavailable, Unreadable
from portal.kernel.permissions import Nobody, Person
from portal.web.access import access_of
from portal.web.pages import lead_to
from portal.web.refusals import refuse

log = logging.getLogger(__name__)
Handler = Callable[[HttpRequest], HttpResponse]

FORM_TYPES = ("application/x-www-form-urlencoded", "multipart/form-data")


class Reference:
    """Gives each request the number that refusals show and logs carry."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponse:
        request.reference = uuid.uuid4().hex[:8].upper()
        response = self.get_response(request)
        response["X-Reference"] = request.reference
        return response


class HostileText:
    """Refuses NUL and lone surrogates anywhere in a request (400) before a view or the database meets them."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponse:
        try:
            if self._is_hostile(request):
                return refuse(request, Unreadable("未办成：提交的内容含有无法识别的字符。请删除后重新提交。"))
        except (SuspiciousOperation, RequestDataTooBig):
            return refuse(request, Unreadable("未办成：提交的内容过大或格式不完整。请检查后重新提交。"))
        return self.get_response(request)

    def _is_hostile(self, request: Any) -> bool:
        raw_address = request.META.get("RAW_URI") or request.get_full_path()
        if _hostile_bytes(unquote_to_bytes(raw_address)):
            return True
        if request.content_type not in FORM_TYPES or request.method in ("GET", "HEAD", "OPTIONS"):
            return False
        values = [text for name, texts in request.POST.lists() for text in (name, *texts)]
        return any(_hostile_text(text) for text in values)


def _hostile_bytes(raw: bytes) -> bool:
    try:
        return _hostile_text(raw.decode())
    except UnicodeDecodeError:
        return True


def _hostile_text(text: str) -> bool:
    # U+FFFD is what Django makes of bytes that are no UTF-8, lone surrogates included.
    return any(char == "\x00" or char == "\ufffd" or "\ud800" <= char <= "\udfff" for char in text)


class WhoAsks:
    """``request.actor``: what the person may see is read once per request, so an expired grant is gone at the next."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponse:
        request.actor = Person(request.user) if request.user.is_authenticated else Nobody()
        return self.get_response(request)


class DenyByDefault:
    """Lets a request reach its view only if the route says who may use it and this person is one of them."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: Any, view: Any, *_: Any) -> HttpResponse | None:
        access = access_of(view)
        if access is None:
            log.error("route without access word was asked for: %s", request.resolver_match.route)
            return refuse(request, NotPermitted("这个页面没有登记查看权限，暂不开放。请联系指挥部办公室。"))
        if access.is_public:
            return None
        if not request.user.is_authenticated:
            return self._ask_to_sign_in(request)
        if access.needs and not request.actor.may(access.needs):
            return refuse(request, NotPermitted())
        return None

    def _ask_to_sign_in(self, request: Any) -> HttpResponse:
        if request.path.startswith("/api/"):
            refusal = NotPermitted("请先登录。")
            refusal.status = 401
            return refuse(request, refusal)
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
            return refuse(request, exception)
        if isinstance(exception, Http404):
            return refuse(request, NotSeen())
        if isinstance(exception, OperationalError | InterfaceError):
            log.error("database does not answer", exc_info=exception)
            return refuse(request, Unavailable())
        return None
