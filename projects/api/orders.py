"""督办 over the API: the rows of the pages, red first, and proposing a new matter."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from portal.web.parameters import one_of
from portal.web.resources import ApiViewSet
from projects import permissions
from projects.api.seen import VILLAGE, seen_villages
from projects.lifecycle import OrderState
from projects.models import Order, OrderKind
from projects.selectors.moment import Moment
from projects.selectors.orders import order_rows, red_first, with_names


class OrderOut(serializers.Serializer[Any]):
    about = "一件督办事项，灯色按今天计算。"

    id = serializers.IntegerField(help_text="督办事项编号")
    kind = serializers.CharField(help_text="文种：reminder提醒函，order督办单，request提请单")
    number = serializers.CharField(help_text="文号，未签发的为空")
    village = serializers.IntegerField(source="village_id", allow_null=True, help_text="点位编号，全局事项为空")
    matter = serializers.CharField(help_text="事项")
    source = serializers.CharField(help_text="来源")  # type: ignore[assignment]
    owner = serializers.CharField(help_text="责任单位")
    person = serializers.CharField(help_text="责任人")
    leader = serializers.CharField(help_text="包抓领导")
    due_on = serializers.DateField(allow_null=True, help_text="时限")
    state = serializers.CharField(help_text="状态代号")
    state_label = serializers.CharField(source="state.label", help_text="状态")
    light = serializers.CharField(help_text="灯色：red红，yellow黄，blue蓝，none不亮灯")
    light_text = serializers.CharField(help_text="灯色和天数")
    said = serializers.CharField(help_text="进展")
    issued_on = serializers.DateField(allow_null=True, help_text="签发日期")
    is_demonstration = serializers.BooleanField(help_text="演示数据，不得引用")


class OrderApi(ApiViewSet):
    """The orders that the person sees."""

    needs = permissions.VIEW_ORDERS
    queryset = Order.objects.none()  # for the description alone
    serializer_class = OrderOut
    lookup_value_converter = "int"
    takes = {
        "list": (
            VILLAGE,
            one_of("kind", "只要这种文种的", OrderKind.values),
            one_of("state", "只要这种状态的", OrderState.values),
        )
    }

    @extend_schema(
        summary="督办事项", description="本人可以查看的督办事项，超期的在前。", responses=OrderOut(many=True)
    )
    def list(self, request: Any) -> Response:
        found = Order.objects.visible_to(request.actor)
        if village := self.asked.get("village"):
            found = found.filter(village__in=seen_villages(request, village))
        found = found.filter(**{name: self.asked[name] for name in ("kind", "state") if name in self.asked})
        listed = self.paginate_queryset(red_first(with_names(found.known_at(None))))
        return self.get_paginated_response(OrderOut(order_rows(listed or [], Moment.now()), many=True).data)

    @extend_schema(summary="一件督办事项", responses=OrderOut)
    def retrieve(self, request: Any, pk: int) -> Response:
        found = get_object_or_404(with_names(Order.objects.visible_to(request.actor).known_at(None)), pk=pk)
        (row,) = order_rows([found], Moment.now())
        return Response(OrderOut(row).data)
