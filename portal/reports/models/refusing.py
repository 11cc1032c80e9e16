"""Triggers that refuse with a sentence, as constraints do."""

from __future__ import annotations

from typing import Any

import pgtrigger

WEEK_PATTERN = r"^\d{4}-W\d{2}$"
NUMBER_PATTERN = r"^[^{}<>]*\{year\}[^{}<>]*\{number\}[^{}<>]*$"
HASH_PATTERN = r"^[0-9a-f]{64}$"


def refusal(name: str, sentence: str) -> str:
    """The statement that refuses under the name of its trigger."""
    return f"RAISE EXCEPTION USING ERRCODE = 'check_violation', CONSTRAINT = '{name}', MESSAGE = '{sentence}';"


def refusing(name: str, operation: Any, condition: Any, sentence: str) -> pgtrigger.Trigger:
    """A trigger that refuses what its condition finds in the row itself."""
    return pgtrigger.Trigger(
        name=name, operation=operation, when=pgtrigger.Before, condition=condition, func=refusal(name, sentence)
    )


def refusing_if(name: str, operation: Any, found: str, sentence: str) -> pgtrigger.Trigger:
    """A trigger that refuses what a look at other rows finds."""
    func = f"IF {found} THEN {refusal(name, sentence)} END IF; RETURN NEW;"
    return pgtrigger.Trigger(name=name, operation=operation, when=pgtrigger.Before, func=func)


def kept(name: str, sentence: str) -> pgtrigger.Trigger:
    """Rows that are only ever added."""
    return refusing(name, pgtrigger.Update | pgtrigger.Delete, None, sentence)
