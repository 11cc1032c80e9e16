"""Where things lie: the tree, its virtual environment, and ``var/`` with everything that is not in git."""

from __future__ import annotations

import os
from pathlib import Path

from launcher.trouble import Trouble, disk_trouble_told

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
VENV_PYTHON = VENV / "bin" / "python"
REQUIREMENTS = ROOT / "requirements"
ROOM_TO_START = 300 * 2**20


def var() -> Path:
    """The folder of data, logs and passwords: ``PORTAL_VAR``, by default ``var/`` of the tree."""
    return Path(os.environ.get("PORTAL_VAR") or ROOT / "var").resolve()


def make_var() -> Path:
    """Make ``var/`` for its owner only, and see that it can be written. Raises Trouble."""
    folder = var()
    with disk_trouble_told():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if folder.stat().st_uid == os.geteuid():
            folder.chmod(0o700)
        logs().mkdir(exist_ok=True)
        # A read-only file system and a foreign owner show only at a write.
        trial = folder / f".trial-{os.getpid()}"
        trial.write_bytes(b"x")
        trial.unlink()
    return folder


def require_room(folder: Path) -> None:
    """Refuse to start when the disk is nearly full: PostgreSQL would stop half way. Raises Trouble."""
    while not folder.exists():
        folder = folder.parent
    space = os.statvfs(folder)
    if space.f_bavail * space.f_frsize < ROOM_TO_START:
        raise Trouble(f"磁盘空间不足：{folder} 所在磁盘的可用空间不到 {ROOM_TO_START // 2**20} MB。请腾出空间后再试。")


def logs() -> Path:
    return var() / "log"
