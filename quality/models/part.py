"""What every row under a doubt shares: it is seen by whoever sees the doubt."""

from __future__ import annotations

from django.db import models

from portal.kernel.db import RecordedAtField
from portal.kernel.permissions import Reach
from portal.kernel.records import Record
from quality import permissions
from quality.models.complaint import Complaint


class PartOfComplaint(Record):
    """Base of the rows that belong to one doubt."""

    seen_with = permissions.VIEW_COMPLAINTS
    anchors = {
        Reach.VILLAGE: "complaint__village_id",
        Reach.ORGANISATION: "complaint__contractor_id",
        Reach.OWN: "complaint__holder",
    }

    complaint = models.ForeignKey(Complaint, models.PROTECT, related_name="+", verbose_name="质量质询")
    recorded_at = RecordedAtField()

    class Meta(Record.Meta):
        abstract = True
