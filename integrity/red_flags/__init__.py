"""Red flags: one file each, which says what it looks for, on which basis, and finds it in all villages at once.

A file here is a flag: nothing else has to know of it. What it reads are the doors of lower apps.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from importlib import import_module
from pkgutil import iter_modules

from portal.kernel.registry import Registry


@dataclass(frozen=True)
class Hit:
    """What a flag found. ``key`` is ``app.model:pk`` of the thing; ``detail`` holds no name and no number of a person;
    ``involved`` are the users who did it.
    """

    key: str
    label: str
    detail: str
    village_id: int | None = None
    involved: tuple[int, ...] = ()
    is_demonstration: bool = False


@dataclass(frozen=True)
class RedFlag:
    """One rule: its words for people, what it rests on, how grave it is; ``hit`` and ``near_miss`` are examples."""

    key: str
    label: str
    rule: str
    clause: str
    severity: str
    hit: str
    near_miss: str
    find: Callable[[], Iterable[Hit]]


RED_FLAGS: Registry[RedFlag] = Registry("red flag")
NOTICE, SERIOUS = "notice", "serious"


def red_flag(
    key: str, label: str, *, rule: str, clause: str, severity: str, hit: str, near_miss: str
) -> Callable[[Callable[[], Iterable[Hit]]], Callable[[], Iterable[Hit]]]:
    """Contribute a flag; the function reads set-wise and gives every hit that stands now, known or new."""

    def register(find: Callable[[], Iterable[Hit]]) -> Callable[[], Iterable[Hit]]:
        RED_FLAGS.add(key, RedFlag(key, label, rule, clause, severity, hit, near_miss, find))
        return find

    return register


def gather() -> None:
    """Import every flag's file. Called once, when the apps' contributions are discovered."""
    for found in iter_modules(__path__):
        import_module(f"{__name__}.{found.name}")


def flag_of(key: str) -> RedFlag | None:
    """The flag with this key, None for a finding that came otherwise or whose flag is gone."""
    return RED_FLAGS[key] if key in RED_FLAGS else None  # noqa: SIM401 (a registry has no get)
