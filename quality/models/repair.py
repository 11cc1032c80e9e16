"""整改与复查: what was done against a defect, and that others than whoever did it saw that it is gone."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import Q

from portal.kernel.triggers import judging, never_changed, refuse_if
from quality.models.part import PartOfComplaint

_KEPT = "整改、复查记录原样保留，不能改动或删除。"


class SafetyMeasure(PartOfComplaint):
    """临时安全措施: what keeps people safe until the repair is done. It is no repair and ends nothing."""

    round = models.PositiveSmallIntegerField("整改轮次")
    what = models.CharField("措施", max_length=300)
    taken_on = models.DateField("采取日期")
    by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", null=True, verbose_name="登记人")

    class Meta(PartOfComplaint.Meta):
        verbose_name = "临时安全措施"
        indexes = [models.Index(fields=["complaint", "id"], name="safety_measure_in_order")]
        constraints = [
            models.CheckConstraint(
                name="safety_measure_says_what",
                condition=~Q(what=""),
                violation_error_message="请写明采取的临时安全措施。",
            ),
        ]
        triggers = [never_changed("safety_measure_is_kept", _KEPT)]


class Rectification(PartOfComplaint):
    """One repair of one round: why it had happened and how it was mended. ``round`` grows when it did not hold."""

    round = models.PositiveSmallIntegerField("整改轮次")
    cause = models.CharField("原因", max_length=500)
    method = models.CharField("整改措施", max_length=500)
    done_on = models.DateField("完成日期")
    contractor = models.ForeignKey("accounts.Organisation", models.PROTECT, related_name="+", verbose_name="整改单位")
    by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name="整改人")

    class Meta(PartOfComplaint.Meta):
        verbose_name = "整改"
        constraints = [
            models.UniqueConstraint(
                fields=["complaint", "round"],
                name="rectification_is_once_a_round",
                violation_error_message="本轮整改已经登记，请等待复查。",
            ),
            models.CheckConstraint(
                name="rectification_says_how",
                condition=~Q(cause="") & ~Q(method=""),
                violation_error_message="请写明原因和整改措施。",
            ),
        ]
        triggers = [never_changed("rectification_is_kept", _KEPT)]


OWN_REPAIR = "整改由您本人登记，不能由您复查。请由监理单位、建设专班或质量安全专班的其他同志复查。"
OWN_UNIT = "复查人与整改单位同属一个单位，不能复查。请由监理单位、建设专班或质量安全专班的同志复查。"
_REPAIR = "SELECT 1 FROM quality_rectification WHERE id = NEW.rectification_id"
_UNIT = "SELECT organisation_id FROM accounts_user WHERE id = NEW.by_id"


class Reinspection(PartOfComplaint):
    """复查 of one repair, by another person than who repaired and of another unit than the contractor's."""

    rectification = models.OneToOneField(Rectification, models.PROTECT, related_name="+", verbose_name="整改")
    has_passed = models.BooleanField("复查通过")
    words = models.CharField("复查意见", max_length=500)
    done_on = models.DateField("复查日期")
    by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name="复查人")

    class Meta(PartOfComplaint.Meta):
        verbose_name = "复查"
        indexes = [models.Index(fields=["complaint", "id"], name="reinspection_in_order")]
        constraints = [
            models.CheckConstraint(
                name="reinspection_says_what",
                condition=~Q(words=""),
                violation_error_message="请填写复查意见。",
            ),
        ]
        triggers = [
            never_changed("reinspection_is_kept", _KEPT),
            judging(
                "reinspection_is_by_others",
                pgtrigger.Insert,
                refuse_if(f"EXISTS ({_REPAIR} AND by_id = NEW.by_id)", "reinspection_is_by_others", OWN_REPAIR),
                refuse_if(
                    f"EXISTS ({_REPAIR} AND contractor_id = ({_UNIT}))", "reinspection_is_by_another_unit", OWN_UNIT
                ),
            ),
        ]
