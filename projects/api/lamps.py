"""Lamps over the API: what each village shows today, and why."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from portal.reports.blocks import LampColour
from portal.web.parameters import one_of
from portal.web.resources import ApiViewSet
from projects import permissions
from projects.api.seen import VILLAGE, seen_villages
from projects.models import Village
from projects.selectors.moment import Moment
from projects.selectors.villages import village_rows

COLOURS = [colour.value for colour in LampColour]


class LampOut(serializers.Serializer[Any]):
    about = "一盏灯：维度、颜色、灯上的字和亮灯原因。"

    dimension = serializers.CharField(help_text="维度：开工、进度、资金、入库")
    colour = serializers.ChoiceField(choices=COLOURS, source="lamp.colour", help_text="颜色")
    word = serializers.CharField(source="lamp.word", help_text="灯上的字")
    reason = serializers.CharField(source="lamp.reason", help_text="亮灯原因")
    is_demonstration = serializers.BooleanField(help_text="所依据的有演示数据，不得引用")


class VillageLampOut(LampOut):
    about = "一个点位的一盏灯。"

    village = serializers.IntegerField(help_text="点位编号")
    label_of_village = serializers.CharField(help_text="点位名称")


class LampApi(ApiViewSet):
    """Every lamp of every village that the person sees, in the order of the villages."""

    needs = permissions.VIEW_VILLAGES
    queryset = Village.objects.none()  # for the description alone
    serializer_class = VillageLampOut
    takes = {"list": (VILLAGE, one_of("colour", "只要这种颜色的", COLOURS))}

    @extend_schema(
        summary="红黄绿灯", description="各点位四个维度今天的灯，按点位次序。", responses=VillageLampOut(many=True)
    )
    def list(self, request: Any) -> Response:
        rows = village_rows(seen_villages(request, self.asked.get("village")), Moment.now())
        colour = self.asked.get("colour")
        lamps = [
            {"village": row.id, "label_of_village": row.label, **vars(lamp)}
            for row in rows
            for lamp in row.lamps
            if colour in (None, lamp.lamp.colour)
        ]
        return self.paged_response(lamps, VillageLampOut)
