"""Sources of money as lists and pages show them, and the trace of lots and payments within what somebody may see."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from funding.ledger import reading
from funding.models import Source
from funding.permissions import VIEW_FUNDING
from portal.kernel.money import Money
from portal.kernel.permissions import Actor, Reach
from projects.models import Village

# What each list and page of money says of itself (会计法 15, 16).
NO_ACCOUNT_BOOK = "本台账用于溯源核对，不替代会计账簿。"
_SUBJECTS = {"funding.payment": "用款", "funding.receipt": "到账登记"}


@dataclass(frozen=True)
class SourceRow:
    """One source with what it received, spent and still holds; ``village`` is the only one that it may serve."""

    id: int
    name: str
    kind: str
    village: str
    giver: str
    received: Money
    spent: Money
    balance: Money
    ceiling: Money
    clause: str
    is_demonstration: bool


@dataclass(frozen=True)
class UseShown:
    """One use of one lot in words."""

    row: reading.UseRow
    village: str
    source: str
    subject: str
    is_demonstration: bool

    @property
    def word(self) -> str:
        if self.row.reverses:
            return "冲销"
        return "已冲销" if self.row.is_reversed else "有效"


def source_rows(sources: Sequence[Source]) -> list[SourceRow]:
    """Rows of a slice of sources: three queries, however many."""
    numbers = [source.pk for source in sources]
    held, rules = reading.pools(numbers), reading.newest_rules(numbers)
    return [
        SourceRow(
            source.pk,
            source.name,
            source.get_kind_display(),
            source.village.label if source.village else "",
            source.giver,
            held[source.pk].received,
            held[source.pk].spent,
            held[source.pk].balance,
            rules[source.pk].ceiling,
            rules[source.pk].clause,
            source.is_demonstration,
        )
        for source in sources
    ]


def uses_shown(actor: Actor, rows: Sequence[reading.UseRow]) -> list[UseShown]:
    """Those of villages that the actor may look into, in words."""
    span = actor.span(VIEW_FUNDING)
    seen = [row for row in rows if span.covers({Reach.VILLAGE: row.village_id})]
    villages = Village.objects.in_bulk({row.village_id for row in seen})
    sources = Source.objects.in_bulk({row.source_id for row in seen})
    return [
        UseShown(
            row,
            villages[row.village_id].label,
            sources[row.source_id].name,
            subject_words(row.subject),
            sources[row.source_id].is_demonstration,
        )
        for row in seen
    ]


def subject_words(subject: str) -> str:
    """``funding.payment:17`` as people say it."""
    kind, _, number = subject.partition(":")
    return f"{_SUBJECTS[kind]}第{number}号" if kind in _SUBJECTS else ""
