"""The tables of funding, one noun per file. The ledger itself is the database's (``funding/sql``)."""

from funding.models.commitment import Commitment, CommitmentStage
from funding.models.contract import Contract
from funding.models.payment import (
    ENDED,
    HANDS,
    OF_CONTRACT,
    PAYEE_CLASSES,
    Application,
    Payment,
    PaymentMove,
    PaymentSort,
)
from funding.models.receipt import Receipt
from funding.models.source import Source

__all__ = [
    "ENDED",
    "HANDS",
    "OF_CONTRACT",
    "PAYEE_CLASSES",
    "Application",
    "Commitment",
    "CommitmentStage",
    "Contract",
    "Payment",
    "PaymentMove",
    "PaymentSort",
    "Receipt",
    "Source",
]
