"""What reports rest on in the store of files."""

from __future__ import annotations

from collections.abc import Collection

from portal.files.contributions import file_owner, holds_digests
from portal.kernel.permissions import Actor
from portal.reports.models import Edition, WordedPaper
from portal.reports.permissions import VIEW_EDITION_DESK


@file_owner("reports.edition")
def may_read_scans(actor: Actor, key: int) -> bool:
    """Scans of signed sheets are for whoever sees the desk."""
    return bool(Edition.objects.visible_to(actor, by=VIEW_EDITION_DESK).filter(pk=key).exists())


@holds_digests("portal.reports")
def papers(digests: Collection[str]) -> set[str]:
    """The papers of editions: an upload of the same bytes that nobody claimed must not take them along."""
    kept: set[str] = set()
    for column in ("pdf_hash", "issued_hash", "office_hash"):
        kept |= set(Edition.objects.filter(**{f"{column}__in": digests}).values_list(column, flat=True))
    return kept | set(WordedPaper.objects.filter(pdf_hash__in=digests).values_list("pdf_hash", flat=True))
