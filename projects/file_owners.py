"""What projects lets be read in the store of files."""

from __future__ import annotations

from portal.files.contributions import file_owner
from portal.kernel.permissions import Actor
from projects.models import Order
from projects.selectors.orders import LABEL


@file_owner(LABEL)
def may_read_proofs(actor: Actor, key: int) -> bool:
    """Proof that an order was carried out is for whoever sees the order."""
    return bool(Order.objects.visible_to(actor).filter(pk=key).exists())
