"""Refusals as answers: the same sentence and status for a page, an htmx part and the API."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils.http import url_has_allowed_host_and_scheme

from portal.kernel.errors import InvalidInput, NotPermitted, NotSeen, Refusal, Unavailable, Unreadable
from portal.kernel.permissions import Actor
from portal.kernel.registry import Registry

log = logging.getLogger(__name__)

SHOWN_STATUSES = {400, 401, 403, 404, 405, 409, 422, 429, 500, 503}
TEMPLATES = {401: "refusals/403.html", 429: "refusals/422.html"}
PAGES_OF_THE_API = ("/api/v1/docs/",)


class NotSignedIn(NotPermitted):
    """Nobody is signed in. Pages lead to the door instead; the API says so."""

    status = 401
    sentence = "请先登录，再办理这项工作。"


class NotFromOurPage(NotPermitted):
    """A deed without the token of a page of ours, or with one that is over."""

    sentence = "未办成：页面停留时间过长或来源无法确认。请返回上一页刷新后再提交。"


class WayNotOffered(Refusal):
    """The address exists, but not for this HTTP method."""

    status = 405
    sentence = "未办成：这个地址不支持这种操作方式。请从页面上的按钮或链接办理。"

    def __init__(self, allowed: Iterable[str]) -> None:
        super().__init__()
        self.allowed = ", ".join(allowed)


class HostileInput(Unreadable):
    """NUL, lone surrogates, bytes that are no UTF-8."""

    sentence = "未办成：提交的内容含有无法识别的字符。请删除后重新提交。"


class TooLarge(Unreadable):
    """More bytes, fields or files than one request may hold."""

    sentence = "未办成：提交的内容过大或项目过多。附件请压缩到页面注明的大小以内，其他内容请分次提交。"


class Defect(Refusal):
    """A fault of ours: the number leads to the log, the sentence says what to do."""

    status = 500
    sentence = "未办成：系统处理时出现意外，未保存任何内容。请稍后再试；仍不行的，请把编号告知系统管理员。"


def wants_json(request: HttpRequest) -> bool:
    return request.path.startswith("/api/") and request.path not in PAGES_OF_THE_API


def as_data(refusal: Refusal, reference: str) -> dict[str, Any]:
    """The one shape of every refusal in the API."""
    data: dict[str, Any] = {"sentence": refusal.sentence, "clause": refusal.clause, "reference": reference}
    if isinstance(refusal, InvalidInput):
        data["fields"] = refusal.fields
    return data


@dataclass(frozen=True)
class Offer:
    """A way on from a refusal: what its button says, and where it leads."""

    label: str
    url: str


Offerer = Callable[[Actor, Refusal], Offer | None]
OFFERS: Registry[Offerer] = Registry("offer of a refusal")


def offers(key: str) -> Callable[[Offerer], Offerer]:
    """Contribute (file ``offers.py``) what somebody may do about a refusal of an action."""
    return lambda offerer: OFFERS.add(key, offerer)


def offers_of(actor: Actor, refusal: Refusal) -> list[Offer]:
    """What all apps offer this person about what an action refused him."""
    return [offer for offerer in OFFERS if (offer := offerer(actor, refusal))]


def refuse(request: Any, refusal: Refusal, *, offered: Sequence[Offer] = ()) -> HttpResponse:
    """Answer with the refusal's own status. Never raises: a page for what went wrong may not go wrong itself."""
    reference = getattr(request, "reference", "")
    status = refusal.status if refusal.status in SHOWN_STATUSES else int(HTTPStatus.UNPROCESSABLE_ENTITY)
    log.info("refused", extra={"status": status, "refusal": type(refusal).__name__})
    if wants_json(request):
        response = _as_json(refusal, reference)
    else:
        response = _as_page(refusal, reference, status, offered, back_url=_came_from(request))
    response.status_code = status
    response.refusal = refusal  # type: ignore[attr-defined]
    if isinstance(refusal, WayNotOffered):
        response["Allow"] = refusal.allowed
    if status == HTTPStatus.UNAUTHORIZED:
        response["WWW-Authenticate"] = "Bearer"
    return response


def _as_json(refusal: Refusal, reference: str) -> HttpResponse:
    return JsonResponse(as_data(refusal, reference), json_dumps_params={"ensure_ascii": False})


def _came_from(request: Any) -> str:
    """The page of ours on which the refused button or link stands, to be opened afresh; "" for any other."""
    referer = str(request.META.get("HTTP_REFERER", ""))
    own = str(request.META.get("HTTP_HOST", ""))
    if not own or not url_has_allowed_host_and_scheme(referer, allowed_hosts={own}):
        return ""
    _, _, path = referer.partition(f"//{own}")
    is_elsewhere = path != request.get_full_path() or request.method == "POST"
    return path if path.startswith("/") and is_elsewhere else ""


def _as_page(
    refusal: Refusal, reference: str, status: int, offered: Sequence[Offer], *, back_url: str = ""
) -> HttpResponse:
    # Rendered without the request: nothing here asks the session or the database, which may be what went wrong.
    shown = {"sentence": refusal.sentence, "clause": refusal.clause, "reference": reference, "offers": offered}
    shown["back_url"] = back_url
    template = TEMPLATES.get(status, f"refusals/{status}.html")
    around = {"feedback_url": settings.PORTAL_FEEDBACK_URL}
    return HttpResponse(render_to_string(template, {"refusal": shown, "portal": around}))


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    is_too_large = isinstance(exception, RequestDataTooBig | TooManyFieldsSent | TooManyFilesSent)
    return refuse(request, TooLarge() if is_too_large else Unreadable())


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return refuse(request, NotPermitted())


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return refuse(request, NotFromOurPage())


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return refuse(request, NotSeen())


def server_error(request: HttpRequest) -> HttpResponse:
    """Whatever no middleware caught, from views and middleware alike: the database is away, or the fault is ours."""
    is_away = isinstance(sys.exc_info()[1], OperationalError | InterfaceError)
    return refuse(request, Unavailable() if is_away else Defect())
