"""Villages and their figures over the API: the same rows as the pages show, and the same action that reports.

A serializer keeps the fields of its class apart, so that one may be called ``label`` or ``source``; mypy cannot know.
"""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter

from portal.web.resources import ApiViewSet
from portal.web.serializers import Instant, PlainText, Seen, StrictSerializer, WholeNumber
from projects import actions, permissions
from projects.models import FigureKind, Village
from projects.selectors.figures import figure_history, row_of
from projects.selectors.moment import Moment
from projects.selectors.villages import village_rows

PAIRS = {False: ("numerator", "denominator"), True: ("numerator_fen", "denominator_fen")}


class NumberOut(serializers.IntegerField):
    """One number of a figure, under the name of its unit; null under the other name."""

    def __init__(self, column: str, *, is_money: bool) -> None:
        self.column, self.is_money = column, is_money
        super().__init__(source="*", read_only=True, allow_null=True)

    def to_representation(self, value: Any) -> Any:
        return getattr(value, self.column) if value.is_money == self.is_money else None


class FigureOut(serializers.Serializer[Any]):
    """One reported figure. Amounts of money stand in the ``…_fen`` pair, everything else in the plain one."""

    id = serializers.IntegerField()
    village = serializers.IntegerField(source="village_id")
    kind = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    definition = serializers.CharField()
    unit = serializers.CharField()
    numerator_label = serializers.CharField()
    denominator_label = serializers.CharField()
    numerator = NumberOut("numerator", is_money=False)
    denominator = NumberOut("denominator", is_money=False)
    numerator_fen = NumberOut("numerator", is_money=True)
    denominator_fen = NumberOut("denominator", is_money=True)
    as_of = serializers.DateTimeField()
    recorded_at = serializers.DateTimeField()
    source = serializers.CharField()  # type: ignore[assignment]
    note = serializers.CharField()
    organisation = serializers.CharField()
    is_demonstration = serializers.BooleanField()


class FigureIn(StrictSerializer):
    """What is reported: a kind with its numbers, when they were counted, and where they come from."""

    kind = Seen(FigureKind, by="key")
    numerator = WholeNumber(required=False)
    denominator = WholeNumber(required=False)
    numerator_fen = WholeNumber(required=False)
    denominator_fen = WholeNumber(required=False)
    as_of = Instant()
    source = PlainText(max_length=200)  # type: ignore[assignment]
    note = PlainText(max_length=200, required=False, allow_blank=True)

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


class LampOut(serializers.Serializer[Any]):
    dimension = serializers.CharField()
    colour = serializers.CharField(source="lamp.colour")
    word = serializers.CharField(source="lamp.word")
    reason = serializers.CharField(source="lamp.reason")
    is_demonstration = serializers.BooleanField()


class MilestoneOut(serializers.Serializer[Any]):
    kind = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    promised_on = serializers.DateField(allow_null=True)
    precision = serializers.CharField()
    promised_text = serializers.CharField()
    first_promised_on = serializers.DateField(source="first_on", allow_null=True)
    first_promised_text = serializers.CharField(source="first_text")
    reached_on = serializers.DateField(allow_null=True)
    reached_precision = serializers.CharField()
    reached_text = serializers.CharField()
    days = serializers.IntegerField(allow_null=True)
    is_overdue = serializers.BooleanField()
    source = serializers.CharField()  # type: ignore[assignment]
    confidence = serializers.CharField()
    note = serializers.CharField()
    is_demonstration = serializers.BooleanField()


class ResponsibilityOut(serializers.Serializer[Any]):
    level = serializers.CharField()
    level_label = serializers.CharField()
    matter = serializers.CharField()
    matter_label = serializers.CharField()
    organisation = serializers.CharField()
    person = serializers.CharField()
    since_on = serializers.DateField(allow_null=True)
    basis = serializers.CharField()
    is_demonstration = serializers.BooleanField()


class VillageOut(serializers.Serializer[Any]):
    """One village as lists show it, with everything that its lamps rest on."""

    id = serializers.IntegerField()
    ordinal = serializers.IntegerField()
    label = serializers.CharField()  # type: ignore[assignment]
    kind = serializers.CharField()
    kind_label = serializers.CharField()
    is_lead = serializers.BooleanField()
    area = serializers.CharField()
    stage = serializers.CharField()
    worst = LampOut()
    reason = serializers.CharField()
    lamps = LampOut(many=True)
    responsible = ResponsibilityOut(many=True)
    milestones = MilestoneOut(many=True)
    figures = FigureOut(many=True)
    is_demonstration = serializers.BooleanField()


class VillageApi(ApiViewSet):
    """Villages that the person sees, and what is reported of them."""

    needs = permissions.VIEW_VILLAGES
    needs_to_change = permissions.REPORT_FIGURES
    queryset = Village.objects.none()  # for the description alone
    serializer_class = VillageOut
    lookup_value_converter = "int"
    paged = frozenset({"list", "figures"})

    def list(self, request: Any) -> Response:
        seen = Village.objects.visible_to(request.actor)
        listed = self.paginate_queryset(seen.order_by("ordinal", "pk").values_list("pk", flat=True))
        rows = village_rows(seen.filter(pk__in=listed or ()), Moment.now())
        return self.get_paginated_response(VillageOut(rows, many=True).data)

    def retrieve(self, request: Any, pk: int) -> Response:
        village = self._village(request, pk)
        (row,) = village_rows(Village.objects.visible_to(request.actor).filter(pk=village.pk), Moment.now())
        return Response(VillageOut(row).data)

    @extend_schema(responses=FigureOut(many=True))
    @action(detail=True, methods=["get"])
    def figures(self, request: Any, pk: int) -> Response:
        """Every figure of the village that stands, newest first."""
        return self.paged_response(figure_history([self._village(request, pk).pk], Moment.now()), FigureOut)

    @extend_schema(request=FigureIn, responses={201: FigureOut})
    @figures.mapping.post
    def report_figure(self, request: Request, pk: int) -> Response:
        """Report one figure. It stands at once; a wrong one is corrected, never overwritten."""
        village = self._village(request, pk)
        given = FigureIn(data=request.data, context={"request": request})
        given.is_valid(raise_exception=True)
        report = actions.report_figure(request.actor, village, **given.validated_data)  # type: ignore[attr-defined]
        return Response(FigureOut(row_of(report)).data, status=201)

    def _village(self, request: Any, pk: int) -> Village:
        found: Village = get_object_or_404(Village.objects.visible_to(request.actor), pk=pk)
        return found


router = SimpleRouter(use_regex_path=False)
router.register("villages", VillageApi, basename="village")
app_name = "projects-api"
urlpatterns = router.urls
