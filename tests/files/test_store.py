"""What was stored cannot change, and is there whole or not at all."""

from __future__ import annotations

import errno
import hashlib
from pathlib import Path

import pytest

from portal.files import store
from portal.kernel.errors import DesignError


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: object) -> Path:
    settings.PORTAL_VAR = tmp_path  # type: ignore[attr-defined]
    return tmp_path / "files"


def left_behind(folder: Path) -> list[str]:
    return [entry.name for entry in folder.glob("tmp.*")]


def test_bytes_are_found_again_under_their_hash(folder: Path) -> None:
    digest = store.put("专报".encode(), owner="job-1-1")
    assert digest == hashlib.sha256("专报".encode()).hexdigest()
    assert store.read(digest) == "专报".encode()
    assert store.path(digest) == folder / digest[:2] / digest
    assert left_behind(folder) == []


def test_the_same_bytes_are_kept_once(folder: Path) -> None:
    assert store.put(b"a", owner="job-1-1") == store.put(b"a", owner="job-2-1")
    assert sum(entry.is_file() for entry in folder.rglob("*")) == 1


def test_altered_bytes_are_not_handed_out_and_are_written_anew() -> None:
    digest = store.put(b"a", owner="job-1-1")
    store.path(digest).write_bytes(b"b")
    with pytest.raises(store.FileLost):
        store.read(digest)
    store.put(b"a", owner="job-1-2")
    assert store.read(digest) == b"a"


def test_a_missing_file_is_a_sentence() -> None:
    with pytest.raises(store.FileLost, match="备份"):
        store.read("0" * 64)


def test_a_full_disk_is_a_sentence_and_leaves_nothing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(store.os, "fsync", full)
    with pytest.raises(store.StoreFull, match="存储空间不足"):
        store.put(b"a", owner="job-1-1")
    assert left_behind(folder) == []


@pytest.mark.parametrize("name", ["../../etc/passwd", "0" * 63, "0" * 65, "G" * 64, ""])
def test_nothing_but_a_hash_leads_into_the_store(name: str) -> None:
    with pytest.raises(DesignError):
        store.path(name)


def test_only_temporary_files_of_those_who_are_gone_are_swept(folder: Path) -> None:
    folder.mkdir()
    for owner in ("job-1-1", "job-2-1"):
        (folder / f"tmp.{owner}.00ff").write_bytes(b"half")
    kept = store.put(b"a", owner="job-3-1")
    assert store.owners_of_temporary_files() == {"job-1-1", "job-2-1"}
    assert store.sweep({"job-1-1"}) == 1
    assert left_behind(folder) == ["tmp.job-2-1.00ff"]
    assert store.read(kept) == b"a"
