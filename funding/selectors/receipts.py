"""What waits to be checked before it stands in the ledger, and what exactly its second person votes on."""

from __future__ import annotations

from funding.models import Receipt
from portal.approvals.contributions import Matter, digest_of

FLOW, LABEL = "receipt", "funding.receipt"


def matter_of(receipt: Receipt) -> Matter:
    """What the flow of two people is about."""
    village = receipt.source.village_id
    return Matter(FLOW, LABEL, str(receipt.pk), frozenset({village}) if village else frozenset())


def digest_of_receipt(receipt: Receipt) -> str:
    """The fingerprint of exactly this sum on exactly this paper."""
    return digest_of(
        {
            "source": receipt.source_id,
            "amount": receipt.amount.fen,
            "received_on": receipt.received_on.isoformat(),
            "evidence": receipt.evidence,
            "takes_back": receipt.takes_back_id,
        }
    )
