"""Triggers that refuse with a sentence, as a named constraint does (idea 6)."""

from __future__ import annotations

from typing import Any

import pgtrigger


def refusal(name: str, sentence: str) -> str:
    """The statement of a trigger function that refuses."""
    return f"RAISE EXCEPTION USING ERRCODE = 'check_violation', CONSTRAINT = '{name}', MESSAGE = '{sentence}';"


def refuse_if(condition: str, name: str, sentence: str) -> str:
    """A statement that refuses while an SQL condition holds."""
    return f"IF {condition} THEN\n    {refusal(name, sentence)}\nEND IF;"


def refusing(name: str, operation: Any, sentence: str, *, condition: Any = None) -> pgtrigger.Trigger:
    """A trigger that refuses each row that meets its condition (none: every row)."""
    return pgtrigger.Trigger(
        name=name, operation=operation, when=pgtrigger.Before, condition=condition, func=refusal(name, sentence)
    )


def changes(*columns: str) -> str:
    """The SQL condition that an update changes one of these columns."""
    before, after = (", ".join(f"{row}.{name}" for name in columns) for row in ("OLD", "NEW"))
    return f"({before}) IS DISTINCT FROM ({after})"


def never_changed(name: str, sentence: str) -> pgtrigger.Trigger:
    """Rows are added and stay as they are."""
    return refusing(name, pgtrigger.Update | pgtrigger.Delete, sentence)


def judging(name: str, operation: Any, *statements: str, declare: Any = None) -> pgtrigger.Trigger:
    """A trigger that lets a row pass when none of its statements refuses it."""
    return pgtrigger.Trigger(
        name=name,
        operation=operation,
        when=pgtrigger.Before,
        declare=declare,
        func="\n".join([*statements, "RETURN NEW;"]),
    )
