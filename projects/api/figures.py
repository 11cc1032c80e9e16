"""Reported figures over the API: read onwards, filtered by village, kind and period; reported by the pages' action."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from portal.kernel.errors import Unreadable
from portal.kernel.periods import SHANGHAI
from portal.web.api import Onwards
from portal.web.parameters import day, week, word
from portal.web.resources import AFTER, ApiViewSet
from portal.web.serializers import Instant, PlainText, Seen, StrictSerializer, WholeNumber
from projects import permissions
from projects.api.seen import VILLAGE, seen_villages
from projects.models import FigureKind, FigureReport
from projects.selectors.figures import figures_onwards
from projects.selectors.moment import Moment

PAIRS = {False: ("numerator", "denominator"), True: ("numerator_fen", "denominator_fen")}
PERIOD = (
    word("kind", "只要这项指标的，填指标代号，如signed_households"),
    week("week", "只要数据截至时间在这一周（周一至周日）的；不与since、until同用"),
    day("since", "只要数据截至时间在这一天及以后的"),
    day("until", "只要数据截至时间在这一天及以前的"),
    AFTER,
)


class NumberOut(serializers.IntegerField):
    """One number of a figure, under the name of its unit; null under the other name."""

    def __init__(self, column: str, *, is_money: bool, help_text: str) -> None:
        self.column, self.is_money = column, is_money
        super().__init__(source="*", read_only=True, allow_null=True, help_text=help_text)

    def to_representation(self, value: Any) -> Any:
        return getattr(value, self.column) if value.is_money == self.is_money else None


class FigureOut(serializers.Serializer[Any]):
    about = "一条报数。金额在“_fen”两项，单位为分；其他在不带“_fen”的两项。"

    id = serializers.IntegerField(help_text="报数编号")
    village = serializers.IntegerField(source="village_id", help_text="点位编号")
    kind = serializers.CharField(help_text="指标代号")
    label = serializers.CharField(help_text="指标名称")  # type: ignore[assignment]
    definition = serializers.CharField(help_text="口径")
    unit = serializers.CharField(help_text="计量单位")
    numerator_label = serializers.CharField(help_text="分子名称")
    denominator_label = serializers.CharField(help_text="分母名称，没有分母的为空")
    numerator = NumberOut("numerator", is_money=False, help_text="分子")
    denominator = NumberOut("denominator", is_money=False, help_text="分母")
    numerator_fen = NumberOut("numerator", is_money=True, help_text="分子，单位为分")
    denominator_fen = NumberOut("denominator", is_money=True, help_text="分母，单位为分")
    as_of = serializers.DateTimeField(help_text="数据截至时间")
    recorded_at = serializers.DateTimeField(help_text="系统收到的时间")
    source = serializers.CharField(help_text="来源")  # type: ignore[assignment]
    note = serializers.CharField(help_text="说明")
    organisation = serializers.CharField(help_text="填报单位")
    is_demonstration = serializers.BooleanField(help_text="演示数据，不得引用")


class FigureIn(StrictSerializer):
    about = "填报一条数据：哪项指标、多少、截至何时、来自何处。"

    kind = Seen(FigureKind, by="key", help_text="指标代号")
    numerator = WholeNumber(required=False, help_text="分子，不是金额的填这一项")
    denominator = WholeNumber(required=False, help_text="分母")
    numerator_fen = WholeNumber(required=False, help_text="分子，是金额的填这一项，单位为分")
    denominator_fen = WholeNumber(required=False, help_text="分母，单位为分")
    as_of = Instant(help_text="数据截至时间，带时区")
    source = PlainText(max_length=200, help_text="来源")  # type: ignore[assignment]
    note = PlainText(
        max_length=200, required=False, allow_blank=True, help_text="说明；比上次减少、逾期填报的须写明原因"
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        is_money = attrs["kind"].is_money
        if strangers := [name for name in PAIRS[not is_money] if attrs.pop(name, None) is not None]:
            word = "金额请填在以“_fen”结尾的项目，单位为分。" if is_money else "不是金额，请填在不带“_fen”的项目。"
            raise serializers.ValidationError(dict.fromkeys(strangers, word))
        numerator, denominator = PAIRS[is_money]
        if numerator not in attrs:
            raise serializers.ValidationError({numerator: "请填写。"})
        numbers = {"numerator": attrs.pop(numerator), "denominator": attrs.pop(denominator, None)}
        return {**attrs, **numbers}


REPORTED = OpenApiExample(
    "签约户数",
    value={
        "kind": "signed_households",
        "numerator": 2139,
        "denominator": 2186,
        "as_of": "2026-11-22T18:00:00+08:00",
        "source": "征拆台账",
    },
    request_only=True,
)


class FigureApi(ApiViewSet):
    """Figures of all villages that the person sees."""

    needs = permissions.VIEW_VILLAGES
    queryset = FigureReport.objects.none()  # for the description alone
    serializer_class = FigureOut
    pagination_class = Onwards
    paged = frozenset()
    takes = {"list": (VILLAGE, *PERIOD)}

    @extend_schema(
        summary="报数",
        description="现行有效的报数（已更正的以更正后为准），由新到旧，每页100条，按next中的地址读下一页。",
        responses=FigureOut(many=True),
    )
    def list(self, request: Any) -> Response:
        return figures_asked_for(self, request, seen_villages(request, self.asked.get("village")))


def figures_asked_for(view: ApiViewSet, request: Any, villages: Any) -> Response:
    """One page of the figures of these villages, by what the address asks for."""
    asked = view.asked
    since, until = _bounds(asked)
    kind, after = asked.get("kind", ""), None
    if kind:
        get_object_or_404(FigureKind.objects.visible_to(request.actor), key=kind)
    if AFTER.name in asked:
        after = get_object_or_404(FigureReport.objects.visible_to(request.actor), pk=asked[AFTER.name])
    moment = Moment.now()
    return view.rows_onwards(
        lambda most: figures_onwards(villages, moment, most=most, after=after, kind=kind, since=since, until=until),
        FigureOut,
    )


def _bounds(asked: dict[str, Any]) -> tuple[datetime | None, datetime | None]:
    """From when, and before when. Raises Unreadable when two periods are asked for at once, or none at all."""
    since, until = asked.get("since"), asked.get("until")
    if week_asked := asked.get("week"):
        if since or until:
            raise Unreadable("未办成：week不能与since、until同用。请选用一种。")
        return _midnight(week_asked.days.start), _midnight(week_asked.days.end)
    if since and until and until < since:
        raise Unreadable("未办成：until不能早于since。")
    return since and _midnight(since), _midnight(until + timedelta(days=1)) if until and until < date.max else None


def _midnight(day_begun: date) -> datetime:
    return datetime.combine(day_begun, time(), SHANGHAI)
