"""Flows: which matters need several people, contributed in ``flows.py`` (idea 5). An app writes::

    EDITION = flow(
        "edition", "专报核稿签发",
        Stage("review", "核稿", REVIEW_EDITION),
        Stage("sign", "签发", SIGN_EDITION),
        asks=MAKE_EDITION,
    )

and in its actions::

    matter = Matter("edition", "reports.edition", str(edition.pk))
    approval = ask_approval(actor, matter, title="2026-W47专报", digest=digest_of({"data": edition.data_hash}))
    cast_vote(actor, approval, choice=Choice.APPROVE)     # inside the app's own deed
    ...
    @hears(ApprovalGranted)                               # in the transaction of the vote that completes it
    def edition_is_signed(fact): ...

What was voted on is fixed by its digest. When the subject changes, the standing approval is withdrawn and a new one is
asked: ``granted(matter, digest)`` answers only for exactly what people saw.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from portal.kernel.errors import DesignError
from portal.kernel.permissions import Power, Reach
from portal.kernel.registry import Registry


@dataclass(frozen=True)
class Stage:
    """One step of a flow: who may vote by which power, and how many different people have to."""

    key: str
    label: str
    needs: Power
    votes: int = 1


@dataclass(frozen=True)
class Flow:
    """A flow as its app contributes it: version 1 of the office's table. ``asks`` is the power to put a matter to it.

    ``clause`` is what the separation of hands rests on; it ends the sentence of whoever may not vote. ``page`` is the
    name of the address that shows a matter by its key, "" when there is none; who names one lists its matters among the
    to-dos himself.
    """

    key: str
    label: str
    stages: tuple[Stage, ...]
    asks: Power
    clause: str
    page: str


FLOWS: Registry[Flow] = Registry("flow")
INTERNAL_CONTROL = "不相容岗位相分离的内控要求（本级）"


def flow(key: str, label: str, *stages: Stage, asks: Power, clause: str = INTERNAL_CONTROL, page: str = "") -> Flow:
    """Contribute a flow. Raises DesignError for one without stages, with a stage twice or one that nobody votes in."""
    if not stages or len({stage.key for stage in stages}) < len(stages) or any(stage.votes < 1 for stage in stages):
        raise DesignError(f"flow {key!r} needs stages of different keys, each with at least one vote")
    return FLOWS.add(key, Flow(key, label, stages, asks, clause, page))


@dataclass(frozen=True)
class Matter:
    """What is put to a flow, as plain values: ``Matter("edition", "reports.edition", "17")``.

    ``villages`` are those it concerns: whoever asks or votes must reach all of them; none means the portal itself.
    """

    flow: str
    label: str
    key: str
    villages: frozenset[int] = frozenset()

    def anchor_values(self) -> dict[str, Any]:
        return {Reach.VILLAGE: self.villages} if self.villages else {}

    def __str__(self) -> str:
        return f"{FLOWS[self.flow].label}（{self.label} {self.key}）"


def digest_of(content: Mapping[str, Any]) -> str:
    """The SHA-256 (64 lower hex digits) of what people vote on, from plain JSON values."""
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()
