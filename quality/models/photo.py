"""Photos of a defect: as it was reported, what was done at once, before and after the repair."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from quality.models.part import PartOfComplaint


class PhotoMoment(models.TextChoices):
    REPORTED = "reported", "反映时"
    MEASURE = "measure", "临时安全措施"
    BEFORE = "before", "整改前"
    AFTER = "after", "整改后"
    REINSPECTED = "reinspected", "复查时"


class ComplaintPhoto(PartOfComplaint):
    """One photo and the moment that it shows; ``round`` is 0 for what was reported. The file belongs to the doubt."""

    file = models.OneToOneField("files.StoredFile", models.PROTECT, related_name="+", verbose_name="照片")
    moment = models.CharField("时点", max_length=12, choices=PhotoMoment)
    round = models.PositiveSmallIntegerField("整改轮次", default=0)

    class Meta(PartOfComplaint.Meta):
        verbose_name = "质询照片"
        indexes = [models.Index(fields=["complaint", "id"], name="complaint_photo_in_order")]
        constraints = [
            models.CheckConstraint(
                name="complaint_photo_moment_is_known",
                condition=Q(moment__in=PhotoMoment.values),
                violation_error_message="照片时点不在规定的范围内。",
            ),
        ]
