"""Approvals over the API: the rows that the person sees, their course, and one vote."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter

from portal.approvals import actions, selectors
from portal.approvals.lifecycle import ApprovalState
from portal.approvals.models import Approval
from portal.approvals.permissions import CAST_VOTE, VIEW_APPROVALS
from portal.web.resources import ApiViewSet
from portal.web.serializers import PlainText, StrictSerializer, WholeNumber


class ApprovalOut(serializers.Serializer[Any]):
    """One approval; ``stage`` is the key of the stage in which it waits, "" when it is decided."""

    id = serializers.IntegerField()
    title = serializers.CharField()
    flow = serializers.CharField()
    flow_version = serializers.IntegerField(source="flow_version.version")
    subject = serializers.CharField(source="label")
    subject_key = serializers.CharField(source="key")
    village_ids = serializers.ListField(child=serializers.IntegerField())
    digest = serializers.CharField()
    reason = serializers.CharField()
    state = serializers.CharField()
    state_label = serializers.CharField(source="get_state_display")
    stage = serializers.SerializerMethodField()
    stage_number = serializers.IntegerField(source="stage")
    asked_by = serializers.CharField(source="asked_by.name", default="")
    asked_for = serializers.CharField(source="asked_for.name", default="")
    asked_at = serializers.DateTimeField(source="recorded_at")
    closed_at = serializers.DateTimeField(allow_null=True)

    def get_stage(self, asked: Approval) -> str:
        return str(asked.open_stage["key"]) if asked.state == ApprovalState.OPEN else ""


class StepOut(serializers.Serializer[Any]):
    at = serializers.DateTimeField()
    who = serializers.CharField()
    for_whom = serializers.CharField()
    what = serializers.CharField()
    reason = serializers.CharField()


class WholeApprovalOut(ApprovalOut):
    """One approval with its course."""

    course = serializers.SerializerMethodField()

    @extend_schema(responses=StepOut(many=True))
    def get_course(self, asked: Approval) -> list[dict[str, Any]]:
        return list(StepOut(selectors.course_of(asked), many=True).data)


class VoteIn(StrictSerializer):
    """One word: ``approve`` or ``decline`` (then with its reason), on exactly this digest in this stage."""

    choice = PlainText(max_length=20)
    reason = PlainText(max_length=400, required=False, allow_blank=True)
    seen_digest = PlainText(max_length=64)
    seen_stage = WholeNumber(min_value=0, max_value=100)


class ApprovalApi(ApiViewSet):
    """Approvals that the person sees, the newest first."""

    needs = VIEW_APPROVALS
    needs_to_change = CAST_VOTE
    queryset = Approval.objects.none()  # for the description alone
    serializer_class = WholeApprovalOut
    lookup_value_converter = "int"

    def get_serializer_class(self) -> Any:
        return ApprovalOut if self.action == "list" else WholeApprovalOut

    @extend_schema(summary="审批", description="能够看到的审批，最近提出的在前。", responses=ApprovalOut(many=True))
    def list(self, request: Any) -> Response:
        return self.paged_response(_seen(request).order_by("-recorded_at", "-pk"), ApprovalOut)

    @extend_schema(summary="一件审批", description="连同办理经过。", responses=WholeApprovalOut)
    def retrieve(self, request: Any, pk: int) -> Response:
        return Response(WholeApprovalOut(get_object_or_404(_seen(request), pk=pk)).data)

    @extend_schema(
        summary="表示审批意见",
        description="同意或退回；内容在查看之后有变化的，不予记录（409）。",
        request=VoteIn,
        responses={200: WholeApprovalOut},
    )
    @action(detail=True, methods=["post"])
    def vote(self, request: Any, pk: int) -> Response:
        asked = get_object_or_404(_seen(request), pk=pk)
        given = VoteIn(data=request.data, context={"request": request})
        given.is_valid(raise_exception=True)
        actions.cast_vote(request.actor, asked, **given.validated_data)
        return Response(WholeApprovalOut(Approval.objects.select_related("flow_version").get(pk=pk)).data)


def _seen(request: Any) -> Any:
    return Approval.objects.visible_to(request.actor).select_related("flow_version", "asked_by", "asked_for")


router = SimpleRouter(use_regex_path=False)
router.register("approvals", ApprovalApi, basename="approval")
app_name = "approvals-api"
urlpatterns = router.urls
