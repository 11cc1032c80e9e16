"""A household that moves: who belongs to it, what it lives in. Numbers of persons are sealed from the first row on."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from portal.kernel.crypto import SealedColumns, SealedField
from portal.kernel.db import RecordedAtField
from portal.kernel.permissions import Reach
from portal.kernel.records import Record
from relocation.permissions import VIEW_HOUSEHOLDS


class LandType(models.TextChoices):
    """Two legal tracks: another law, another word for the person, another title of the agreement."""

    COLLECTIVE = "collective", "集体土地"
    STATE = "state", "国有土地"


class Relation(models.TextChoices):
    HEAD = "head", "户主"
    SPOUSE = "spouse", "配偶"
    CHILD = "child", "子女"
    PARENT = "parent", "父母"
    OTHER = "other", "其他"


class Structure(models.TextChoices):
    BRICK_CONCRETE = "brick_concrete", "砖混"
    BRICK_TIMBER = "brick_timber", "砖木"
    EARTH_TIMBER = "earth_timber", "土木"
    LIGHT_STEEL = "light_steel", "简易（彩钢）"


class LegalStatus(models.TextChoices):
    """Only the first two are compensated (590号令 24)."""

    LEGAL = "legal", "合法"
    RECOGNISED = "recognised", "历史遗留认定"
    ILLEGAL = "illegal", "违法"
    EXPIRED = "expired", "超期临时"


COMPENSATED = (LegalStatus.LEGAL, LegalStatus.RECOGNISED)


class Household(SealedColumns, Record):
    """一户: known by its number in its village. ``keeper`` is the 包户干部; he alone sees its telephone as a rule.

    A household that was entered in error is withdrawn with a reason; nothing is deleted. Its members and buildings are
    dated rows: what is corrected ends, and what stands now begins, so that it can be asked what was known when.
    """

    seen_with = VIEW_HOUSEHOLDS
    anchors = {Reach.VILLAGE: "village_id", Reach.OWN: "keeper_id"}
    personal = frozenset({"holder_name", "phone_ct", "phone_idx", "phone_tail"})

    village = models.ForeignKey("projects.Village", models.PROTECT, related_name="+", verbose_name="点位")
    number = models.CharField("户号", max_length=20)
    holder_name = models.CharField("户主", max_length=40)
    door = models.CharField("门牌", max_length=60)
    land_type = models.CharField("土地性质", max_length=12, choices=LandType)
    phone_ct = SealedField("联系电话")
    keeper = models.ForeignKey(
        "accounts.User", models.PROTECT, related_name="+", null=True, blank=True, verbose_name="包户干部"
    )
    surveyed_on = models.DateField("入户调查日期")
    withdrawn_at = models.DateTimeField("撤销时间", null=True, blank=True)
    withdrawn_reason = models.CharField("撤销原因", max_length=200, blank=True, default="")
    recorded_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", null=True, verbose_name="登记人")
    is_demonstration = models.BooleanField("演示数据", default=False)
    recorded_at = RecordedAtField()

    class Meta(Record.Meta):
        verbose_name = "搬迁户"
        indexes = [models.Index(fields=["village", "id"], name="household_of_village")]
        constraints = [
            models.UniqueConstraint(
                fields=["village", "number"],
                condition=Q(withdrawn_at__isnull=True),
                name="household_number_is_unique",
                violation_error_message="本点位已有这个户号。",
            ),
            models.CheckConstraint(
                name="household_is_named",
                condition=~Q(number="") & ~Q(holder_name="") & ~Q(door=""),
                violation_error_message="请填写户号、户主和门牌。",
            ),
            models.CheckConstraint(
                name="household_land_type_is_known",
                condition=Q(land_type__in=LandType.values),
                violation_error_message="土地性质不在规定的范围内。",
            ),
            models.CheckConstraint(
                name="household_withdrawn_has_reason",
                condition=Q(withdrawn_at__isnull=True, withdrawn_reason="")
                | Q(withdrawn_at__isnull=False) & ~Q(withdrawn_reason=""),
                violation_error_message="撤销登记须写明原因。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}户"


class HouseholdMember(SealedColumns, Record):
    """Somebody of a household. ``is_counted``: he is counted where a sum is paid per head (安置人口).

    ``ended_at`` is when the row was corrected or taken out; while it is empty the row stands.
    """

    seen_with = VIEW_HOUSEHOLDS
    anchors = {Reach.VILLAGE: "household__village_id", Reach.OWN: "household__keeper_id"}
    personal = frozenset({"name", "id_number_ct", "id_number_idx", "id_number_tail"})

    household = models.ForeignKey(Household, models.PROTECT, related_name="+", verbose_name="搬迁户")
    ordinal = models.PositiveSmallIntegerField("序号")
    name = models.CharField("姓名", max_length=40)
    relation = models.CharField("与户主关系", max_length=10, choices=Relation)
    id_number_ct = SealedField("证件号码")
    is_counted = models.BooleanField("计入安置人口", default=True)
    recorded_at = RecordedAtField()
    ended_at = models.DateTimeField("停用时间", null=True, blank=True)

    class Meta(Record.Meta):
        verbose_name = "家庭成员"
        constraints = [
            models.UniqueConstraint(
                fields=["household", "ordinal"],
                condition=Q(ended_at__isnull=True),
                name="household_member_is_numbered_once",
                violation_error_message="家庭成员的序号重复。",
            ),
            models.UniqueConstraint(
                fields=["household"],
                condition=Q(relation=Relation.HEAD, ended_at__isnull=True),
                name="household_has_one_head",
                violation_error_message="一户只有一名户主。",
            ),
            models.CheckConstraint(
                name="household_member_is_named",
                condition=~Q(name=""),
                violation_error_message="请填写家庭成员姓名。",
            ),
            models.CheckConstraint(
                name="household_member_relation_is_known",
                condition=Q(relation__in=Relation.values),
                violation_error_message="与户主关系不在规定的范围内。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.household}第{self.ordinal}人"


class PhoneReading(Record):
    """A day on which a 包户干部 read the telephones of his households: one entry of the trail for all of them."""

    seen_with = VIEW_HOUSEHOLDS
    anchors = {Reach.OWN: "user_id"}

    user = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name="包户干部")
    read_on = models.DateField("日期")
    recorded_at = RecordedAtField()

    class Meta(Record.Meta):
        verbose_name = "包户电话查看"
        constraints = [
            models.UniqueConstraint(
                fields=["user", "read_on"],
                name="phone_reading_is_noted_once",
                violation_error_message="今日查看包户电话已有记录。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.read_on}"


class Building(Record):
    """One building of a household, with its measured area in square metres (两位小数). ``ended_at`` as of a member."""

    seen_with = VIEW_HOUSEHOLDS
    anchors = {Reach.VILLAGE: "household__village_id", Reach.OWN: "household__keeper_id"}

    household = models.ForeignKey(Household, models.PROTECT, related_name="+", verbose_name="搬迁户")
    ordinal = models.PositiveSmallIntegerField("序号")
    label = models.CharField("房屋", max_length=30)
    structure = models.CharField("结构", max_length=20, choices=Structure)
    legal_status = models.CharField("认定", max_length=12, choices=LegalStatus)
    area = models.DecimalField("建筑面积（平方米）", max_digits=12, decimal_places=2)
    recorded_at = RecordedAtField()
    ended_at = models.DateTimeField("停用时间", null=True, blank=True)

    class Meta(Record.Meta):
        verbose_name = "房屋"
        constraints = [
            models.UniqueConstraint(
                fields=["household", "ordinal"],
                condition=Q(ended_at__isnull=True),
                name="building_is_numbered_once",
                violation_error_message="房屋的序号重复。",
            ),
            models.CheckConstraint(
                name="building_is_labelled", condition=~Q(label=""), violation_error_message="请填写房屋名称。"
            ),
            models.CheckConstraint(
                name="building_has_area",
                condition=Q(area__gt=0),
                violation_error_message="建筑面积应大于0。",
            ),
            models.CheckConstraint(
                name="building_structure_is_known",
                condition=Q(structure__in=Structure.values),
                violation_error_message="房屋结构不在规定的范围内。",
            ),
            models.CheckConstraint(
                name="building_legal_status_is_known",
                condition=Q(legal_status__in=LegalStatus.values),
                violation_error_message="房屋认定不在规定的范围内。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.household}{self.label}"

    @property
    def is_compensated(self) -> bool:
        return self.legal_status in COMPENSATED
