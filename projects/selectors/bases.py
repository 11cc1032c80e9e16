"""What each number counts (口径), and the sentences without which numbers of two 口径 may not stand side by side."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from projects.models import Basis, FigureBasis, FigureKind

COMMAND = Basis.COMMAND.label


@dataclass(frozen=True)
class BasisRow:
    """One 口径 of one subject. ``id`` is None where the kind of figure itself defines it (the command centre's)."""

    id: int | None
    subject: str
    basis: str
    name: str
    definition: str
    since_on: date | None
    document: str
    difference: str
    public_keys: tuple[str, ...] = ()

    @property
    def explained(self) -> str:
        """``签约的新闻口径：…``: the difference as a note under numbers."""
        return f"{self.subject}的{self.name}：{self.difference}"


def bases(known_at: datetime | None = None) -> list[BasisRow]:
    """Every 口径, those of one subject together: of the weekly figures first, in their order, then all others."""
    defined = [_row(row) for row in _standing(known_at)]
    found = []
    for kind in FigureKind.objects.order_by("ordinal", "pk"):
        found.append(BasisRow(None, kind.label, Basis.COMMAND, COMMAND, kind.definition, None, "", ""))
        found += [row for row in defined if row.subject == kind.label]
    named = {row.subject for row in found}
    return found + [row for row in defined if row.subject not in named]


def bases_of_public_facts(known_at: datetime | None = None) -> dict[str, BasisRow]:
    """Key of a public fact → its 口径."""
    rows = [_row(row) for row in _standing(known_at)]
    return {key: row for row in rows for key in row.public_keys}


def _standing(known_at: datetime | None) -> Iterable[FigureBasis]:
    rows = FigureBasis.objects.known_at(known_at)
    return list(rows.select_related("kind").order_by("subject", "basis", "pk"))


def _row(row: FigureBasis) -> BasisRow:
    return BasisRow(
        row.pk,
        row.kind.label if row.kind else row.subject,
        row.basis,
        row.get_basis_display(),
        row.definition,
        row.since_on,
        row.document,
        row.difference,
        tuple(row.public_keys),
    )
