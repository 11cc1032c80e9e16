"""Agreements over the API: names masked, amounts in fen, one with its lines and their steps."""

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
from relocation.lifecycle import AgreementState
from relocation.models import Agreement, Choice
from relocation.selectors.agreements import agreement_rows, lines_of, with_all


class AgreementOut(serializers.Serializer[Any]):
    about = "一份搬迁协议。姓名只显示姓氏。"

    id = serializers.IntegerField(help_text="编号")
    village = serializers.IntegerField(source="village_id", help_text="点位编号")
    household = serializers.CharField(help_text="户号")
    holder = serializers.CharField(help_text="户主，只显示姓氏")
    number = serializers.CharField(help_text="协议编号，签订时取得")
    state = serializers.CharField(help_text="状态")
    choice = serializers.CharField(help_text="安置方式")
    policy = serializers.IntegerField(source="policy_id", help_text="方案编号")
    total_fen = serializers.IntegerField(source="total.fen", help_text="补偿总额，分")
    before_moving_fen = serializers.IntegerField(source="before_moving.fen", help_text="搬迁前支付，分")
    after_vacating_fen = serializers.IntegerField(source="after_vacating.fen", help_text="腾空验收后支付，分")
    signed_on = serializers.DateField(allow_null=True, help_text="签订日期")
    vacated_on = serializers.DateField(allow_null=True, help_text="腾空日期")
    settled_on = serializers.DateField(allow_null=True, help_text="结算日期")
    is_demonstration = serializers.BooleanField(help_text="演示数据，不得引用")


class AgreementLineOut(serializers.Serializer[Any]):
    about = "协议的一项。"

    ordinal = serializers.IntegerField(help_text="序号")
    label = serializers.CharField(help_text="项目")  # type: ignore[assignment]
    clause = serializers.CharField(help_text="条款")
    quantity = serializers.CharField(help_text="数量")
    rate = serializers.CharField(help_text="标准")
    payable = serializers.CharField(help_text="支付时间")
    amount_fen = serializers.IntegerField(source="amount.fen", help_text="金额，分")
    steps = serializers.ListField(child=serializers.CharField(), help_text="怎么算出来的")


class AgreementDetailOut(AgreementOut):
    about = "一份协议和它的明细。"

    lines = AgreementLineOut(many=True)
    computation_hash = serializers.CharField(help_text="计算依据、标准和明细的SHA-256")


class AgreementApi(ApiViewSet):
    """搬迁协议, as far as the person sees them."""

    needs = permissions.VIEW_AGREEMENTS
    queryset = Agreement.objects.none()  # for the description alone
    serializer_class = AgreementOut
    lookup_value_converter = "int"
    takes = {
        "list": (
            VILLAGE,
            one_of("state", "只要这种状态的", AgreementState.values),
            one_of("choice", "只要这种安置方式的", Choice.values),
        )
    }

    @extend_schema(summary="搬迁协议", description="各点位的协议。", responses=AgreementOut(many=True))
    def list(self, request: Any) -> Response:
        found = with_all(Agreement.objects.visible_to(request.actor).filter(**columns_of(self.asked))).order_by("pk")
        return self.get_paginated_response(
            AgreementOut(agreement_rows(self.paginate_queryset(found) or []), many=True).data
        )

    @extend_schema(summary="一份协议", description="含每一项怎么算出来的。", responses=AgreementDetailOut)
    def retrieve(self, request: Any, pk: int) -> Response:
        found: Agreement = get_object_or_404(with_all(Agreement.objects.visible_to(request.actor)), pk=pk)
        [row] = agreement_rows([found])
        lines = AgreementLineOut(lines_of(found), many=True).data
        return Response({**AgreementOut(row).data, "lines": lines, "computation_hash": found.computation_hash})
