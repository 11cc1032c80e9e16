"""Where bytes lie: a folder in which every file is named by its SHA-256, so that what was stored cannot change.

A file is written as ``tmp.<owner>.<random>`` at the folder's top, brought to the disk, and renamed to its hash in one
step: a reader sees all of it or nothing. The owner of a temporary file is whoever may still be writing it (a job names
its id and token); ``sweep`` removes those whose owner is gone.
"""

from __future__ import annotations

import errno
import hashlib
import os
import re
import secrets
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

from portal.kernel.errors import DesignError, Unavailable

_HASH = re.compile(r"[0-9a-f]{64}")
_OWNER = re.compile(r"[a-z0-9-]{1,60}")
_TEMPORARY = "tmp."


class StoreFull(Unavailable):
    """The disk has no room; nothing was kept."""

    sentence = "未办成：服务器存储空间不足，文件没有保存。请联系系统管理员清理空间后再办。"


class FileLost(Unavailable):
    """A stored file is missing, or its bytes are no longer those of its name. Restore it from the backup."""

    sentence = "未办成：这份文件在存储中没有找到，或者内容与登记的不一致。请联系系统管理员从备份中恢复。"


def put(content: bytes, *, owner: str) -> str:
    """Keep the bytes and give their SHA-256; the same bytes again are kept once. Raises StoreFull."""
    if not _OWNER.fullmatch(owner):
        raise DesignError(f"owner {owner!r} of a temporary file: small letters, digits and dashes only")
    digest = hashlib.sha256(content).hexdigest()
    goal = path(digest)
    if _holds(goal, digest):
        return digest
    temporary = _folder() / f"{_TEMPORARY}{owner}.{secrets.token_hex(8)}"
    try:
        _write(temporary, content)
        goal.parent.mkdir(exist_ok=True)
        temporary.rename(goal)
        _sync_folder(goal.parent)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise StoreFull() from error
        raise
    return digest


def path(digest: str) -> Path:
    """Where the file of this hash lies or would lie."""
    if not _HASH.fullmatch(digest):
        raise DesignError(f"{digest!r} is not a SHA-256")
    return _folder() / digest[:2] / digest


def open_stored(digest: str) -> BinaryIO:
    """The stored file, opened for reading. Raises FileLost."""
    try:
        return path(digest).open("rb")
    except FileNotFoundError:
        raise FileLost() from None


def read(digest: str) -> bytes:
    """All bytes, checked against their name. Raises FileLost."""
    with open_stored(digest) as stored:
        content = stored.read()
    if hashlib.sha256(content).hexdigest() != digest:
        raise FileLost()
    return content


def digests() -> list[str]:
    """The hashes of all stored files, in order."""
    return sorted(entry.name for entry in _folder().glob("??/*") if _HASH.fullmatch(entry.name))


def discard(digest: str) -> None:
    """Remove stored bytes. Whoever calls this knows that nobody rests on them any more."""
    path(digest).unlink(missing_ok=True)


def owners_of_temporary_files() -> set[str]:
    """Whoever began to write a file and has not finished it."""
    return {entry.name.split(".")[1] for entry in _folder().glob(f"{_TEMPORARY}*.*")}


def sweep(owners: Iterable[str]) -> int:
    """Remove the temporary files of owners that are gone; how many there were."""
    gone = set(owners)
    swept = 0
    for entry in _folder().glob(f"{_TEMPORARY}*.*"):
        if entry.name.split(".")[1] in gone:
            # Two sweepers may meet: whoever comes second finds nothing to do.
            entry.unlink(missing_ok=True)
            swept += 1
    return swept


def _folder() -> Path:
    folder = Path(settings.PORTAL_VAR) / "files"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _holds(goal: Path, digest: str) -> bool:
    """Whether the file is there and whole; a damaged one is written anew."""
    if not goal.exists():
        return False
    with goal.open("rb") as stored:
        return hashlib.file_digest(stored, "sha256").hexdigest() == digest


def _write(temporary: Path, content: bytes) -> None:
    with temporary.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    """A rename outlives a power cut only when its folder was brought to the disk, too."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
