"""What can be wrong before the portal runs: each is one clear sentence and exit 1, and never a traceback."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from launcher import interpreter, packages
from launcher.cluster import free_port
from launcher.places import ROOT
from launcher.processes import open_log
from launcher.trouble import told_by_log
from tests.launcher.standing import launch, terminal


def told(done: subprocess.CompletedProcess[str]) -> str:
    """The one sentence of a start that was refused."""
    assert done.returncode == 1, done
    lines = done.stderr.splitlines()
    assert len(lines) == 1, done.stderr
    return lines[0]


def run_told(var: Path, **variables: str) -> str:
    return told(launch("run", **{"PORTAL_VAR": str(var), "PORT": str(free_port()), **variables}))


def test_a_busy_port(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as somebody:
        port = somebody.getsockname()[1]
        assert run_told(tmp_path / "var", PORT=str(port)) == (
            f"端口 {port} 已被占用，请换一个端口：make run PORT={port + 1}。"
        )
    assert not (tmp_path / "var" / "postgres").exists()


@pytest.mark.parametrize("port", ["abc", "0", "65536", "80 00", "８０８０", "-1", "8000.0"])
def test_a_port_that_is_none(tmp_path, port):
    assert run_told(tmp_path / "var", PORT=port) == f"PORT={port} 不是端口号，请用 1 到 65535 之间的整数。"


@pytest.mark.parametrize("variable", ["WORLD", "PORTAL_WORLD"])
def test_a_world_that_is_unknown(tmp_path, variable):
    sentence = run_told(tmp_path / "var", **{variable: "test"})
    assert sentence == "WORLD=test 不可用，只能是 real（真实数据）或 demo（演示数据）。"


def test_a_folder_without_postgres(tmp_path):
    sentence = run_told(tmp_path / "var", PGBIN="/usr/share")
    assert sentence == "PGBIN 指定的目录 /usr/share 中没有 PostgreSQL 程序。请改正后再试。"
    assert not os.path.lexists(tmp_path / "var" / "postgres")


def test_data_of_another_version(tmp_path):
    data = tmp_path / "var" / "postgres" / "data"
    data.mkdir(parents=True)
    (data / "PG_VERSION").write_text("14\n")
    sentence = run_told(tmp_path / "var")
    assert sentence.startswith(f"数据目录 {data} 由 PostgreSQL 14 建立，找到的却是 ")
    assert sentence.endswith("请安装 PostgreSQL 14，或另设 PORTAL_VAR=。")


@pytest.mark.skipif(os.geteuid() != 0, reason="only for root the data lie behind a link")
def test_data_that_are_out_of_reach_are_not_begun_anew(tmp_path):
    link = tmp_path / "var" / "postgres"
    link.parent.mkdir()
    link.symlink_to(tmp_path / "unmounted")
    assert run_told(tmp_path / "var").startswith(f"数据目录 {tmp_path / 'unmounted'} 不见了")
    assert link.is_symlink()


def test_a_folder_that_may_not_be_written(tmp_path):
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o500)
    # Root may write everywhere but in the kernel's own file systems.
    var = (Path("/sys") if os.geteuid() == 0 else closed) / "portal-var"
    assert run_told(var) == f"没有权限写入：{var}。请检查它的属主（是否曾用 root 运行过）。"


@pytest.mark.parametrize("below", ["", "/var"])
def test_a_file_where_the_folder_should_be(tmp_path, below):
    (tmp_path / "file").touch()
    sentence = run_told(tmp_path / f"file{below}")
    assert sentence.startswith(f"路径不可用：{tmp_path}/file{below} ")
    assert "PORTAL_VAR=" in sentence


def mounted(tmp_path: Path, options: str) -> subprocess.CompletedProcess[str]:
    """A run whose data folder is a small file system of its own, mounted for this process alone."""
    (tmp_path / "var").mkdir()
    command = f'mount -t tmpfs -o {options} tmpfs "$PORTAL_VAR" && exec "{sys.executable}" -m launcher run'
    become = [] if os.geteuid() == 0 else ["--map-root-user"]
    if subprocess.run(["unshare", "--mount", *become, "true"], capture_output=True, check=False).returncode:
        pytest.skip("this machine lets us mount nothing")
    return subprocess.run(
        ["unshare", "--mount", *become, "sh", "-c", command],
        cwd=ROOT,
        env=terminal(PORTAL_VAR=str(tmp_path / "var"), PORT=str(free_port())),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_a_disk_that_is_nearly_full(tmp_path):
    sentence = told(mounted(tmp_path, "size=64m"))
    assert sentence == (f"磁盘空间不足：{tmp_path / 'var'} 所在磁盘的可用空间不到 300 MB。请腾出空间后再试。")


def test_a_disk_without_any_room(tmp_path):
    # Not one file more can be made.
    assert told(mounted(tmp_path, "size=64m,nr_inodes=1")).startswith("磁盘已满：")


def test_a_disk_that_is_read_only(tmp_path):
    assert told(mounted(tmp_path, "size=64m,ro")).startswith("所在的文件系统是只读的：")


def test_a_full_disk_that_a_child_met_is_told_once(tmp_path):
    log = tmp_path / "log"
    with open_log(log) as first:
        first.write(b"could not write: No space left on device\n")
    assert str(told_by_log(log, otherwise="没能启动，")).startswith("磁盘已满：")
    # The disk has room again; the next attempt met something else.
    with open_log(log) as second:
        second.write(b"something else\n")
    assert str(told_by_log(log, otherwise="没能启动，")) == f"没能启动，详见 {log}。"


def test_a_child_that_ends_with_a_sentence_is_quoted(tmp_path):
    with open_log(tmp_path / "log") as log:
        log.write("CommandError: 这个数据库建立时标记为“演示”，不能当作“真实”使用。\n".encode())
    trouble = told_by_log(tmp_path / "log", otherwise="数据库没能建好，")
    assert str(trouble) == "数据库没能建好，这个数据库建立时标记为“演示”，不能当作“真实”使用。"


@pytest.fixture
def apt(tmp_path, monkeypatch):
    """A machine on which no package is installed; what apt-get is asked is kept."""
    asked: list[tuple[str, ...]] = []
    monkeypatch.setattr(packages, "missing", lambda names: list(names))
    monkeypatch.setattr(packages, "_apt", lambda *arguments: asked.append(arguments) or True)
    return asked


def test_an_ordinary_user_is_given_the_line_to_type(apt, monkeypatch, capsys):
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert not packages.install_or_name(packages.PDF, what_for="生成 PDF")
    assert capsys.readouterr().err == (
        "生成 PDF还缺系统软件包，请运行：sudo apt-get install -y --no-install-recommends"
        " libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0\n"
    )
    assert apt == []


def test_root_gets_the_packages_installed(apt, monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    assert packages.install_or_name(packages.PDF, what_for="生成 PDF")
    assert apt == [("update",), ("install", "-y", "--no-install-recommends", *packages.PDF)]


def test_a_python_that_is_too_old(monkeypatch):
    monkeypatch.setattr(sys, "version_info", (3, 9, 2))
    monkeypatch.setattr(shutil, "which", lambda *_, **__: None)
    with pytest.raises(SystemExit, match=r"需要 Python 3.11 或更新的版本，当前是 3.9。请安装 python3.11 后再试。"):
        interpreter.require_new_enough(["-m", "launcher"])


def test_no_network(tmp_path):
    # A tree without its environment, and no registry that answers.
    for part in ("launcher", "requirements"):
        shutil.copytree(ROOT / part, tmp_path / part)
    done = subprocess.run(
        [sys._base_executable, "-m", "launcher", "install"],
        cwd=tmp_path,
        env=terminal(
            PATH="/usr/bin:/bin",
            PIP_CONFIG_FILE="/dev/null",
            PIP_FIND_LINKS="",
            PIP_INDEX_URL="http://127.0.0.1:9/simple",
            PIP_RETRIES="0",
        ),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert told(done) == (
        "依赖没有装上（网络不通，或 requirements 的锁文件与软件源不符），"
        f"详见 {tmp_path / 'var' / 'log' / 'install.log'}。"
    )
    assert not (tmp_path / ".venv" / "installed.json").exists()
