"""The virtual environment: made from the hashed locks, and left alone while they do not change."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys

from launcher.locks import held
from launcher.packages import install_or_name
from launcher.places import REQUIREMENTS, ROOT, VENV, VENV_PYTHON, logs, make_var, var
from launcher.processes import run_to_end
from launcher.talk import say
from launcher.trouble import Trouble, told_by_log

BASE = "base.lock"
DEV = "dev.lock"
# Each lock holds all of the locks after it, in the same versions.
CONTAINS = {BASE: (BASE,), DEV: (DEV, BASE)}


def ensure(lock: str) -> None:
    """Have ``.venv`` hold what this lock names. Raises Trouble."""
    if _is_up_to_date(lock):
        return
    make_var()
    with held(var() / "environment.lock"):
        # Another process may have done it while we waited.
        if not _is_up_to_date(lock):
            _make_environment()
            _install(lock)
            _remember(lock)


def is_active() -> bool:
    """Whether this very process runs in ``.venv``."""
    return sys.prefix != sys.base_prefix and os.path.realpath(sys.prefix) == os.path.realpath(VENV)


def enter(arguments: list[str]) -> None:
    """Go on as the environment's Python with these arguments; does not return."""
    # The texts are UTF-8, whatever the terminal's locale says (GB18030 is met in practice).
    os.environ["PYTHONUTF8"] = "1"
    os.execv(VENV_PYTHON, [str(VENV_PYTHON), *arguments])  # noqa: S606  (no shell is wanted)


def _digest(lock: str) -> str:
    return hashlib.sha256((REQUIREMENTS / lock).read_bytes()).hexdigest()


def _is_up_to_date(lock: str) -> bool:
    try:
        installed = json.loads((VENV / "installed.json").read_text())
    except (FileNotFoundError, json.JSONDecodeError):
        return False
    return bool(installed.get(lock) == _digest(lock) and _python_works())


def _python_works() -> bool:
    """Whether the Python that the environment points to is still there; a system upgrade may have removed it."""
    return VENV_PYTHON.exists()


def _remember(lock: str) -> None:
    (VENV / "installed.json").write_text(json.dumps({held_lock: _digest(held_lock) for held_lock in CONTAINS[lock]}))


def _make_environment() -> None:
    if _python_works() and any(VENV.glob("lib/python3.*/site-packages/pip")):
        return
    say("正在建立 Python 环境 .venv …")
    if uv := shutil.which("uv"):
        command = [uv, "venv", "--seed", "--clear", "--python", sys.executable, str(VENV)]
    else:
        _require_venv_module()
        command = [sys.executable, "-m", "venv", "--clear", str(VENV)]
    log = logs() / "install.log"
    if run_to_end(command, environment=os.environ, folder=ROOT, log=log):
        raise told_by_log(log, otherwise="Python 环境 .venv 没能建立，")


def _require_venv_module() -> None:
    """Debian splits ``ensurepip`` off into a package of its own. Raises Trouble."""
    if _has_ensurepip():
        return
    package = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
    if os.geteuid() != 0:
        raise Trouble(f"Python 缺少 venv 模块，请先运行：sudo apt-get install -y {package}")
    if not install_or_name((package,), what_for="建立 Python 环境") or not _has_ensurepip():
        raise Trouble(f"Python 缺少 venv 模块，而 {package} 没有装上。详见 {logs() / 'apt.log'}。")


def _has_ensurepip() -> bool:
    asked = subprocess.run(
        [sys.executable, "-c", "import venv; from ensurepip import version"], capture_output=True, check=False
    )
    return asked.returncode == 0


def _install(lock: str) -> None:
    say("正在安装依赖（首次约需一分钟）…")
    if uv := shutil.which("uv"):
        command = [uv, "pip", "install", "--python", str(VENV_PYTHON)]
    else:
        command = [str(VENV_PYTHON), "-m", "pip", "install", "--disable-pip-version-check", "--no-input"]
    log = logs() / "install.log"
    command += ["--require-hashes", "-r", str(REQUIREMENTS / lock)]
    if run_to_end(command, environment=os.environ, folder=ROOT, log=log):
        raise told_by_log(log, otherwise="依赖没有装上（网络不通，或 requirements 的锁文件与软件源不符），")
