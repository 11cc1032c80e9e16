"""疑点 as pages, panels and the edition read them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, OuterRef, Q, Subquery

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
    """What the edition says: counts alone, no case and no name (rules 3.3, X8)."""

    raised: int
    checking: int
    cleared: int
    confirmed: int
    transferred: int


def findings_of(villages: Iterable[int], since: datetime, until: datetime, known_at: datetime) -> FindingWeek:
    """New from ``since`` to before ``until``; and how all of them stood then, by the moves that were known."""
    moves = FindingMove.objects.filter(recorded_at__lte=known_at, recorded_at__lt=until)
    last = moves.filter(finding=OuterRef("pk")).order_by("-pk").values("to_state")[:1]
    here = Finding.objects.filter(Q(village__in=list(villages)) | Q(village__isnull=True))
    stood = here.annotate(stood=Subquery(last)).exclude(stood__isnull=True)
    counted = dict(stood.values_list("stood").annotate(n=Count("pk")).order_by())
    raised = moves.filter(verb="raise", recorded_at__gte=since, finding__in=here.values("pk")).count()
    return FindingWeek(
        raised,
        counted.get(FindingState.CHECKING, 0),
        counted.get(FindingState.CLEARED, 0),
        counted.get(FindingState.CONFIRMED, 0),
        counted.get(FindingState.TRANSFERRED, 0),
    )
