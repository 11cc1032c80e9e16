"""Records: rows that are written only by actions and read only through ``visible_to`` (ideas 1 and 4).

Whatever is not a record is machinery (sessions, jobs, throttles): a plain model, named with its reason in
``tests/architecture``; a model in neither list fails there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any, ClassVar, Self

from django.db import connections, models
from django.db.models.expressions import DatabaseDefault

from portal.kernel import clock
from portal.kernel.crypto import SealedField
from portal.kernel.db import PortalNow
from portal.kernel.deeds import Change, is_deed_running, running_deed
from portal.kernel.entries import mark, plain
from portal.kernel.errors import DesignError
from portal.kernel.permissions import NOWHERE, Actor, Power, Reach

MANY = 100  # so many rows are worth a question to the clock


class WrittenOutsideAction(DesignError):
    """A record was saved, updated or deleted with no action running."""


def _guard(model: type[models.Model]) -> None:
    if not is_deed_running():
        raise WrittenOutsideAction(f"{model.__name__} may be written only inside an action")


class RecordQuerySet(models.QuerySet[Any]):
    """Queryset methods of ours are adjectives and chain."""

    def visible_to(self, actor: Actor, *, by: Power | None = None) -> Self:
        """The rows that the actor may see: the union over his reaches of the paths that the model declares."""
        model = self.model
        needed = by or model.seen_with
        span = actor.span(needed) if needed else NOWHERE
        if span.everywhere or (span and self.model.is_shared):
            return self
        reached = {Reach.VILLAGE: span.villages, Reach.ORGANISATION: span.organisations, Reach.OWN: span.own}
        inside = models.Q(pk__in=[])
        for reach, path in model.anchors.items():
            if keys := reached[reach]:
                inside |= models.Q(**{f"{path}__in": sorted(keys)})
        return self.filter(inside)

    def locked(self, row: models.Model) -> Any:
        """The row as it stands now, locked until the deed ends."""
        return self.select_for_update(of=("self",)).get(pk=row.pk)

    def update(self, **values: Any) -> int:
        raise WrittenOutsideAction(
            f"{self.model.__name__}: update() leaves no before and after; use save or bulk_update inside an action"
        )

    def delete(self) -> tuple[int, dict[str, int]]:
        raise WrittenOutsideAction(f"{self.model.__name__}: rows are deleted one by one, inside an action")

    def bulk_create(self, objs: Iterable[Any], *args: Any, **kwargs: Any) -> list[Any]:
        _guard(self.model)
        given = list(objs)
        if len(given) >= MANY:
            _fill_in_now(self.model, given)
        rows = super().bulk_create(given, *args, **kwargs)
        for row in rows:
            row.note_change({})
        return rows

    def bulk_update(self, objs: Iterable[Any], fields: Iterable[str], batch_size: int | None = None) -> int:
        """Write these fields of these rows, one statement for each ``batch_size`` of them; how many were there."""
        _guard(self.model)
        rows, names = list(objs), list(fields)
        for row in rows:
            row.note_change(row.loaded)
        size = batch_size or len(rows) or 1
        parts = [rows[first : first + size] for first in range(0, len(rows), size)]
        return sum(_write_at_once(self.model, self.db, part, names) for part in parts)


def _fill_in_now(model: type[models.Model], rows: Sequence[models.Model]) -> None:
    """Ask the clock of the database once, and not in the default of each row: rows of plain values alone are sent as
    arrays, several times faster. It stands still within a transaction.
    """
    for field in model._meta.concrete_fields:
        if isinstance(getattr(field, "db_default", None), PortalNow):
            lacking = [row for row in rows if isinstance(getattr(row, field.attname), DatabaseDefault)]
            now = clock.now() if lacking else None
            for row in lacking:
                setattr(row, field.attname, now)


def _write_at_once(model: type[models.Model], using: str, rows: Sequence[models.Model], names: Sequence[str]) -> int:
    """``UPDATE … FROM (VALUES …)``: Django's own way is a CASE with a branch per row, which grows with its square."""
    database = connections[using]
    quoted = database.ops.quote_name
    # The stubs take a field for one that may lack a column; those of a table all have one.
    fields: list[Any] = [model._meta.pk, *map(model._meta.get_field, names)]
    key, *columns = fields
    row = f"({', '.join(f'%s::{_type_of(field, database)}' for field in fields)})"
    given = ", ".join(f"new_{place}" for place in range(len(fields)))
    written = ", ".join(f"{quoted(field.column)} = new_{place}" for place, field in enumerate(columns, 1))
    values = [field.get_db_prep_save(getattr(row, field.attname), database) for row in rows for field in fields]
    with database.cursor() as cursor:
        cursor.execute(
            f"UPDATE {quoted(model._meta.db_table)} SET {written}"  # noqa: S608  (names of our own models)
            f" FROM (VALUES {', '.join([row] * len(rows))}) AS new ({given}) WHERE {quoted(key.column)} = new_0",
            values,
        )
        return int(cursor.rowcount)


