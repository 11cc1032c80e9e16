"""What can go wrong at start, told in one sentence."""

from __future__ import annotations

import errno
import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class Trouble(Exception):
    """The launcher cannot go on. Its text is a sentence for the person at the terminal, with what to do next."""


# Begins each attempt's part of a log.
ATTEMPT = "=== "

SENTENCES = {
    errno.ENOSPC: "磁盘已满：{where}。请腾出空间后再试。",
    errno.EDQUOT: "磁盘配额已用完：{where}。请腾出空间后再试。",
    errno.EROFS: "所在的文件系统是只读的：{where}。请换一个可写的位置，或用 PORTAL_VAR= 指定数据目录。",
    errno.EACCES: "没有权限写入：{where}。请检查它的属主（是否曾用 root 运行过）。",
    errno.EPERM: "没有权限写入：{where}。请检查它的属主（是否曾用 root 运行过）。",
    errno.ENOTDIR: "路径不可用：{where} 不在一个目录下。请改正 PORTAL_VAR= 后再试。",
    errno.EEXIST: "路径不可用：{where} 是一个文件，不是目录。请移走它，或改正 PORTAL_VAR= 后再试。",
}


@contextmanager
def disk_trouble_told() -> Iterator[None]:
    """Turn the errors of a full, read-only, foreign or misnamed place into their sentence. Others pass."""
    try:
        yield
    except OSError as error:
        sentence = SENTENCES.get(error.errno or 0)
        if sentence is None:
            raise
        raise Trouble(sentence.format(where=error.filename or "当前目录")) from error


def told_by_log(log: Path, *, otherwise: str) -> Trouble:
    """The trouble of a child that failed: a full disk when its log says so, else ``otherwise`` and what it said last
    when that is a sentence, or where to look."""
    text = log.read_text(errors="replace")[-20_000:] if log.exists() else ""
    # What an earlier attempt met is no longer the trouble.
    tail = text.rpartition(f"\n{ATTEMPT}")[2]
    for number in (errno.ENOSPC, errno.EDQUOT):
        if os.strerror(number) in tail:
            return Trouble(SENTENCES[number].format(where=log.parent))
    last = (tail.strip().splitlines() or [""])[-1].removeprefix("CommandError: ")
    return Trouble(f"{otherwise}{last if last.endswith('。') else f'详见 {log}。'}")
