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
  bench [参数…]    测量与同类工具和限额的比值（make bench）
  soak [参数…]     按长时间规模反复测试，结果存入 docs/measured（make soak）
  backup           备份数据库和文件（make backup）
  restore-drill    把最近的备份恢复到临时数据库并核对（make restore-drill）
  new-field-key    增加一把个人信息加密密钥（换密钥的第一步，见 docs/production.zh.md）
  servers          只启动内置的 PostgreSQL 和 Valkey，按 Ctrl-C 停止
  install [--dev]  只建立 .venv
  lock [--upgrade] 重新生成 requirements/*.lock（维护者用）"""


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
    except Exception:  # noqa: BLE001  (the last door: whatever it is, the person gets a sentence)
        return _confess()


def _command(name: str) -> Callable[[list[str]], int] | None:
    commands = {
        "run": _run,
        "test": _test,
        "check": _check,
        "bench": _bench,
        "soak": _soak,
        "backup": _backup,
        "restore-drill": _restore_drill,
        "new-field-key": _new_field_key,
        "servers": _servers,
        "install": _install,
        "lock": _lock,
    }
    return commands.get(name)


# Each imports when called, so that `run` does not wait for what only `test` needs.


def _run(_rest: list[str]) -> int:
    from launcher.run import run

    run()
    return 0


def _test(rest: list[str]) -> int:
    from launcher.testing import test

    return test(rest)


def _check(_rest: list[str]) -> int:
    from launcher.checking import check

    return check()


def _bench(rest: list[str]) -> int:
    from launcher.testing import bench

    return bench(rest)


def _soak(rest: list[str]) -> int:
    from launcher.testing import soak

    return soak(rest)


def _backup(_rest: list[str]) -> int:
    from launcher.backups import backup

    return backup()


def _restore_drill(_rest: list[str]) -> int:
    from launcher.backups import restore_drill

    return restore_drill()


def _servers(_rest: list[str]) -> int:
    from launcher.standing import stand

    stand()
    return 0


def _new_field_key(_rest: list[str]) -> int:
    from launcher.passwords import add_field_key

    number = add_field_key()
    say(
        f"已增加{number}号密钥，存于 var/secrets/field-key-{number}。请重新启动门户（make run），"
        "再运行 manage.py rotate_field_keys；旧密钥在全部备份过期之前不得删除。"
    )
    return 0


def _install(rest: list[str]) -> int:
    from launcher import environment

    environment.ensure(environment.DEV if "--dev" in rest else environment.BASE)
    return 0


def _lock(rest: list[str]) -> int:
    from launcher.locking import lock

    return lock(rest)


def _confess() -> int:
    """A mistake of ours: the person gets a sentence, the log gets the traceback."""
    path = logs() / "launcher.log"
    try:
        with path.open("a") as log:
            traceback.print_exc(file=log)
    except OSError:
        traceback.print_exc()
    complain(f"未能继续：启动器遇到没有料到的情况（{sys.exc_info()[1]}）。详见 {path}。")
    return 1
