"""Photos of a doubt are for whoever sees the doubt."""

from __future__ import annotations

from portal.files.contributions import file_owner
from portal.kernel.permissions import Actor
from quality.models import Complaint


@file_owner("quality.complaint")
def may_read_photos(actor: Actor, key: int) -> bool:
    return bool(Complaint.objects.visible_to(actor).filter(pk=key).exists())
