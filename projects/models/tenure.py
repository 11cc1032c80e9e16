"""What areas and responsibilities share: something holds for a village from a day on, until another takes its place."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, ClassVar, Self

from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Q

from portal.kernel.db import RecordedAtField
from portal.kernel.records import Record, RecordQuerySet


class TenureQuerySet(RecordQuerySet):
    """Reads what held on a day, and what holds with no end in sight."""

    def on(self, day: date, known_at: datetime | None) -> Self:
        """What held on ``day``, as it was known then (None: as it is known now).

        An end that was entered afterwards was not known: until it was, the row held on.
        """
        if known_at is None:
            return self.filter(days__contains=day)
        held = Q(days__contains=day) | Q(days__startswith__lte=day, closed_at__gt=known_at)
        return self.filter(held, recorded_at__lte=known_at)

    def running(self) -> Self:
        return self.filter(days__endswith__isnull=True)


class Tenure(Record):
    """Base of what holds for a half-open period of days; ``closed_at`` is when its end was entered."""

    days = DateRangeField("期间")
    basis = models.CharField("依据", max_length=200)
    is_demonstration = models.BooleanField("演示数据", default=False)
    closed_at = models.DateTimeField("登记结束时间", null=True, editable=False)
    recorded_at = RecordedAtField()

    objects: ClassVar[Any] = TenureQuerySet.as_manager()

    class Meta(Record.Meta):
        abstract = True

    @property
    def first_day_words(self) -> str:
        first = self.days.lower
        return f"{first.year}年{first.month}月{first.day}日"

    def close(self, until: date, *, now: datetime) -> None:
        """Let it end the day before ``until``."""
        self.days, self.closed_at = DateRange(self.days.lower, until), now
        self.save()
