"""Editions over the API: what was frozen, exactly as it was."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter

from portal.reports import selectors
from portal.reports.models import Edition
from portal.reports.permissions import VIEW_EDITIONS
from portal.web.resources import ApiViewSet


class EditionOut(serializers.Serializer[Any]):
    """One edition without its contents."""

    id = serializers.IntegerField()
    kind = serializers.CharField()
    week = serializers.CharField()
    revision = serializers.IntegerField()
    state = serializers.CharField()
    label = serializers.SerializerMethodField()  # type: ignore[assignment]
    cut_off_at = serializers.DateTimeField()
    known_at = serializers.DateTimeField()
    recorded_at = serializers.DateTimeField()
    village_ids = serializers.ListField(child=serializers.IntegerField())
    data_hash = serializers.CharField()
    pdf_hash = serializers.CharField()
    is_printed = serializers.BooleanField()
    is_demonstration = serializers.BooleanField()

    def get_label(self, edition: Edition) -> str:
        return selectors.label_of(edition)


class WholeEditionOut(EditionOut):
    """One edition with its frozen data: scope, document and figures."""

    data = serializers.DictField()  # type: ignore[assignment]


class EditionApi(ApiViewSet):
    """Editions, the newest week first."""

    needs = VIEW_EDITIONS
    queryset = Edition.objects.none()  # for the description alone
    serializer_class = WholeEditionOut
    lookup_value_converter = "int"

    def get_serializer_class(self) -> Any:
        return EditionOut if self.action == "list" else WholeEditionOut

    def list(self, request: Any) -> Response:
        return self.paged_response(selectors.editions(request.actor), EditionOut)

    def retrieve(self, request: Any, pk: int) -> Response:
        edition = get_object_or_404(Edition.objects.visible_to(request.actor), pk=pk)
        return Response(WholeEditionOut(edition).data)


router = SimpleRouter(use_regex_path=False)
router.register("editions", EditionApi, basename="edition")
app_name = "reports-api"
urlpatterns = router.urls
