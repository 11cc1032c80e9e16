"""The files of relocation: the photo of what was put up belongs to its notice."""

from __future__ import annotations

from portal.files.contributions import file_owner
from portal.kernel.permissions import Actor
from relocation.models import PublicNotice


@file_owner("relocation.notice")
def may_read_posting(actor: Actor, key: int) -> bool:
    return bool(PublicNotice.objects.visible_to(actor).filter(pk=key).exists())
