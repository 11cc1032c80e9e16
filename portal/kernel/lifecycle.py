"""The states of a noun and the moves between them, as one table (idea 3).

*When* a verb is possible stands here and nowhere else; *who* may do it is a permission, *whether* it may be done now
is a rule. Buttons, checks, constraints, docs and tests are derived from the table.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import CheckConstraint, Q, TextChoices

from portal.kernel.errors import DesignError, WrongState
from portal.kernel.registry import Registry


@dataclass(frozen=True)
class Move:
    """One verb that leads from any of ``sources`` to ``target``."""

    verb: str
    sources: frozenset[Any]
    target: Any

    @classmethod
    def of(cls, verb: str, sources: Iterable[Any], target: Any) -> Move:
        return cls(verb, frozenset(sources), target)


LIFECYCLES: Registry[Lifecycle] = Registry("lifecycle")


class Lifecycle:
    """The moves of one noun. ``noun`` is Chinese, for refusals and diagrams."""

    def __init__(self, noun: str, states: type[TextChoices], *moves: Move) -> None:
        self.noun, self.states, self.moves = noun, states, moves
        seen: set[tuple[str, Any]] = set()
        for move in moves:
            for source in move.sources:
                if (move.verb, source) in seen:
                    raise DesignError(f"{noun}: verb {move.verb!r} leaves {source!r} twice")
                seen.add((move.verb, source))
        LIFECYCLES.add(noun, self)

    @property
    def verbs(self) -> list[str]:
        return sorted({move.verb for move in self.moves})

    def can(self, verb: str, state: str) -> bool:
        return any(move.verb == verb and state in move.sources for move in self.moves)

    def after(self, verb: str, state: str) -> Any:
        """The state that ``verb`` leads to. Raises WrongState (409) when it cannot be done from ``state``."""
        if verb not in self.verbs:
            raise DesignError(f"{self.noun} has no verb {verb!r}")
        for move in self.moves:
            if move.verb == verb and state in move.sources:
                return move.target
        raise WrongState(f"{self.noun}现在是“{self.states(state).label}”，不能办理这一步。请刷新页面查看最新情况。")

    def verbs_from(self, state: str) -> list[str]:
        return [move.verb for move in self.moves if state in move.sources]

    def diagram(self) -> str:
        """Mermaid text for the atlas."""
        lines = ["stateDiagram-v2"]
        for move in self.moves:
            lines += [f"    {source} --> {move.target}: {move.verb}" for source in sorted(move.sources)]
        return "\n".join(lines)


def known_states(name: str, states: type[TextChoices], *, field: str = "state") -> CheckConstraint:
    """The constraint every state field has: only the states of its table."""
    return CheckConstraint(
        name=name,
        condition=Q(**{f"{field}__in": [str(value) for value in states.values]}),
        violation_error_message="状态不在规定的范围内。",
    )
