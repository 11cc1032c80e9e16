"""Rules of approvals on plain values: pure Python, every legal input has an answer."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any


def is_complete(stage: Mapping[str, Any], approving: int) -> bool:
    """Whether a stage has the different people that it needs."""
    return approving >= int(stage["votes"])


def blocked_hands(asked: Iterable[int | None], voted: Iterable[tuple[int, int | None]]) -> set[int]:
    """Whose hand may not vote: those who asked, for whom it was asked, and everybody in whose name a vote stands."""
    by_vote = {hand for pair in voted for hand in pair if hand is not None}
    return {hand for hand in asked if hand is not None} | by_vote


def may_still_vote(hands: Collection[int], blocked: Collection[int]) -> bool:
    """Neither the voter nor the principal for whom he votes has a part in this already."""
    return not set(hands) & set(blocked)
