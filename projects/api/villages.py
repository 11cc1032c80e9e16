"""Villages over the API: the rows of the pages, and what is reported of each."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from portal.web.api import Onwards
from portal.web.resources import ApiViewSet
from projects import actions, permissions
from projects.api.figures import PERIOD, REPORTED, FigureIn, FigureOut, figures_asked_for
from projects.api.lamps import LampOut
from projects.api.milestones import MilestoneOut
from projects.api.seen import seen_village
from projects.models import Village
from projects.selectors.figures import row_of
from projects.selectors.moment import Moment
from projects.selectors.villages import village_rows


class ResponsibilityOut(serializers.Serializer[Any]):
    about = "一项责任：哪一级、管什么、哪个单位哪个人、从何时起、依据什么。"

    level = serializers.CharField(help_text="层级代号")
    level_label = serializers.CharField(help_text="层级")
    matter = serializers.CharField(help_text="领域代号")
    matter_label = serializers.CharField(help_text="领域")
    organisation = serializers.CharField(help_text="单位")
    person = serializers.CharField(help_text="责任人")
    since_on = serializers.DateField(allow_null=True, help_text="起始日期")
    basis = serializers.CharField(help_text="依据")
    is_demonstration = serializers.BooleanField(help_text="演示数据，不得引用")


class VillageOut(serializers.Serializer[Any]):
    about = "一个点位，连同灯所依据的节点和报数。"

    id = serializers.IntegerField(help_text="点位编号")
    ordinal = serializers.IntegerField(help_text="次序")
    label = serializers.CharField(help_text="点位名称")  # type: ignore[assignment]
    kind = serializers.CharField(help_text="类别代号")
    kind_label = serializers.CharField(help_text="类别")
    is_lead = serializers.BooleanField(help_text="示范项目")
    area = serializers.CharField(help_text="片区")
    stage = serializers.CharField(help_text="阶段")
    worst = LampOut(help_text="最重的一盏灯")
    reason = serializers.CharField(help_text="亮灯原因，一句话")
    lamps = LampOut(many=True, help_text="四个维度的灯")
    responsible = ResponsibilityOut(many=True, help_text="责任链")
    milestones = MilestoneOut(many=True, help_text="节点")
    figures = FigureOut(many=True, help_text="各项指标最近一次报数")
    is_demonstration = serializers.BooleanField(help_text="含有演示数据，不得引用")


class VillageApi(ApiViewSet):
    """Villages that the person sees, and what is reported of them."""

    needs = permissions.VIEW_VILLAGES
    needs_to_change = permissions.REPORT_FIGURES
    queryset = Village.objects.none()  # for the description alone
    serializer_class = VillageOut
    lookup_value_converter = "int"
    takes = {"figures": PERIOD}

    @extend_schema(summary="点位", description="本人可以查看的点位，按次序。", responses=VillageOut(many=True))
    def list(self, request: Any) -> Response:
        seen = Village.objects.visible_to(request.actor)
        listed = self.paginate_queryset(seen.order_by("ordinal", "pk").values_list("pk", flat=True))
        rows = village_rows(seen.filter(pk__in=listed or ()), Moment.now())
        return self.get_paginated_response(VillageOut(rows, many=True).data)

    @extend_schema(summary="一个点位", responses=VillageOut)
    def retrieve(self, request: Any, pk: int) -> Response:
        village = seen_village(request, pk)
        (row,) = village_rows(Village.objects.visible_to(request.actor).filter(pk=village.pk), Moment.now())
        return Response(VillageOut(row).data)

    @extend_schema(
        summary="一个点位的报数",
        description="该点位现行有效的报数，由新到旧，每页100条，按next中的地址读下一页。",
        responses=FigureOut(many=True),
    )
    @action(detail=True, methods=["get"], pagination_class=Onwards)
    def figures(self, request: Any, pk: int) -> Response:
        return figures_asked_for(self, request, [seen_village(request, pk).pk])

    @extend_schema(
        summary="填报一条数据",
        description="填报即生效，与网页填报同一套规矩。填错的在网页上办理更正，原数保留。",
        request=FigureIn,
        responses={201: FigureOut},
        examples=[REPORTED],
    )
    @figures.mapping.post
    def report_figure(self, request: Request, pk: int) -> Response:
        village = seen_village(request, pk)
        given = FigureIn(data=request.data, context={"request": request})
        given.is_valid(raise_exception=True)
        report = actions.report_figure(request.actor, village, **given.validated_data)  # type: ignore[attr-defined]
        return Response(FigureOut(row_of(report)).data, status=201)
