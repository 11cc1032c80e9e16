"""Terms over the API: the versions, and one with its items."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from portal.web.parameters import one_of
from portal.web.resources import ApiViewSet
from relocation import permissions
from relocation.api.asked import VILLAGE, columns_of
from relocation.lifecycle import PolicyState
from relocation.models import PolicyVersion
from relocation.selectors.policies import policy_rows


class PolicyOut(serializers.Serializer[Any]):
    about = "一版补偿安置方案。"

    id = serializers.IntegerField(help_text="编号")
    village = serializers.IntegerField(source="village_id", help_text="点位编号")
    land_type = serializers.CharField(help_text="土地性质：collective集体，state国有")
    version = serializers.IntegerField(help_text="版次")
    title = serializers.CharField(help_text="名称")
    document_no = serializers.CharField(help_text="文号")
    state = serializers.CharField(help_text="状态")
    published_on = serializers.DateField(allow_null=True, help_text="公告日期")
    last_day = serializers.DateField(allow_null=True, help_text="公告期满日")
    adopted_on = serializers.DateField(allow_null=True, help_text="确定日期")
    result_notice_days = serializers.IntegerField(help_text="结果公示天数（本级）")
    terms_hash = serializers.CharField(help_text="补偿标准的SHA-256，公告后才有")
    is_demonstration = serializers.BooleanField(help_text="演示数据，不得引用")


class PolicyDetailOut(PolicyOut):
    about = "一版方案和它的补偿标准。金额为元，文字，最多两位小数。"

    terms = serializers.JSONField(help_text="补偿标准，公告后不变")


class PolicyApi(ApiViewSet):
    """补偿安置方案, as far as the person sees them."""

    needs = permissions.VIEW_POLICIES
    queryset = PolicyVersion.objects.none()  # for the description alone
    serializer_class = PolicyOut
    lookup_value_converter = "int"
    takes = {"list": (VILLAGE, one_of("state", "只要这种状态的", PolicyState.values))}

    @extend_schema(summary="补偿安置方案", description="各点位各版方案。", responses=PolicyOut(many=True))
    def list(self, request: Any) -> Response:
        found = PolicyVersion.objects.visible_to(request.actor).filter(**columns_of(self.asked))
        found = found.select_related("village").order_by("village__ordinal", "land_type", "-version")
        return self.paged_response(policy_rows(found), PolicyOut)

    @extend_schema(summary="一版方案", description="含全部补偿标准。", responses=PolicyDetailOut)
    def retrieve(self, request: Any, pk: int) -> Response:
        rows = PolicyVersion.objects.visible_to(request.actor).select_related("village")
        found: PolicyVersion = get_object_or_404(rows, pk=pk)
        [row] = policy_rows([found])
        return Response({**PolicyOut(row).data, "terms": found.terms})
