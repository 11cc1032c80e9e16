"""疑点 as pages, panels and the edition read them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q

from integrity.lifecycle import FindingState
from integrity.models import Finding, FindingMove
from integrity.red_flags import RED_FLAGS
from portal.kernel.permissions import Actor

OVERRIDE_USED = "override-used"


def flag_words(key: str) -> str:
    """The flag as people call it."""
    if key == OVERRIDE_USED:
        return "使用例外办理"
    return RED_FLAGS[key].label if key in RED_FLAGS else key


def flag_choices() -> dict[str, str]:
    """Every flag that a finding may bear."""
    return {**{flag.key: flag.label for flag in RED_FLAGS}, OVERRIDE_USED: flag_words(OVERRIDE_USED)}


@dataclass(frozen=True)
class FindingCounts:
    """How many findings stand in each state."""

    open: int = 0
    checking: int = 0
    cleared: int = 0
    confirmed: int = 0
    transferred: int = 0

    @property
    def total(self) -> int:
        return self.open + self.checking + self.cleared + self.confirmed + self.transferred


def counts_seen_by(actor: Actor) -> FindingCounts:
    """Of the findings that the actor may see, as they stand now."""
    found = Finding.objects.visible_to(actor).values_list("state").annotate(n=Count("pk"))
    return FindingCounts(**dict(found.order_by()))


def counts_of_village(village_id: int) -> FindingCounts:
    """Of one village, as they stand now."""
    found = Finding.objects.filter(village_id=village_id).values_list("state").annotate(n=Count("pk"))
    return FindingCounts(**dict(found.order_by()))


@dataclass(frozen=True)
class FindingWeek:
    """What the edition counts: the keys ``<village>@<finding>``, no case and no name (rules 3.3, X8)."""

    raised: tuple[str, ...]
    stood: Mapping[str, tuple[str, ...]]
    is_demonstration: bool

    def in_state(self, state: FindingState) -> tuple[str, ...]:
        """Those that stood so at the end."""
        return self.stood.get(state, ())


def findings_of(villages: Iterable[int], since: datetime, until: datetime, known_at: datetime) -> FindingWeek:
    """New from ``since`` to before ``until``; and how all of them stood then, by the moves that were known. One query.

    What belongs to no village belongs to every edition.
    """
    moves = FindingMove.objects.filter(recorded_at__lte=known_at, recorded_at__lt=until)
    moves = moves.filter(Q(finding__village__in=list(villages)) | Q(finding__village__isnull=True)).order_by("pk")
    raised, last, is_demonstration = [], {}, False
    told = ("finding__village", "finding", "verb", "to_state", "recorded_at", "finding__is_demonstration")
    for village, finding, verb, state, at, is_invented in moves.values_list(*told):
        key = f"{village or 0}@{finding}"
        if verb == "raise" and at >= since:
            raised.append(key)
        last[key] = state
        is_demonstration |= is_invented
    stood: dict[str, tuple[str, ...]] = {}
    for key, state in last.items():
        stood[state] = (*stood.get(state, ()), key)
    return FindingWeek(tuple(raised), stood, is_demonstration)
