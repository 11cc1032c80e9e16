"""What is asked of the press, as plain values that go through its pipe."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from portal.reports.blocks import EditionDocument, Issue, Paper, from_json, to_json


@dataclass(frozen=True)
class Enclosure:
    """A file inside the PDF: the data as Excel, in the office's copy only (leaders' copies travel; office 3.B)."""

    name: str
    content: bytes


@dataclass(frozen=True)
class Printing:
    """One print: what was frozen, what signing added, what lies in it."""

    document: EditionDocument
    issue: Issue = field(default_factory=Issue)
    enclosed: Enclosure | None = None

    def as_json(self) -> dict[str, Any]:
        enclosed = self.enclosed
        return {
            "document": to_json(self.document),
            "issue": to_json(self.issue),
            "enclosed": enclosed and [enclosed.name, base64.b64encode(enclosed.content).decode("ascii")],
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """What ``as_json`` gave. Raises `ValueError` for what was never a print."""
        enclosed = data["enclosed"] and Enclosure(data["enclosed"][0], base64.b64decode(data["enclosed"][1]))
        return cls(from_json(data["document"]), from_json(data["issue"]), enclosed)


@dataclass(frozen=True)
class PaperPrinting:
    """One print of a paper that is no edition."""

    paper: Paper

    def as_json(self) -> dict[str, Any]:
        return {"paper": to_json(self.paper)}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """What ``as_json`` gave."""
        return cls(from_json(data["paper"]))


def asked_for(data: Mapping[str, Any]) -> Printing | PaperPrinting:
    """The print that a request asks for. Raises `ValueError` for what was never one."""
    return PaperPrinting.from_json(data) if "paper" in data else Printing.from_json(data)
