"""The floor of the REST API: deny by default, strict input, refusals in one shape (S3).

What DRF takes from its settings; the base of the views is ``portal.web.resources``. What views refuse, and what DRF
refuses for them, is answered by ``portal.web.middleware.Refusals`` like everything else.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NoReturn

from rest_framework import exceptions
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.pagination import BasePagination, PageNumberPagination
from rest_framework.parsers import JSONParser
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from portal.kernel.errors import InvalidInput, NotPermitted, NotSeen, Refusal, Unreadable
from portal.web.access import access_of
from portal.web.hostile import holds_hostile
from portal.web.refusals import HostileInput, NotFromOurPage, NotSignedIn, WayNotOffered

PAGE_NUMBER = re.compile(r"[1-9][0-9]{0,8}")


class HoldsPower(BasePermission):
    """DRF's own door, beside the middleware: a view class without ``needs`` is closed."""

    def has_permission(self, request: Request, view: Any) -> bool:
        asked: Any = request._request
        access = access_of(asked.resolver_match.func)
        if access is None or access.is_public:
            return access is not None
        needed = access.needed_for(request.method or "")
        return bool(request.user and request.user.is_authenticated and (needed is None or asked.actor.may(needed)))


class StrictJson(JSONParser):
    """JSON as sent: no key twice, no NaN and no hostile text."""

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Any = None) -> Any:
        try:
            data = json.loads(stream.read().decode(), object_pairs_hook=_each_key_once, parse_constant=_no_number)
            is_hostile = holds_hostile(data)
        except (ValueError, RecursionError):
            raise Unreadable("未办成：提交的内容不是规范的JSON。请检查后重新提交。") from None
        if is_hostile:
            raise HostileInput()
        return data


def _each_key_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands twice")
    return found


def _no_number(word: str) -> NoReturn:
    raise ValueError(f"{word} is no number")


class AlwaysJson(DefaultContentNegotiation):
    """There is one form of answer; what the client would rather have changes nothing."""

    def select_renderer(self, request: Request, renderers: Iterable[Any], format_suffix: str | None = None) -> Any:
        renderer = next(iter(renderers))
        return renderer, renderer.media_type


class Pages(PageNumberPagination):
    """Fifty rows at a time; ``?page=`` counts from one."""

    page_size = 50
    page_query_description = "第几页，从1起，每页50条"

    def get_page_number(self, request: Request, paginator: Any) -> int:
        asked = request.query_params.get(self.page_query_param, "1")
        if not PAGE_NUMBER.fullmatch(asked):
            raise Unreadable("未办成：页码应为正整数。")
        return int(asked)


class Onwards(BasePagination):
    """What has no end is read onwards: the hundred rows behind the one whose key is ``?after=``. No count, no jump."""

    page_size = 100

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        """For the description alone: the view reads its rows by ``ApiViewSet.rows_onwards``."""
        follows = {"type": "string", "nullable": True, "format": "uri", "description": "下一页的地址；没有更多时为空"}
        return {
            "type": "object",
            "required": ["next", "results"],
            "properties": {"next": follows, "results": schema},
        }


def leave_to_refusals(error: Exception, context: dict[str, Any]) -> None:
    """DRF's exception handler. Raises the refusal that DRF's error stands for; our own errors go on as they are."""
    if isinstance(error, exceptions.APIException):
        raise _as_refusal(error, context["view"]) from error


def _as_refusal(error: exceptions.APIException, view: Any) -> Refusal:
    match error:
        case exceptions.NotAuthenticated() | exceptions.AuthenticationFailed():
            return NotSignedIn()
        case exceptions.PermissionDenied():
            return NotFromOurPage() if str(error.detail).startswith("CSRF") else NotPermitted()
        case exceptions.NotFound():
            return NotSeen()
        case exceptions.MethodNotAllowed():
            return WayNotOffered(view.allowed_methods)
        case exceptions.ValidationError():
            return InvalidInput(fields=dict(_by_field(error.detail)))
        case exceptions.UnsupportedMediaType():
            return Unreadable("未办成：接口只读取JSON。请以application/json提交。")
    return Unreadable()


def _by_field(detail: Any, name: str = "") -> Iterator[tuple[str, str]]:
    """DRF's nested errors as one sentence per field: ``rows.3.amount``."""
    if isinstance(detail, Mapping):
        for key, inner in detail.items():
            yield from _by_field(inner, f"{name}.{key}" if name else str(key))
    elif any(isinstance(inner, Mapping | list) for inner in detail):
        for place, inner in enumerate(detail):
            yield from _by_field(inner, f"{name}.{place}")
    else:
        yield name, "；".join(map(str, detail))
