"""Editions over the API: what was frozen, exactly as it was."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
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
    first_week = serializers.SerializerMethodField()
    number = serializers.CharField(source="number_text")
    issued_on = serializers.DateField(allow_null=True)
    signatory = serializers.CharField()
    corrects = serializers.IntegerField(source="corrects_id", allow_null=True)
    cut_off_at = serializers.DateTimeField()
    known_at = serializers.DateTimeField()
    recorded_at = serializers.DateTimeField()
    village_ids = serializers.ListField(child=serializers.IntegerField())
    data_hash = serializers.CharField()
    pdf_hash = serializers.CharField()
    issued_hash = serializers.CharField()
    is_printed = serializers.BooleanField()
    is_demonstration = serializers.BooleanField()

    def get_label(self, edition: Edition) -> str:
        return selectors.label_of(edition)

    def get_first_week(self, edition: Edition) -> str:
        return edition.first_week or edition.week


class WholeEditionOut(EditionOut):
    """One edition with its frozen data: scope, document, figures, why they moved, and the words that people added."""

    data = serializers.DictField()  # type: ignore[assignment]
    difference = serializers.DictField()
    stamps = serializers.ListField(child=serializers.DictField())
    correction_reason = serializers.CharField()
    words = serializers.SerializerMethodField()
    course = serializers.SerializerMethodField()

    def get_words(self, edition: Edition) -> dict[str, str]:
        return asdict(selectors.added_words(edition))

    def get_course(self, edition: Edition) -> list[dict[str, str]]:
        return [
            {"step": step.word, "who": step.who, "at": step.at.isoformat(), "reason": step.reason}
            for step in selectors.course_of(edition)
        ]


class EditionApi(ApiViewSet):
    """Editions, the newest week first."""

    needs = VIEW_EDITIONS
    queryset = Edition.objects.none()  # for the description alone
    serializer_class = WholeEditionOut
    lookup_value_converter = "int"

    def get_serializer_class(self) -> Any:
        return EditionOut if self.action == "list" else WholeEditionOut

    @extend_schema(summary="专报", description="各期专报，最近一周在前。", responses=EditionOut(many=True))
    def list(self, request: Any) -> Response:
        return self.paged_response(selectors.editions(request.actor), EditionOut)

    @extend_schema(summary="一期专报", description="连同冻结的数据：范围、正文和各项数字。", responses=WholeEditionOut)
    def retrieve(self, request: Any, pk: int) -> Response:
        edition = get_object_or_404(Edition.objects.visible_to(request.actor), pk=pk)
        return Response(WholeEditionOut(edition).data)


router = SimpleRouter(use_regex_path=False)
router.register("editions", EditionApi, basename="edition")
app_name = "reports-api"
urlpatterns = router.urls
