"""Doors for sealed columns of all apps: which of them may be shown whole, one value at a time (file ``reveals.py``),
and all of them for whoever changes the keys.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import F, Func, IntegerField, QuerySet, Value

from portal.kernel import crypto
from portal.kernel.permissions import Power
from portal.kernel.registry import Registry


@dataclass(frozen=True)
class ConcealedColumn:
    """A sealed column that pages mask: ``label`` for people, ``stem`` without ``_ct``, and the power that shows it."""

    key: str
    label: str
    model: Any
    stem: str
    needs: Power


@dataclass(frozen=True)
class ConcealedValue:
    """One value of such a column: the target of the deed that shows it. To the trail it is its row."""

    column: ConcealedColumn
    row: Any

    @property
    def _meta(self) -> Any:
        return self.row._meta

    @property
    def pk(self) -> Any:
        return self.row.pk

    def anchor_values(self) -> dict[str, Any]:
        found: dict[str, Any] = self.row.anchor_values()
        return found


CONCEALED: Registry[ConcealedColumn] = Registry("concealed column")


def concealed(model: Any, stem: str, *, label: str, needs: Power) -> ConcealedColumn:
    """Let the holders of a power see whole values of a sealed column, each with a reason. The key is for addresses."""
    key = f"{model._meta.label_lower}.{stem}"
    return CONCEALED.add(key, ConcealedColumn(key, label, model, stem, needs))


_KEY_BYTE = 1  # of a sealed value; the byte before it is the version


@dataclass(frozen=True)
class SealedColumn:
    """One sealed column of one model."""

    model: Any
    field: crypto.CiphertextField

    @property
    def label(self) -> str:
        return f"{self.model._meta.label_lower}.{self.field.stem}"

    def values(self) -> QuerySet[Any]:
        """The rows that hold a value, each with the id of its key; written past the guard, as machinery is."""
        key_id = Func(F(self.field.name), Value(_KEY_BYTE), function="get_byte", output_field=IntegerField())
        held: QuerySet[Any] = QuerySet(self.model).filter(**{f"{self.field.name}__isnull": False})
        found: QuerySet[Any] = held.annotate(sealed_with=key_id)
        return found

    def left(self) -> QuerySet[Any]:
        """What does not stand under the first key yet."""
        return self.values().exclude(sealed_with=crypto.key_ring().sealing_id)


def sealed_columns() -> list[SealedColumn]:
    """Every sealed column of every model."""
    return [SealedColumn(model, field) for model, field in crypto.ciphertext_columns()]
