"""What a refused person may do: ask for an exception from the gate."""

from __future__ import annotations

from urllib.parse import urlencode

from django.urls import reverse

from portal.approvals.permissions import ASK_OVERRIDE
from portal.kernel.errors import Refusal
from portal.kernel.gates import Objected
from portal.kernel.permissions import Actor
from portal.web.refusals import Offer, offers


@offers("override")
def an_exception(actor: Actor, refusal: Refusal) -> Offer | None:
    """To who may ask; everybody else reads in the sentence whom to turn to."""
    if not isinstance(refusal, Objected) or not refusal.gate or not actor.may(ASK_OVERRIDE):
        return None
    named = urlencode({"gate": refusal.gate, "subject": refusal.subject})
    return Offer("申请例外办理", f"{reverse('approvals:override-ask')}?{named}")
