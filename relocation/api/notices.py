"""Notices over the API: what was put up, where and until when; no name."""

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
from relocation.models import NoticeKind, PublicNotice
from relocation.selectors.notices import notice_rows


class NoticeOut(serializers.Serializer[Any]):
    about = "一件公告或者公示。"

    id = serializers.IntegerField(help_text="编号")
    village = serializers.IntegerField(source="village_id", help_text="点位编号")
    kind = serializers.CharField(help_text="plan方案公告（法定），result结果公示（本级）")
    policy = serializers.IntegerField(source="policy_id", allow_null=True, help_text="方案编号，结果公示为空")
    title = serializers.CharField(help_text="标题")
    place = serializers.CharField(help_text="张贴地点")
    published_on = serializers.DateField(help_text="发布日期，不计入天数")
    last_day = serializers.DateField(help_text="期满日")
    days = serializers.IntegerField(help_text="共几日")
    basis = serializers.CharField(help_text="依据")
    households = serializers.IntegerField(help_text="公示的户数，方案公告为0")
    objections = serializers.IntegerField(help_text="收到的意见")
    unanswered = serializers.IntegerField(help_text="待答复的意见")
    is_demonstration = serializers.BooleanField(help_text="演示数据，不得引用")


class NoticeApi(ApiViewSet):
    """公告公示, as far as the person sees them."""

    needs = permissions.VIEW_NOTICES
    queryset = PublicNotice.objects.none()  # for the description alone
    serializer_class = NoticeOut
    lookup_value_converter = "int"
    takes = {"list": (VILLAGE, one_of("kind", "只要这一类的", NoticeKind.values))}

    @extend_schema(summary="公告公示", description="各点位的方案公告和结果公示。", responses=NoticeOut(many=True))
    def list(self, request: Any) -> Response:
        found = PublicNotice.objects.visible_to(request.actor).filter(**columns_of(self.asked))
        found = found.select_related("village", "published_by").order_by("-published_on", "-pk")
        return self.paged_response(notice_rows(found), NoticeOut)

    @extend_schema(summary="一件公告公示", responses=NoticeOut)
    def retrieve(self, request: Any, pk: int) -> Response:
        rows = PublicNotice.objects.visible_to(request.actor).select_related("village", "published_by")
        [row] = notice_rows([get_object_or_404(rows, pk=pk)])
        return Response(NoticeOut(row).data)
