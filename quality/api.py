"""Doubts over the API: the rows of the list, and one with its course. Who raised one is not among them."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter

from portal.kernel import clock
from portal.web.parameters import number, one_of
from portal.web.resources import ApiViewSet
from quality import permissions
from quality.lifecycle import ComplaintState
from quality.models import Complaint
from quality.selectors.complaints import complaint_rows, course_of, shown_to
from quality.selectors.standing import STANDINGS, with_standing

VILLAGE = number("village", "只要这个点位的，填点位编号")


class ComplaintOut(serializers.Serializer[Any]):
    about = "一件质量质询，不含反映人。"

    id = serializers.IntegerField(help_text="编号")
    number = serializers.CharField(help_text="质询编号")
    village = serializers.IntegerField(source="village_id", help_text="点位编号")
    channel = serializers.CharField(help_text="来源")
    place = serializers.CharField(help_text="部位")
    what = serializers.CharField(help_text="反映内容")
    category = serializers.CharField(help_text="问题类别，空为待受理")
    severity = serializers.CharField(help_text="严重程度，空为待受理")
    contractor = serializers.CharField(help_text="整改单位，空为待受理")
    state = serializers.CharField(help_text="状态代号")
    state_label = serializers.CharField(source="state.label", help_text="状态")
    reported_on = serializers.DateField(help_text="反映日期")
    due_on = serializers.DateField(allow_null=True, help_text="到期日，空为不计期限")
    standing = serializers.CharField(help_text="时限：overdue超期，soon将到期，in_time期限内，ended不计期限")
    reopened = serializers.IntegerField(help_text="重新整改次数")
    is_demonstration = serializers.BooleanField(help_text="演示数据，不得引用")


class StepOut(serializers.Serializer[Any]):
    about = "办理经过的一步，反映人本人的步骤不署名。"

    day = serializers.DateField(help_text="日期")
    label = serializers.CharField(help_text="环节")  # type: ignore[assignment]
    by = serializers.CharField(help_text="办理单位")
    words = serializers.CharField(help_text="说明")
    due_on = serializers.DateField(allow_null=True, help_text="下一环节到期日")


class ComplaintWithCourseOut(ComplaintOut):
    about = "一件质量质询和它的办理经过。"

    course = StepOut(many=True, help_text="办理经过")


class ComplaintApi(ApiViewSet):
    """The doubts that the person sees, the newest first."""

    needs = permissions.VIEW_COMPLAINTS
    queryset = Complaint.objects.none()  # for the description alone
    serializer_class = ComplaintOut
    lookup_field = "pk"
    lookup_value_converter = "int"
    takes = {
        "list": (
            VILLAGE,
            one_of("state", "只要这种状态的", ComplaintState.values),
            one_of("standing", "只要这种时限的", [key for key, _ in STANDINGS]),
        )
    }

    @extend_schema(summary="质量质询", description="本账号可见的质询，新的在前。", responses=ComplaintOut(many=True))
    def list(self, request: Any) -> Response:
        today, found = clock.today(), shown_to(request.actor)
        if "village" in self.asked:
            found = found.filter(village=self.asked["village"])
        if "state" in self.asked:
            found = found.filter(state=self.asked["state"])
        if "standing" in self.asked:
            found = with_standing(found, self.asked["standing"], today)
        page = self.paginate_queryset(found)
        return self.get_paginated_response(ComplaintOut(complaint_rows(page or [], today), many=True).data)

    @extend_schema(summary="一件质询", description="含办理经过。", responses=ComplaintWithCourseOut)
    def retrieve(self, request: Request, pk: int) -> Response:
        found = get_object_or_404(shown_to(request.actor), pk=pk)  # type: ignore[attr-defined]
        (row,) = complaint_rows([found], clock.today())
        shown = ComplaintOut(row).data
        course = StepOut(course_of(found, names_people=False), many=True).data
        return Response({**shown, "course": course})


router = SimpleRouter(use_regex_path=False)
router.register("complaints", ComplaintApi, basename="complaint")
app_name = "quality-api"
urlpatterns = router.urls
