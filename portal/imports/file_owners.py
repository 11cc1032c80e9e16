"""The files of imports: the workbook as it was sent belongs to its run; what was parsed lies beside it."""

from __future__ import annotations

from collections.abc import Collection

from portal.files.contributions import file_owner, holds_digests
from portal.imports.actions import OWNER
from portal.imports.models import ImportRun
from portal.kernel.permissions import Actor


@file_owner(OWNER)
def may_read_workbook(actor: Actor, key: int) -> bool:
    return bool(ImportRun.objects.visible_to(actor).filter(pk=key).exists())


@holds_digests("portal.imports")
def parsed_rows(digests: Collection[str]) -> set[str]:
    return set(ImportRun.objects.filter(parsed_hash__in=digests, removed_at=None).values_list("parsed_hash", flat=True))
