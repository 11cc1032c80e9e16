"""Where the description of the API is read: as data, and as a page."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.utils import extend_schema
from drf_spectacular.views import SpectacularJSONAPIView

from portal.web.access import Access, signed_in
from portal.web.pages import show


@extend_schema(exclude=True)
class Description(SpectacularJSONAPIView):
    """``/api/v1/schema/``."""

    access = Access(reason="whoever may call the API may read how")


@signed_in("能用接口的都能看接口说明")
@require_safe
def docs(request: HttpRequest) -> HttpResponse:
    """``/api/v1/docs/``: the description as a page to read, drawn by Swagger's own script from our own server."""
    generator: Any = SchemaGenerator()  # type: ignore[no-untyped-call]
    described = generator.get_schema(request=None, public=True)
    operations = [
        {**operation, "method": method.upper(), "path": path}
        for path, methods in described["paths"].items()
        for method, operation in methods.items()
    ]
    return show(request, "web/api_docs.html", {"operations": operations})
