"""What strangers sent is opened in a process of its own: bounded, without the portal's environment, gone afterwards.

The parent asks a module that ends in ``bounded.serve(work)``. The module imports no Django: it holds no connection, no
password and no key, so that a decoder that is tricked finds nothing to take.
"""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from portal.kernel.errors import Refusal, Unavailable
from portal.kernel.limits import Limits, apply

ROOT = Path(__file__).resolve().parents[2]
_DONE, _REJECTED, _LIMIT = b"D", b"R", b"L"

log = logging.getLogger(__name__)


class Rejected(Exception):
    """The child looked at the content and will not have it; the reason is a sentence for the person."""


class TooMuchWork(Refusal):
    """The content needs more memory or time than one piece of work may take."""

    sentence = "未办成：文件内容过大或结构异常，处理超出了时间或内存限额。请减少内容后重新提交。"


class ChildFailed(Unavailable):
    """The child ended for a reason that only the log knows."""

    sentence = "未办成：文件没有处理完，未保存任何内容。请稍后重试；仍不行的，请联系系统管理员查看日志。"


def ask(module: str, content: bytes, limits: Limits) -> bytes:
    """What the child makes of the content. Raises Rejected, TooMuchWork, ChildFailed."""
    environment = {name: os.environ[name] for name in ("PATH", "TMPDIR") if name in os.environ}
    environment |= {"LANG": "C.UTF-8", "PYTHONHASHSEED": "0", "MALLOC_ARENA_MAX": "2"}
    command = [sys.executable, "-m", module, json.dumps(limits.as_json())]
    try:
        done = subprocess.run(
            command, input=content, capture_output=True, timeout=limits.wall, env=environment, cwd=ROOT, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise TooMuchWork() from error
    kind, answer = done.stdout[:1], done.stdout[1:]
    if done.returncode == 0 and kind == _DONE:
        return answer
    if done.returncode == 0 and kind == _REJECTED:
        raise Rejected(answer.decode())
    # A signal is the kernel's word on a limit: out of processor time, or killed for memory.
    if kind == _LIMIT or done.returncode < 0:
        raise TooMuchWork()
    last = done.stderr.decode(errors="replace").strip().rpartition("\n")[2]
    # The kind of the error alone: what it says may repeat the content.
    kind_of_error = last.partition(":")[0][:80]
    log.error("bounded work failed", extra={"worker": module, "code": done.returncode, "last": kind_of_error})
    raise ChildFailed()


def serve(work: Callable[[bytes], bytes]) -> None:
    """In the child: bind itself, do the work on standard input, answer on standard output."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a library prints is not part of the answer
    apply(Limits(**json.loads(sys.argv[1])))
    try:
        answer = _DONE + work(sys.stdin.buffer.read())
    except Rejected as rejected:
        answer = _REJECTED + str(rejected).encode()
    except MemoryError:
        answer = _LIMIT
    answers.write(answer)
    answers.close()
