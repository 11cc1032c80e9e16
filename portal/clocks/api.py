"""The calendar over the API: a year day by day, and the last day of a term, by the same calendar as the clocks."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter

from portal.clocks import selectors
from portal.clocks.models import CalendarDay
from portal.clocks.permissions import VIEW_CALENDAR
from portal.clocks.rules import Term, Unit
from portal.kernel.errors import InvalidInput, NotSeen
from portal.web.parameters import day, number, one_of
from portal.web.resources import ApiViewSet

UNITS = [unit.value for unit in Unit if unit != Unit.HOUR]
RECKONED = (
    day("start", "起算日，当日不计入"),
    number("amount", "期限"),
    one_of("unit", "单位：日、工作日、月", UNITS),
    one_of("rolls", "最后一日为休假日的是否顺延，不写为顺延", ["yes", "no"]),
    one_of("regional", "宁夏自治区假日是否作休假日，不写为是", ["yes", "no"]),
)


class DayOut(serializers.Serializer[Any]):
    """One day: whether it is worked, and why in a word."""

    day = serializers.DateField()
    is_workday = serializers.BooleanField()
    word = serializers.CharField()


class YearOut(serializers.Serializer[Any]):
    """A year: how far it can be relied upon, and its days (none when nobody entered it)."""

    year = serializers.IntegerField()
    standing = serializers.CharField()
    standing_label = serializers.CharField()
    is_provisional = serializers.BooleanField()
    workdays = serializers.IntegerField(allow_null=True)
    days = DayOut(many=True)


class ReckonedOut(serializers.Serializer[Any]):
    """The last day of a term; ``warning`` is empty when it rests on published notices alone."""

    started_on = serializers.DateField()
    amount = serializers.IntegerField(source="term.amount")
    unit = serializers.CharField(source="term.unit")
    due_on = serializers.DateField()
    provisional_years = serializers.ListField(child=serializers.IntegerField())
    warning = serializers.CharField(allow_blank=True)


class CalendarApi(ApiViewSet):
    """The working calendar."""

    needs = VIEW_CALENDAR
    queryset = CalendarDay.objects.none()  # for the description alone
    serializer_class = YearOut
    lookup_field = "year"
    lookup_value_converter = "int"
    takes = {"reckon": RECKONED}

    @extend_schema(summary="一年的工作日历", description="每天是否工作日，因何放假或上班。")
    def retrieve(self, request: Request, year: int) -> Response:
        if year not in selectors.years_to_show():
            raise NotSeen()
        return Response(YearOut(selectors.year_page(year)).data)

    @extend_schema(summary="推算期限", description="从某日起若干日、工作日或月，止于哪一天。", responses=ReckonedOut)
    @action(detail=False, methods=["get"])
    def reckon(self, request: Request) -> Response:
        """Where a term ends."""
        missing = [name for name in ("start", "amount", "unit") if name not in self.asked]
        if missing:
            raise InvalidInput(fields=dict.fromkeys(missing, "请填写。"))
        term = Term(self.asked["amount"], Unit(self.asked["unit"]), self.asked.get("rolls") != "no")
        found = selectors.reckon(self.asked["start"], term, is_local=self.asked.get("regional") != "no")
        return Response(ReckonedOut(found).data)


router = SimpleRouter(use_regex_path=False)
router.register("calendar", CalendarApi, basename="calendar")
app_name = "clocks-api"
urlpatterns = router.urls
