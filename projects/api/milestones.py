"""Milestones over the API: what was promised and what was reached, side by side."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from portal.web.parameters import one_of
from portal.web.resources import ApiViewSet
from projects import permissions
from projects.api.seen import VILLAGE, seen_villages
from projects.models import Milestone, MilestoneKind
from projects.selectors.milestones import MilestoneRow, milestones
from projects.selectors.moment import Moment

STATES = ("waiting", "overdue", "reached")


class MilestoneOut(serializers.Serializer[Any]):
    about = "一个节点：承诺的和完成的并列，互不推算。"

    kind = serializers.CharField(help_text="节点代号")
    label = serializers.CharField(help_text="节点名称")  # type: ignore[assignment]
    promised_on = serializers.DateField(allow_null=True, help_text="承诺日期（不晚于）")
    precision = serializers.CharField(help_text="承诺日期精确到")
    promised_text = serializers.CharField(help_text="承诺的原文表述")
    first_promised_on = serializers.DateField(source="first_on", allow_null=True, help_text="最初承诺的日期")
    first_promised_text = serializers.CharField(source="first_text", help_text="最初承诺的原文表述")
    reached_on = serializers.DateField(allow_null=True, help_text="完成日期")
    reached_precision = serializers.CharField(help_text="完成日期精确到")
    reached_text = serializers.CharField(help_text="完成日期的表述")
    days = serializers.IntegerField(allow_null=True, help_text="距承诺日期的天数，负数为已过")
    is_overdue = serializers.BooleanField(help_text="已过承诺日期而未报完成")
    source = serializers.CharField(help_text="来源")  # type: ignore[assignment]
    confidence = serializers.CharField(help_text="公开资料的可信度")
    note = serializers.CharField(help_text="说明")
    is_demonstration = serializers.BooleanField(help_text="演示数据，不得引用")


class VillageMilestoneOut(MilestoneOut):
    about = "一个点位的一个节点。"

    village = serializers.IntegerField(source="village_id", help_text="点位编号")


class MilestoneApi(ApiViewSet):
    """The milestones of all villages that the person sees, village by village, in the order of their days."""

    needs = permissions.VIEW_VILLAGES
    queryset = Milestone.objects.none()  # for the description alone
    serializer_class = VillageMilestoneOut
    takes = {
        "list": (
            VILLAGE,
            one_of("kind", "只要这种节点的", MilestoneKind.values),
            one_of("state", "waiting未到期未完成，overdue已到期未报完成，reached已完成", STATES),
        )
    }

    @extend_schema(
        summary="节点",
        description="各点位的节点，按点位次序和日期先后。",
        responses=VillageMilestoneOut(many=True),
    )
    def list(self, request: Any) -> Response:
        seen = seen_villages(request, self.asked.get("village")).order_by("ordinal", "pk")
        ids = list(seen.values_list("pk", flat=True))
        by_village = milestones(ids, Moment.now())
        rows = [row for village in ids for row in by_village.get(village, []) if self._is_asked_for(row)]
        return self.paged_response(rows, VillageMilestoneOut)

    def _is_asked_for(self, row: MilestoneRow) -> bool:
        state = "reached" if row.reached_on else "overdue" if row.is_overdue else "waiting"
        return bool(self.asked.get("kind", row.kind) == row.kind and self.asked.get("state", state) == state)
