"""Payments over the API: each with its link and days, payees masked as on the pages."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from funding.api.contracts import VILLAGE
from funding.lifecycle import PaymentState
from funding.models import Payment
from funding.permissions import VIEW_FUNDING
from funding.selectors.payments import course_rows, payment_rows, with_since
from portal.web.parameters import one_of
from portal.web.resources import ApiViewSet


class PaymentOut(serializers.Serializer[Any]):
    about = "一笔用款。金额单位为分；收款人、账号已脱敏。"

    id = serializers.IntegerField(help_text="用款编号")
    application = serializers.IntegerField(source="application_id", help_text="用款申请编号")
    village = serializers.IntegerField(source="village_id", help_text="点位编号")
    sort = serializers.CharField(help_text="类别代号")
    sort_label = serializers.CharField(help_text="类别")
    use_label = serializers.CharField(help_text="资金用途")
    purpose = serializers.CharField(help_text="事由")
    matter = serializers.CharField(help_text="对应事项")
    payee = serializers.CharField(help_text="收款人，居民只显示姓")
    account = serializers.CharField(help_text="收款账号，只显示后四位")
    amount_fen = serializers.IntegerField(source="amount.fen", help_text="金额，单位为分")
    state = serializers.CharField(help_text="状态代号")
    state_label = serializers.CharField(source="state.label", help_text="状态")
    since = serializers.DateTimeField(help_text="进入现环节的时间")
    days = serializers.IntegerField(allow_null=True, help_text="本环节已用工作日，无人待办的为空")
    limit = serializers.IntegerField(allow_null=True, help_text="本环节限几个工作日")
    is_late = serializers.BooleanField(help_text="本环节超期")
    paid_on = serializers.DateField(allow_null=True, help_text="支付日期，以回单为准")
    is_demonstration = serializers.BooleanField(help_text="演示数据，不得引用")


class MoveOut(serializers.Serializer[Any]):
    about = "一步办理。"

    at = serializers.DateTimeField(help_text="时间")
    who = serializers.CharField(help_text="经办人和单位")
    for_whom = serializers.CharField(help_text="代何人办理，没有的为空")
    what = serializers.CharField(help_text="办理")
    reason = serializers.CharField(help_text="说明")
    days = serializers.IntegerField(allow_null=True, help_text="所用工作日")


class WholePaymentOut(PaymentOut):
    about = "一笔用款，连同办理经过。"

    course = MoveOut(many=True, help_text="办理经过")


class PaymentApi(ApiViewSet):
    """Payments that the person sees, the newest first."""

    needs = VIEW_FUNDING
    queryset = Payment.objects.none()  # for the description alone
    serializer_class = WholePaymentOut
    lookup_value_converter = "int"
    takes = {"list": (VILLAGE, one_of("state", "只要这种状态的", PaymentState.values))}

    @extend_schema(summary="用款", description="本人可以查看的用款，新的在前。", responses=PaymentOut(many=True))
    def list(self, request: Any) -> Response:
        found = Payment.objects.visible_to(request.actor)
        found = found.filter(**{name: value for name, value in self.asked.items() if name in ("village", "state")})
        listed = self.paginate_queryset(with_since(found).order_by("-pk"))
        return self.get_paginated_response(PaymentOut(payment_rows(listed or ()), many=True).data)

    @extend_schema(summary="一笔用款", responses=WholePaymentOut)
    def retrieve(self, request: Any, pk: int) -> Response:
        payment: Any = get_object_or_404(with_since(Payment.objects.visible_to(request.actor)), pk=pk)
        (row,) = payment_rows([payment])
        return Response({**PaymentOut(row).data, "course": MoveOut(course_rows(payment), many=True).data})