def _type_of(field: Any, database: Any) -> str:
    """What a value is read as. Text without its length: a cast would cut what is too long, the column refuses it."""
    kind = str(field.rel_db_type(database) if field.primary_key else field.db_type(database))
    return "text" if kind.startswith("varchar") else kind


class Record(models.Model):
    """Base of every row that counts. ``seen_with`` is the power that shows it; ``anchors`` the path per reach.

    ``is_shared`` is for rows that belong to nobody and hide nothing (kinds, rules, published facts): whoever holds
    the power anywhere sees all of them.
    """

    seen_with: ClassVar[Power | None] = None
    anchors: ClassVar[Mapping[str, str]] = {}
    is_shared: ClassVar[bool] = False
    personal: ClassVar[frozenset[str]] = frozenset()

    objects = RecordQuerySet.as_manager()

    class Meta:
        abstract = True
        default_permissions = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.loaded: dict[str, Any] = {}

    @classmethod
    def from_db(cls, db: str | None, field_names: Any, values: Any, **options: Any) -> Self:
        row = super().from_db(db, field_names, values, **options)
        row.loaded = row._plain()
        return row

    def refresh_from_db(self, using: str | None = None, fields: Any = None, from_queryset: Any = None) -> None:
        super().refresh_from_db(using, fields, from_queryset)
        read = self._plain()
        known = read if fields is None else {name: read[name] for name in read if name in fields}
        self.loaded = {**self.loaded, **known}

    def save(self, *args: Any, **kwargs: Any) -> None:
        _guard(type(self))
        before = {} if self._state.adding else self.loaded
        super().save(*args, **kwargs)
        self.note_change(before)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        _guard(type(self))
        self.note_change(self.loaded, gone=True)
        return super().delete(*args, **kwargs)

    def anchor_values(self) -> dict[str, Any]:
        """Where this row hangs: the value of each declared path, followed through loaded objects."""
        return {reach: self._follow(path) for reach, path in self.anchors.items()}

    def note_change(self, before: Mapping[str, Any], *, gone: bool = False) -> None:
        """Give the running deed the changed fields of this row, personal ones as marks."""
        now = {} if gone else self._plain()
        changed = {name for name in {*before, *now} if before.get(name) != now.get(name)}
        village = self.anchor_values().get(Reach.VILLAGE)
        scope = sorted(village) if isinstance(village, frozenset) else [village] if village else []
        running_deed().changes.append(
            Change(
                table=self._meta.label_lower,
                key=self.pk,
                scope=tuple(scope),
                before=self._shown(before, changed),
                after=self._shown(now, changed),
            )
        )
        self.loaded = now

    def _plain(self) -> dict[str, Any]:
        return {
            field.attname: self.__dict__[field.attname]
            for field in self._meta.concrete_fields
            if field.attname in self.__dict__
        }

    def _shown(self, values: Mapping[str, Any], changed: set[str]) -> dict[str, Any]:
        hidden, table = hidden_columns(type(self)), self._meta.db_table
        return {
            name: mark(values[name], column=f"{table}|{name}") if name in hidden else plain(values[name])
            for name in sorted(changed)
            if name in values
        }

    def _follow(self, path: str) -> Any:
        value: Any = self
        for step in path.split("__"):
            value = getattr(value, step) if value is not None else None
        return value


@cache
def hidden_columns(model: type[models.Model]) -> frozenset[str]:
    """The fields of a model whose values nobody reads in the trail: personal ones, and all that hold bytes."""
    found = set(getattr(model, "personal", ()))
    for field in model._meta.concrete_fields:
        if isinstance(field, models.BinaryField):
            found.add(field.attname)
        if isinstance(field, SealedField):
            found.add(f"{field.name.removesuffix('_ct')}_tail")
    return frozenset(found)
