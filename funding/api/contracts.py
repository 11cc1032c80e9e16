"""Contracts over the API, with what was asked for and paid, and what holds their progress payments."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from funding.models import Contract
from funding.permissions import VIEW_FUNDING
from funding.selectors.contracts import contract_rows, holding
from portal.web.parameters import number
from portal.web.resources import ApiViewSet

VILLAGE = number("village", "只要这个点位的，填点位编号")


class ContractOut(serializers.Serializer[Any]):
    about = "一份合同。金额单位为分；已申请的含人工费用。"

    id = serializers.IntegerField(help_text="合同编号（系统内）")
    village = serializers.IntegerField(source="village_id", help_text="点位编号")
    contractor = serializers.CharField(help_text="承包单位")
    name = serializers.CharField(help_text="合同名称")
    number = serializers.CharField(help_text="合同编号")
    amount_fen = serializers.IntegerField(source="amount.fen", help_text="合同金额，单位为分")
    asked_fen = serializers.IntegerField(source="asked.fen", help_text="已申请，单位为分")
    paid_fen = serializers.IntegerField(source="paid.fen", help_text="已支付，单位为分")
    signed_on = serializers.DateField(help_text="签订日期")
    document = serializers.CharField(help_text="依据文件")
    is_demonstration = serializers.BooleanField(help_text="演示数据，不得引用")


class HoldOut(serializers.Serializer[Any]):
    about = "一项尚未销号的严重质量问题，暂缓本合同的工程进度款；人工费用不受影响。"

    number = serializers.CharField(help_text="问题编号")
    place = serializers.CharField(help_text="部位")
    what = serializers.CharField(help_text="问题")
    severity = serializers.CharField(help_text="程度")
    since = serializers.DateField(help_text="提出日期")


class WholeContractOut(ContractOut):
    about = "一份合同，连同暂缓进度款的质量问题。"

    held_by = HoldOut(many=True, help_text="暂缓进度款的质量问题")


class ContractApi(ApiViewSet):
    """Contracts that the person sees, the newest first."""

    needs = VIEW_FUNDING
    queryset = Contract.objects.none()  # for the description alone
    serializer_class = WholeContractOut
    lookup_value_converter = "int"
    takes = {"list": (VILLAGE,)}

    @extend_schema(summary="合同", description="本人可以查看的合同，新签的在前。", responses=ContractOut(many=True))
    def list(self, request: Any) -> Response:
        found = _seen(request)
        if (village := self.asked.get("village")) is not None:
            found = found.filter(village=village)
        listed = self.paginate_queryset(found.order_by("-signed_on", "-pk"))
        return self.get_paginated_response(ContractOut(contract_rows(listed or ()), many=True).data)

    @extend_schema(summary="一份合同", responses=WholeContractOut)
    def retrieve(self, request: Any, pk: int) -> Response:
        contract = get_object_or_404(_seen(request), pk=pk)
        (row,) = contract_rows([contract])
        held = HoldOut(holding(contract), many=True).data
        return Response({**ContractOut(row).data, "held_by": held})


def _seen(request: Any) -> Any:
    return Contract.objects.visible_to(request.actor).select_related("village", "contractor")
