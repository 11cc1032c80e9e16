"""News of uploads."""

import uuid
from dataclasses import dataclass

from portal.kernel.facts import Fact


@dataclass(frozen=True)
class FileTaken(Fact):
    """A file was uploaded. ``same_as`` is an earlier photo that shows the same, if there is one."""

    uid: uuid.UUID
    kind: str
    sha256: str
    owner_label: str
    owner_key: int
    same_as: uuid.UUID | None


@dataclass(frozen=True)
class FileGiven(Fact):
    """A file that waited now belongs to something."""

    uid: uuid.UUID
    owner_label: str
    owner_key: int


@dataclass(frozen=True)
class FileRead(Fact):
    """Somebody was handed the bytes of a file."""

    uid: uuid.UUID
    sha256: str
    owner_label: str
    owner_key: int
