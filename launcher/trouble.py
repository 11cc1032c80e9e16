"""What can go wrong at start, told in one sentence."""

from __future__ import annotations

import errno
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class Trouble(Exception):
    """The launcher cannot go on. Its text is a sentence for the person at the terminal, with what to do next."""


SENTENCES = {
    errno.ENOSPC: "磁盘已满：{where}。请腾出空间后再试。",
    errno.EDQUOT: "磁盘配额已用完：{where}。请腾出空间后再试。",
    errno.EROFS: "所在的文件系统是只读的：{where}。请换一个可写的位置，或用 PORTAL_VAR= 指定数据目录。",
    errno.EACCES: "没有权限写入：{where}。请检查它的属主（是否曾用 root 运行过）。",
    errno.EPERM: "没有权限写入：{where}。请检查它的属主（是否曾用 root 运行过）。",
}


@contextmanager
def disk_trouble_told() -> Iterator[None]:
    """Turn the errors of a full, read-only or foreign disk into their sentence. Others pass."""
    try:
        yield
    except OSError as error:
        sentence = SENTENCES.get(error.errno or 0)
        if sentence is None:
            raise
        raise Trouble(sentence.format(where=error.filename or "当前目录")) from error


def told_by_log(log: Path, *, otherwise: str) -> Trouble:
    """The trouble of a child that failed: a full disk when its log says so, else ``otherwise`` and where to look."""
    tail = log.read_text(errors="replace")[-20_000:] if log.exists() else ""
    if "No space left on device" in tail:
        return Trouble(SENTENCES[errno.ENOSPC].format(where=log.parent))
    return Trouble(f"{otherwise}详见 {log}。")
