"""The tables of funding, one noun per file. The ledger itself is the database's (``funding/sql``)."""

from funding.models.receipt import Receipt
from funding.models.source import Source

__all__ = ["Receipt", "Source"]
