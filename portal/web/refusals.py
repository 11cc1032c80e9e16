"""Refusals as answers: the same sentence and status for a page, an htmx part and the API."""

from __future__ import annotations

import logging
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string

from portal.kernel.errors import InvalidInput, NotPermitted, NotSeen, Refusal, Unreadable

log = logging.getLogger(__name__)

SHOWN_STATUSES = {400, 401, 403, 404, 409, 422, 500, 503}


def wants_json(request: HttpRequest) -> bool:
    return request.path.startswith("/api/")


def as_data(refusal: Refusal, reference: str) -> dict[str, Any]:
    """The one shape of every refusal in the API."""
    data: dict[str, Any] = {"sentence": refusal.sentence, "clause": refusal.clause, "reference": reference}
    if isinstance(refusal, InvalidInput):
        data["fields"] = refusal.fields
    return data


def refuse(request: Any, refusal: Refusal) -> HttpResponse:
    """Answer with the refusal's own status. Never raises: a page for what went wrong may not go wrong itself."""
    reference = getattr(request, "reference", "")
    status = refusal.status if refusal.status in SHOWN_STATUSES else int(HTTPStatus.UNPROCESSABLE_ENTITY)
    log.info("refused", extra={"status": status, "reference": reference, "refusal": type(refusal).__name__})
    if wants_json(request):
        return JsonResponse(as_data(refusal, reference), status=status, json_dumps_params={"ensure_ascii": False})
    template = f"refusals/{403 if status == 401 else status}.html"
    context: dict[str, Any] = {
        "refusal": {"sentence": refusal.sentence, "clause": refusal.clause, "reference": reference}
    }
    if getattr(request, "htmx", False):
        context["is_part"] = True
    return HttpResponse(render_to_string(template, context), status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return refuse(request, Unreadable())


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return refuse(request, NotPermitted())


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return refuse(request, NotPermitted("未办成：页面停留时间过长或来源无法确认。请返回上一页刷新后再提交。"))


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return refuse(request, NotSeen())


def server_error(request: HttpRequest) -> HttpResponse:
    """A defect of ours: the number leads to the log, the sentence says what to do."""
    refusal = Refusal("未办成：系统处理时出现意外，未保存任何内容。请稍后再试；仍不行的，请把编号告知系统管理员。")
    refusal.status = 500
    return refuse(request, refusal)
