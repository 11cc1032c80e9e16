"""Views that do what no page for a reader may do, and one that leaves everything as it is."""

from __future__ import annotations

from typing import Any

from django.db import connection, transaction
from django.http import HttpResponse, StreamingHttpResponse
from django.urls import include, path

from portal.urls import handler400, handler403, handler404, handler500  # noqa: F401
from portal.web.access import signed_in
from tests import world

WRITE = "UPDATE projects_village SET name = 'x'"


def _runs(*statements: str) -> Any:
    @signed_in("a planted page")
    def view(request: Any) -> HttpResponse:
        with connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
        return HttpResponse("written")

    return view


@signed_in("a planted page")
def acts(request: Any) -> HttpResponse:
    world.organisation("新单位")
    return HttpResponse("written")


@signed_in("a planted page")
def later(request: Any) -> HttpResponse:
    transaction.on_commit(lambda: world.organisation("新单位"))
    return HttpResponse("written")


@signed_in("a planted page")
def streams(request: Any) -> StreamingHttpResponse:
    return StreamingHttpResponse(iter(["written"]))


@signed_in("a planted page")
def who(request: Any) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, current_setting('transaction_read_only')")
        return HttpResponse(" ".join(cursor.fetchone()))


urlpatterns = [
    path("raw/", _runs(WRITE)),
    path("raw-as-app/", _runs("RESET ROLE", WRITE)),
    path("raw-turned-back/", _runs("SET LOCAL transaction_read_only = off", WRITE)),
    path("acts/", acts),
    path("later/", later),
    path("streams/", streams),
    path("who/", who),
    path("", include("portal.urls")),
]
