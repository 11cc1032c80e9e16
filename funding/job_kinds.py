"""What funding asks of the work list: the ledger is proved anew each night."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date, datetime

from funding.ledger.verifying import verify
from portal.jobs.contributions import Finish, job_kind
from portal.jobs.worklist import Claim
from portal.kernel.periods import SHANGHAI

LEDGER_VERIFIED = "ledger_verified"
FROM_HOUR = 2


class LedgerNotWhole(Exception):
    """What the nightly proof found; it stays as the job's complaint until somebody has looked."""


def night_due(now: datetime) -> Iterator[str]:
    """The night that runs or has passed today; nights that were missed are covered by the next."""
    local = now.astimezone(SHANGHAI)
    if local.hour >= FROM_HOUR:
        yield local.date().isoformat()


def night_words(keys: Collection[str]) -> dict[str, str]:
    days = {key: date.fromisoformat(key) for key in keys}
    return {key: f"{day.year}年{day.month}月{day.day}日" for key, day in days.items()}


@job_kind(LEDGER_VERIFIED, "资金台账核验", due=night_due, about=night_words)
def prove_ledger(claim: Claim) -> Finish:
    """Prove the ledger. Raises LedgerNotWhole with what was found."""
    found = verify()
    if found.findings:
        raise LedgerNotWhole("".join(found.findings))
    return lambda: {"transfers": found.transfers, "entries": found.entries, "lots": found.lots}
