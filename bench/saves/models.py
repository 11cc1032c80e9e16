"""The same seven columns for everybody; what differs is who keeps the changes."""

import pghistory
from auditlog.registry import auditlog
from django.db import models
from simple_history.models import HistoricalRecords

from portal.kernel.records import Record


class Columns(models.Model):
    name = models.CharField(max_length=60)
    note = models.CharField(max_length=200, blank=True, default="")
    value = models.IntegerField(default=0)
    amount = models.BigIntegerField(default=0)
    happened_on = models.DateField()
    is_open = models.BooleanField(default=True)

    class Meta:
        abstract = True


class PlainRow(Columns):
    """Nobody keeps anything: what a save costs here at least."""


class AuditlogRow(Columns):
    """django-auditlog: a row of its log by signals."""


auditlog.register(AuditlogRow)


class SimpleHistoryRow(Columns):
    """django-simple-history: a copy of the row by signals."""

    history = HistoricalRecords()


@pghistory.track()
class PgHistoryRow(Columns):
    """django-pghistory: a copy of the row by row triggers."""


class TrailRow(Columns, Record):
    """Ours: an entry of the deed, one plain INSERT, and statement triggers for what slips past Python."""
