"""Base of the API's views, which are thin: find through ``visible_to``, one call, answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from rest_framework import exceptions
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param
from rest_framework.viewsets import GenericViewSet

from portal.web.access import SAFE_METHODS
from portal.web.api import Onwards, Pages, StrictJson
from portal.web.parameters import Parameter, number, read_all

AFTER = number("after", "从这一条之后读起，填上一页最后一条的id（也就是next中的值）")
PAGE = Parameter(Pages.page_query_param, Pages.page_query_description, "正整数", str)


class ApiViewSet(GenericViewSet[Any]):
    """Base of the resources. ``paged`` names the methods that give numbered pages, ``takes`` what else each of them
    reads from the address; nothing else is taken. What was asked for stands in ``asked``.
    """

    paged: frozenset[str] = frozenset({"list"})
    takes: Mapping[str, tuple[Parameter, ...]] = {}
    asked: dict[str, Any]

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if self.action is None:
            raise exceptions.MethodNotAllowed(request.method or "")
        self.asked = read_all(request.query_params, self._offered(request))
        # A form was read by the middleware already, and DRF would take what is left for an empty body.
        sent = (request.content_type or "").partition(";")[0].strip().lower()
        if sent not in ("", StrictJson.media_type) and request.method not in SAFE_METHODS:
            raise exceptions.UnsupportedMediaType(sent)

    def options(self, request: Any, *args: Any, **kwargs: Any) -> Response:
        """Answers only whom GET answers, and tells nothing but the methods."""
        reader = getattr(self, "get", None)
        if reader is None:
            raise exceptions.MethodNotAllowed("OPTIONS")
        reader(request, *args, **kwargs)
        return Response(status=204, headers={"Allow": ", ".join(self.allowed_methods)})

    def paged_response(self, rows: Any, shape: Any) -> Response:
        """One page of rows, each shown by a serializer class."""
        return self.get_paginated_response(shape(self.paginate_queryset(rows), many=True).data)

    def rows_onwards(self, rows: Callable[[int], Sequence[Any]], shape: Any) -> Response:
        """The rows behind ``?after=``: ``rows`` reads so many of them. The last row's ``id`` leads on."""
        found = rows(Onwards.page_size + 1)
        shown = found[: Onwards.page_size]
        onward = None
        if len(found) > len(shown):
            onward = replace_query_param(self.request.build_absolute_uri(), AFTER.name, str(shown[-1].id))
        return Response({"next": onward, "results": shape(shown, many=True).data})

    def _offered(self, request: Request) -> tuple[Parameter, ...]:
        reader = self.action_map.get("get", "") if request.method in SAFE_METHODS else ""  # type: ignore[union-attr]
        page = (PAGE,) if reader in self.paged else ()
        return self.takes.get(reader, ()) + page
