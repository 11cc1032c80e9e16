"""How each kind saves one change, and how many changes it has kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import connection, models, transaction

from bench.saves.models import AuditlogRow, PgHistoryRow, PlainRow, SimpleHistoryRow, TrailRow
from portal.accounts.permissions import MANAGE_ORGANISATIONS
from portal.kernel.actions import action
from portal.kernel.permissions import System


@dataclass(frozen=True)
class Kind:
    """One way to keep changes: its model, how a row of it is saved, and the table that counts what was kept."""

    model: type[models.Model]
    save: Callable[[Any], None]
    kept_in: str | None

    def count_kept(self) -> int:
        if self.kept_in is None:
            return 0
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT count(*) FROM {self.kept_in}")  # noqa: S608  (a name of the table below)
            return int(cursor.fetchone()[0])


def _saved(row: Any) -> None:
    with transaction.atomic():
        row.save()


@action(needs=MANAGE_ORGANISATIONS)
def change_row(actor: System, row: TrailRow) -> None:
    """Save a row that was changed."""
    row.save()


def _saved_by_action(row: Any) -> None:
    change_row(System("measurement"), row)


KINDS = {
    "plain": Kind(PlainRow, _saved, None),
    "auditlog": Kind(AuditlogRow, _saved, "auditlog_logentry"),
    "simple-history": Kind(SimpleHistoryRow, _saved, "saves_historicalsimplehistoryrow"),
    "pghistory": Kind(PgHistoryRow, _saved, "saves_pghistoryrowevent"),
    "trail": Kind(TrailRow, _saved_by_action, "audit_entry"),
}
