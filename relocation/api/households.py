"""Households over the API: the rows of the pages, numbers of persons masked."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from portal.web.parameters import number
from portal.web.resources import ApiViewSet
from relocation import permissions
from relocation.models import Household
from relocation.selectors.household_rows import buildings_of, household_rows, member_rows

VILLAGE = number("village", "只要这个点位的，填点位编号")


class HouseholdOut(serializers.Serializer[Any]):
    about = "一个搬迁户。姓名、电话只给一部分。"

    id = serializers.IntegerField(help_text="户编号")
    village_id = serializers.IntegerField(help_text="点位编号")
    village = serializers.CharField(help_text="点位名称")
    number = serializers.CharField(help_text="户号")
    holder = serializers.CharField(help_text="户主，只给姓")
    door = serializers.CharField(help_text="门牌")
    land_type = serializers.CharField(help_text="土地性质代号")
    land_type_label = serializers.CharField(help_text="土地性质")
    persons = serializers.IntegerField(help_text="人口")
    counted_heads = serializers.IntegerField(help_text="安置人口")
    area = serializers.DecimalField(14, 2, help_text="建筑面积，平方米")
    compensated_area = serializers.DecimalField(14, 2, help_text="可补偿建筑面积，平方米")
    phone = serializers.CharField(help_text="联系电话，只给后4位")
    keeper = serializers.CharField(help_text="包户干部")
    surveyed_on = serializers.DateField(help_text="入户调查日期")
    withdrawn_at = serializers.DateTimeField(allow_null=True, help_text="登记撤销时间，在册的为空")
    is_demonstration = serializers.BooleanField(help_text="演示数据，不得引用")


class MemberOut(serializers.Serializer[Any]):
    about = "一名家庭成员。姓名只给姓，证件号码只给后4位。"

    ordinal = serializers.IntegerField(help_text="序号")
    name = serializers.CharField(help_text="姓名，只给姓")
    relation = serializers.CharField(help_text="与户主关系")
    id_number = serializers.CharField(help_text="证件号码，只给后4位")
    is_counted = serializers.BooleanField(help_text="计入安置人口")


class BuildingOut(serializers.Serializer[Any]):
    about = "一处房屋。"

    ordinal = serializers.IntegerField(help_text="序号")
    label = serializers.CharField(help_text="房屋")  # type: ignore[assignment]
    structure = serializers.CharField(help_text="结构代号")
    legal_status = serializers.CharField(help_text="认定代号")
    area = serializers.DecimalField(12, 2, help_text="建筑面积，平方米")
    is_compensated = serializers.BooleanField(help_text="予以补偿")


class HouseholdWithParts(HouseholdOut):
    about = "一个搬迁户，连同家庭成员和房屋。"

    members = MemberOut(many=True, help_text="家庭成员")
    buildings = BuildingOut(many=True, help_text="房屋")


class HouseholdApi(ApiViewSet):
    """Households that the person sees."""

    needs = permissions.VIEW_HOUSEHOLDS
    queryset = Household.objects.none()  # for the description alone
    serializer_class = HouseholdOut
    lookup_value_converter = "int"
    takes = {"list": (VILLAGE,)}

    @extend_schema(
        summary="搬迁户",
        description="本人可以查看的在册搬迁户。",
        responses=HouseholdOut(many=True),
    )
    def list(self, request: Any) -> Response:
        found = self._seen(request).filter(withdrawn_at=None).order_by("village__ordinal", "village_id", "id")
        if (village := self.asked.get(VILLAGE.name)) is not None:
            found = found.filter(village=village)
        rows = household_rows(self.paginate_queryset(found) or [], request.actor)
        return self.get_paginated_response(HouseholdOut(rows, many=True).data)

    @extend_schema(summary="一个搬迁户", responses=HouseholdWithParts)
    def retrieve(self, request: Any, pk: int) -> Response:
        found: Household = get_object_or_404(self._seen(request), pk=pk)
        [row] = household_rows([found], request.actor)
        parts = {"members": member_rows(found), "buildings": buildings_of(found)}
        return Response(HouseholdWithParts({**vars(row), **parts}).data)

    def _seen(self, request: Any) -> Any:
        return Household.objects.visible_to(request.actor).select_related("village", "keeper")
