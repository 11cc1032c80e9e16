"""The floor of the REST API: deny by default, strict input, refusals in one shape (S3).

``/api/v1/`` grows in the later issues; its views are thin: find through ``visible_to``, one call, answer.
"""

from __future__ import annotations

from typing import Any

from django.http import Http404
from rest_framework import exceptions, serializers
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.response import Response

from portal.kernel.errors import InvalidInput, NotSeen, Refusal, Unreadable
from portal.web.access import access_of
from portal.web.refusals import as_data


class HoldsPower(BasePermission):
    """DRF's own door, beside the middleware: a view class without ``needs`` is closed."""

    def has_permission(self, request: Request, view: Any) -> bool:
        access = access_of(view) or getattr(view, "access", None)
        needed = access.needs if access else getattr(view, "needs", None)
        if needed is None:
            return bool(access and (access.is_public or request.user.is_authenticated))
        return bool(request._request.actor.may(needed))  # type: ignore[attr-defined]


class StrictSerializer(serializers.Serializer[Any]):
    """Refuses unknown and read-only keys with 400 instead of dropping them in silence."""

    def to_internal_value(self, data: Any) -> Any:
        if not isinstance(data, dict) and not hasattr(data, "keys"):
            raise Unreadable()
        writable = {name for name, field in self.fields.items() if not field.read_only}
        if strangers := sorted(set(data.keys()) - writable):
            raise Unreadable(f"未办成：不能填写这些项目：{'、'.join(strangers)[:200]}。")
        return super().to_internal_value(data)


def answer_refusal(error: Exception, context: dict[str, Any]) -> Response | None:
    """DRF's exception handler: refusals and DRF's own errors leave in the same shape."""
    refusal = _as_refusal(error)
    if refusal is None:
        return None
    reference = getattr(context["request"]._request, "reference", "")
    return Response(as_data(refusal, reference), status=refusal.status)


def _as_refusal(error: Exception) -> Refusal | None:
    if isinstance(error, Refusal):
        return error
    if isinstance(error, Http404 | exceptions.NotFound):
        return NotSeen()
    if isinstance(error, exceptions.ValidationError):
        return InvalidInput(fields={str(key): "；".join(map(str, value)) for key, value in dict(error.detail).items()})  # type: ignore[arg-type]
    if isinstance(error, exceptions.APIException):
        refusal = Refusal("请先登录。" if error.status_code in (401, 403) else "未办成：提交的内容无法读取。")
        refusal.status = error.status_code
        return refusal
    return None
