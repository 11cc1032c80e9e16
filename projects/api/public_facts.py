"""Public facts over the API: what was published, where, and how far it can be trusted."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from portal.web.resources import ApiViewSet
from projects import permissions
from projects.api.seen import VILLAGE, seen_villages
from projects.models import PublicFigure
from projects.selectors.moment import Moment
from projects.selectors.public_figures import public_figures_of


class PublicFactOut(serializers.Serializer[Any]):
    about = "一项公开信息。value为空的是未公开。"

    id = serializers.IntegerField(help_text="编号")
    village = serializers.IntegerField(source="village_id", allow_null=True, help_text="点位编号，全区的为空")
    key = serializers.CharField(help_text="事项代号")
    label = serializers.CharField(help_text="事项")  # type: ignore[assignment]
    value = serializers.CharField(help_text="公开的表述，空为未公开")
    number = serializers.DecimalField(
        max_digits=None, decimal_places=None, allow_null=True, help_text="表述中的数，十进制文字；金额单位为元"
    )
    unit = serializers.CharField(help_text="数的单位")
    as_of = serializers.DateField(allow_null=True, help_text="公开的日期")
    confidence = serializers.CharField(help_text="可信度：A官方原文，B政府或新闻页面，C转载，INF推算")
    source = serializers.CharField(help_text="出处")  # type: ignore[assignment]
    address = serializers.CharField(help_text="出处地址")
    note = serializers.CharField(help_text="说明")
    is_demonstration = serializers.BooleanField(help_text="演示数据，不得引用")


class PublicFactApi(ApiViewSet):
    """Facts of the district, then those of the villages that the person sees."""

    needs = permissions.VIEW_VILLAGES
    queryset = PublicFigure.objects.none()  # for the description alone
    serializer_class = PublicFactOut
    takes = {"list": (VILLAGE,)}

    @extend_schema(
        summary="公开信息",
        description="全区的和各点位的公开信息，每项都有出处和可信度。",
        responses=PublicFactOut(many=True),
    )
    def list(self, request: Any) -> Response:
        asked = self.asked.get("village")
        known = public_figures_of(seen_villages(request, asked), Moment.now()).values()
        rows = sorted(known, key=lambda row: (row.village_id or 0, row.id))
        return self.paged_response([row for row in rows if asked in (None, row.village_id)], PublicFactOut)
