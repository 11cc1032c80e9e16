"""What the models of all apps share of the database: money columns, recorded instants, sentences of constraints."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import IntegrityError, models

from portal.kernel.errors import BrokenInvariant
from portal.kernel.money import Money


class PortalNow(models.Func):
    """``portal_now()``: the clock of the database, which only a test database can shift."""

    function = "portal_now"
    template = "%(function)s()"
    output_field = models.DateTimeField()


class PortalToday(models.Func):
    """The day in Yinchuan by the clock of the database."""

    template = "(portal_now() AT TIME ZONE 'Asia/Shanghai')::date"
    output_field = models.DateField()


class RecordedAtField(models.DateTimeField):
    """When the portal learned of a row; set by the database, never by a caller (decision 6)."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("db_default", PortalNow())
        kwargs.setdefault("editable", False)
        super().__init__(*args, **kwargs)


if TYPE_CHECKING:
    _Fen = models.BigIntegerField[Money, Money]
else:
    _Fen = models.BigIntegerField


class MoneyField(_Fen):
    """Whole fen in a bigint; ``Money`` in Python."""

    def from_db_value(self, value: int | None, expression: Any, connection: Any) -> Money | None:
        return None if value is None else Money(value)

    def to_python(self, value: Any) -> Money | None:
        return value if value is None or isinstance(value, Money) else Money.yuan(value)

    def get_prep_value(self, value: Any) -> int | None:
        return value.fen if isinstance(value, Money) else super().get_prep_value(value)


def sentence_of(error: IntegrityError) -> BrokenInvariant:
    """The refusal that a broken named constraint carries (idea 6). A constraint without a sentence is re-raised.

    A trigger of ours raises with its own name as the constraint and its sentence as the message; only what comes out of
    a function has a context.
    """
    diagnosis = getattr(error.__cause__, "diag", None)
    name = getattr(diagnosis, "constraint_name", None)
    if name and (sentence := constraint_sentences().get(name)):
        return BrokenInvariant(sentence)
    if name and diagnosis and diagnosis.context:
        return BrokenInvariant(str(diagnosis.message_primary))
    raise error


def constraint_sentences() -> dict[str, str]:
    """Constraint name → sentence, of all models."""
    return {
        constraint.name: str(constraint.violation_error_message)
        for model in apps.get_models(include_auto_created=True)
        for constraint in model._meta.constraints
        if constraint.violation_error_message != constraint.default_violation_error_message
    }
