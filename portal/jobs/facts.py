"""News of the work list."""

from dataclasses import dataclass

from portal.kernel.facts import Fact


@dataclass(frozen=True)
class JobRetried(Fact):
    """A job that had been given up was put back on the list by a person."""

    job_id: int
    kind: str
    key: str
