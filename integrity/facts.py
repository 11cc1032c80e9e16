"""What happened to the trail itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from portal.kernel.facts import Fact


@dataclass(frozen=True)
class TrailExported(Fact):
    """A bundle of the trail was made: with the texts of these villages, or (none named) with all of them."""

    about: ClassVar[tuple[str, ...]] = ("villages",)

    villages: tuple[int, ...]


@dataclass(frozen=True)
class FindingsRaised(Fact):
    """Red flags found something new: how many, by flag."""

    about: ClassVar[tuple[str, ...]] = ("flags",)

    flags: tuple[str, ...]
    findings: int


@dataclass(frozen=True)
class FindingMoved(Fact):
    """A finding was taken up, cleared, confirmed or passed on (its lifecycle's verb)."""

    finding_id: int
    verb: str
