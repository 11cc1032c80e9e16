"""The papers of a 送审稿 that were printed anew, with the words that people added to it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from portal.kernel.db import RecordedAtField
from portal.kernel.records import Record
from portal.reports.models.edition import Edition
from portal.reports.models.refusing import HASH_PATTERN, kept
from portal.reports.permissions import VIEW_EDITIONS


class WordedPaper(Record):
    """One more paper of a 送审稿, beside the first: figures and words as they stood under ``content_hash``.

    Nobody answers for a paper that he has not seen: 送审 and 核稿 wait for the one that shows the words as they stand.
    """

    seen_with = VIEW_EDITIONS
    is_shared = True

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="+")
    content_hash = models.CharField("送审内容摘要", max_length=64)
    pdf_hash = models.CharField("文件摘要", max_length=64)
    template_version = models.CharField("版式版本", max_length=40)
    recorded_at = RecordedAtField()

    class Meta(Record.Meta):
        verbose_name = "带文字的送审稿"
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "content_hash"],
                name="worded_paper_is_printed_once",
                violation_error_message="这一稿已经印制。",
            ),
            models.CheckConstraint(
                name="worded_paper_hashes_are_sha256",
                condition=Q(content_hash__regex=HASH_PATTERN, pdf_hash__regex=HASH_PATTERN) & ~Q(template_version=""),
                violation_error_message="摘要应为64位，并写明版式版本。",
            ),
        ]
        triggers = [kept("worded_paper_stays", "送审稿存档后不能更换。文字有改动的，另行印制。")]
