"""News of approvals. ``flow``, ``label`` and ``key`` say of what, in the words of the app that asked."""

from __future__ import annotations

from dataclasses import dataclass

from portal.kernel.facts import Fact


@dataclass(frozen=True)
class FlowPublished(Fact):
    """A flow has a new version; what is under way keeps the one it was asked under."""

    flow: str
    version: int


@dataclass(frozen=True)
class ApprovalFact(Fact):
    """What all news of one approval carries."""

    approval_id: int
    flow: str
    label: str
    key: str
    digest: str


@dataclass(frozen=True)
class ApprovalAsked(ApprovalFact):
    """A matter was put to its flow."""


@dataclass(frozen=True)
class VoteCast(ApprovalFact):
    """Somebody voted in a stage (its key); ``completes`` when the stage needs nobody after him."""

    stage: str
    voter_id: int
    choice: str
    completes: bool


@dataclass(frozen=True)
class ApprovalGranted(ApprovalFact):
    """Every stage has its votes; heard in the transaction of the last of them."""


@dataclass(frozen=True)
class ApprovalDeclined(ApprovalFact):
    """Somebody sent the matter back with a reason."""


@dataclass(frozen=True)
class ApprovalWithdrawn(ApprovalFact):
    """Whoever asked took it back."""


@dataclass(frozen=True)
class ApprovalUsed(ApprovalFact):
    """What was granted for one time was done."""


@dataclass(frozen=True)
class OverrideUsed(Fact):
    """A gate (its key) was set aside for ``what``, the subject of the fact it objects to, by a signed exception."""

    approval_id: int
    gate: str
    what: str
