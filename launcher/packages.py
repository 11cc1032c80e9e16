"""The few packages of Debian that cannot come from the lock: installed when we are root, else named in one line."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess

from launcher.places import logs
from launcher.processes import bound_to_us, open_log
from launcher.talk import complain, say

PDF = ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0")
TESTS = ("chromium", "poppler-utils")
OLD_POSTGRES = "postgresql-15"
CREATECLUSTER = "/etc/postgresql-common/createcluster.conf"


def missing(names: tuple[str, ...]) -> list[str]:
    """Those that are not installed; nothing on a machine without dpkg, which knows its own names for them."""
    if not shutil.which("dpkg-query"):
        return []
    asked = subprocess.run(
        ["dpkg-query", "--show", "--showformat=${Package} ${db:Status-Status}\n", *names],
        capture_output=True,
        text=True,
        check=False,
    )
    installed = {line.split()[0] for line in asked.stdout.splitlines() if line.endswith(" installed")}
    return [name for name in names if name not in installed]


def install_or_name(names: tuple[str, ...], *, what_for: str) -> bool:
    """Install what is missing when we are root; else print the line to type. True when nothing is missing after."""
    wanted = missing(names)
    if not wanted:
        return True
    line = f"apt-get install -y --no-install-recommends {' '.join(wanted)}"
    if os.geteuid() != 0:
        complain(f"{what_for}还缺系统软件包，请运行：sudo {line}")
        return False
    say(f"正在安装系统软件包：{' '.join(wanted)}（{what_for}）…")
    if _apt("update") and _apt("install", "-y", "--no-install-recommends", *wanted):
        return True
    complain(f"系统软件包没有装上，详见 {logs() / 'apt.log'}。{what_for}暂不可用；请手动运行：{line}")
    return False


def install_old_postgres() -> bool:
    """PostgreSQL 15 for the second run of the database tests, without a cluster of Debian's own."""
    if os.geteuid() == 0 and missing((OLD_POSTGRES,)) and not os.path.exists(CREATECLUSTER):
        # Debian's package would otherwise create and start a cluster of its own at once.
        os.makedirs(os.path.dirname(CREATECLUSTER), exist_ok=True)
        with open(CREATECLUSTER, "w") as settings:
            settings.write("create_main_cluster = false\n")
    return install_or_name((OLD_POSTGRES,), what_for="在 PostgreSQL 15 上测试")


def _apt(*arguments: str) -> bool:
    with open_log(logs() / "apt.log") as log:
        done = subprocess.run(
            ["apt-get", "-q", *arguments],
            env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            preexec_fn=bound_to_us(signal.SIGTERM),
            check=False,
        )
    return done.returncode == 0
