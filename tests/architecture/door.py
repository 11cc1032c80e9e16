"""What a door of the table of powers is: one route, how it is asked for, on whose objects, with what in the form."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from tests.architecture.powers import Line
from tests.architecture.stage import Stage

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
NOTHING = "—"
Objects = Callable[[Stage], dict[str, Any]]
Form = Callable[[Stage, Any], dict[str, Any]]


def alone(_: Stage) -> dict[str, Any]:
    return {NOTHING: None}


def empty(_: Stage, __: Any) -> dict[str, Any]:
    return {}


@dataclass(frozen=True)
class Door:
    """One route. ``rows`` is where a list's context (or a JSON answer) holds them.

    ``objects`` are named by their keys in the address, unless they are only named in the form. What offers OPTIONS, and
    what ``is_data``, is sent JSON.
    """

    allows: tuple[str, ...] = ("GET",)
    objects: Objects = alone
    form: Form = empty
    rows: str = ""
    in_address: bool = True
    is_data: bool = False

    @property
    def others(self) -> tuple[str, ...]:
        """The methods that the view does not offer."""
        return tuple(method for method in METHODS if method not in self.allows)

    def lines(self, route: str, labels: list[str]) -> Iterator[Line]:
        for method in self.allows:
            yield from (Line(route, method, label) for label in labels)
        yield Line(route, " ".join(self.others), labels[0])


READ, WRITE, DEED, DATA = ("GET",), ("GET", "POST"), ("POST",), ("GET", "OPTIONS")
