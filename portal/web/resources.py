"""Base of the API's views, which are thin: find through ``visible_to``, one call, answer."""

from __future__ import annotations

from typing import Any

from rest_framework import exceptions
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from portal.kernel.errors import Unreadable
from portal.web.access import SAFE_METHODS
from portal.web.api import Pages, StrictJson


class ApiViewSet(GenericViewSet[Any]):
    """Base of the resources. ``paged`` names the methods that give pages; nothing else is taken from the address."""

    paged: frozenset[str] = frozenset({"list"})

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if self.action is None:
            raise exceptions.MethodNotAllowed(request.method or "")
        taken = {Pages.page_query_param} if self._reads_pages(request) else set()
        if any(name not in taken or len(values) > 1 for name, values in request.query_params.lists()):
            raise Unreadable("未办成：地址中含有不能识别的参数。请对照接口说明核对。")
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

    def _reads_pages(self, request: Request) -> bool:
        return request.method in SAFE_METHODS and self.action_map.get("get", "") in self.paged  # type: ignore[union-attr]
