"""What funding rests on in the store of files."""

from funding.models import Application
from portal.files.contributions import file_owner
from portal.kernel.permissions import Actor


@file_owner("funding.application")
def may_read_slips(actor: Actor, key: int) -> bool:
    """The bank's slips are for whoever sees the application."""
    return bool(Application.objects.visible_to(actor).filter(pk=key).exists())
