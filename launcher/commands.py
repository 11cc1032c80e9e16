"""The commands of the launcher, and how each ends: a code, and a sentence when something is wrong."""

from __future__ import annotations

import sys
import traceback
from typing import TYPE_CHECKING

from launcher import signals
from launcher.places import logs
from launcher.talk import complain, say, speak_utf8
from launcher.trouble import Trouble, disk_trouble_told

if TYPE_CHECKING:
    from collections.abc import Callable

USAGE = """用法：python3 -m launcher <命令>
  run              启动门户（make run）
  test [参数…]     运行测试（make test），参数交给 pytest
  check            代码检查，不含测试（make check）
  servers          只启动内置的 PostgreSQL 和 Valkey，按 Ctrl-C 停止
  install [--dev]  只建立 .venv"""


def main(arguments: list[str]) -> int:
    """Run one command; the exit code of the process."""
    speak_utf8()
    name, *rest = arguments or ["help"]
    command = _command(name)
    if command is None:
        complain(USAGE)
        return 0 if name in ("help", "-h", "--help") else 2
    if sys.platform != "linux":
        complain("启动器只能在 Linux 上运行。其他系统请使用 docker-compose.yml。")
        return 1
    signals.listen()
    try:
        with disk_trouble_told():
            return command(rest)
    except Trouble as trouble:
        complain(str(trouble))
        return 1
    except signals.Stopped:
        say("\n已全部停止，数据都在。")
        return 130 if name != "run" else 0
    except Exception:
        return _confess()


def _command(name: str) -> Callable[[list[str]], int] | None:
    # Imported when called, so that `run` does not wait for what only `test` needs.
    if name == "run":
        from launcher.run import run

        return lambda rest: run() or 0
    if name == "test":
        from launcher.testing import test

        return test
    if name == "check":
        from launcher.checking import check

        return lambda rest: check()
    if name == "servers":
        from launcher.standing import stand

        return lambda rest: stand() or 0
    if name == "install":
        from launcher import environment

        return lambda rest: environment.ensure(environment.DEV if "--dev" in rest else environment.BASE) or 0
    return None


def _confess() -> int:
    """A mistake of ours: the person gets a sentence, the log gets the traceback."""
    path = logs() / "launcher.log"
    try:
        with path.open("a") as log:
            traceback.print_exc(file=log)
    except OSError:
        traceback.print_exc()
    complain(f"启动器出错：{sys.exc_info()[1]}。详见 {path}。")
    return 1
