"""A throw-away address plan: views that forgot to say who may use them, and views that end in each way there is."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import OperationalError
from django.http import Http404, HttpResponse
from django.urls import include, path
from django.views import View
from django.views.decorators.http import require_safe
from rest_framework.decorators import api_view
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter
from rest_framework.views import APIView
from rest_framework.viewsets import ViewSet

from portal.kernel import clock
from portal.kernel.errors import (
    BrokenInvariant,
    InvalidInput,
    NotPermitted,
    NotSeen,
    Unavailable,
    Unreadable,
    WrongState,
)
from portal.urls import handler400, handler403, handler404, handler500  # noqa: F401
from portal.urls import urlpatterns as real
from portal.web.access import page, public, signed_in
from projects import permissions

TYPED = "640104199001011234"


def forgotten(request, pk=0):
    return HttpResponse("reached")


class ForgottenView(View):
    def get(self, request):
        return HttpResponse("reached")


class ForgottenApi(APIView):
    def get(self, request):
        return Response("reached")


class ForgottenViewSet(ViewSet):
    def list(self, request):
        return Response("reached")

    def retrieve(self, request, pk):
        return Response("reached")


class OpenBase(APIView):
    permission_classes = []

    def get(self, request):
        return Response("reached")


@api_view(["GET"])
def forgotten_function_api(request):
    return Response("reached")


class SeenView(View):
    needs = permissions.VIEW_VILLAGES

    def get(self, request):
        return HttpResponse("reached")


@page(needs=permissions.VIEW_VILLAGES)
@require_safe
def seen(request):
    return HttpResponse("reached")


@page(needs=permissions.VIEW_VILLAGES)
def seen_by_any_method(request):
    return HttpResponse("reached")


@signed_in("a test")
def whoever(request):
    return HttpResponse("reached")


@public("a test")
def everybody(request):
    return HttpResponse("reached")


ENDS = {
    "unreadable": Unreadable(),
    "suspicious": SuspiciousOperation(TYPED),
    "not-permitted": NotPermitted(),
    "denied": PermissionDenied(TYPED),
    "not-seen": NotSeen(),
    "missing": Http404(TYPED),
    "wrong-state": WrongState("未办成：这项授权已经批准。请刷新后查看。", clause="《测试办法》第三条"),
    "invalid": InvalidInput("未办成：签约户数多于应签户数。", fields={"numerator": "应不大于应签户数。"}),
    "broken": BrokenInvariant("报数不能为负数。"),
    "unavailable": Unavailable(),
    "database": OperationalError("connection to server was lost"),
    "defect": ValueError(f"invalid literal for int(): '{TYPED}'"),
    "defect-of-words": AttributeError("'NoneType' object has no attribute 'name'"),
}


@public("a test")
def ends(request, how):
    raise ENDS[how]


class EndsApi(APIView):
    access = everybody.access

    def get(self, request, how):
        raise ENDS[how]


@public("a test")
def asks_the_clock(request):
    return HttpResponse(clock.now().isoformat())


router = SimpleRouter(use_regex_path=False)
router.register("api/forgotten-set", ForgottenViewSet, basename="forgotten")

FORGOTTEN = {
    "forgotten/function/": path("forgotten/function/", forgotten),
    "forgotten/class/": path("forgotten/class/", ForgottenView.as_view()),
    "api/forgotten/": path("api/forgotten/", ForgottenApi.as_view()),
    "api/forgotten-function/": path("api/forgotten-function/", forgotten_function_api),
    "api/forgotten-open/": path("api/forgotten-open/", OpenBase.as_view()),
}

urlpatterns = [
    path("inner/", include([path("forgotten/<int:pk>/", forgotten)])),
    *FORGOTTEN.values(),
    *router.urls,
    path("seen/", seen),
    path("seen/class/", SeenView.as_view()),
    path("seen/any/", seen_by_any_method),
    path("whoever/", whoever),
    path("everybody/", everybody),
    path("ends/<how>/", ends),
    path("api/ends/<how>/", EndsApi.as_view()),
    path("clock/", asks_the_clock),
    *real,
]
