"""`make run` as a person lives with it: started, used, disturbed, stopped and killed. One portal serves all tests here,
each of which leaves it running."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
from collections.abc import Iterator
from contextlib import suppress

import pytest

from tests.launcher.standing import Portal, alive, child, descendants, eventually, launch, variables_of

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("started portal")]

WRITE = """
from django.contrib.sessions.backends.db import SessionStore
session = SessionStore(); session["left"] = "here"; session.create(); print(session.session_key)
"""
READ = "from django.contrib.sessions.backends.db import SessionStore; print(SessionStore('{}').get('left'))"


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    portal = Portal(tmp_path_factory.mktemp("portal") / "var")
    try:
        portal.start()
        yield portal
    finally:
        portal.remove()


def test_it_serves_and_prints_where(portal):
    assert f"http://127.0.0.1:{portal.port}/" in portal.said
    assert portal.answers()
    page = portal.get("/")
    assert "登录" in page.read().decode()


def test_only_its_owner_can_read_the_data_and_the_passwords(portal):
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (portal.var, *(portal.var / "secrets").iterdir())}
    assert modes.pop("var") == 0o700
    assert modes.pop("secrets", 0o700) == 0o700
    assert modes
    assert set(modes.values()) == {0o600}


@pytest.mark.parametrize("service", ["gunicorn", "worker", "beat"])
def test_what_serves_is_never_given_the_login_of_the_owner(portal, service):
    known = variables_of(child(portal.pid, named=service))
    assert {"DATABASE_URL", "REDIS_URL"} <= known
    assert not {name for name in known if "OWNER" in name or "ADMIN" in name}


def test_no_password_stands_on_a_command_line(portal):
    secrets = [path.read_text().strip() for path in (portal.var / "secrets").iterdir()]
    lines = alive(descendants(portal.pid))
    assert len(lines) > 5
    assert not [line for line in lines if any(secret in line for secret in secrets)]


def test_two_commands_at_once_use_the_servers_that_run(portal):
    before = (portal.var / "servers.json").read_text()
    both = [portal.manage("shell", "-v", "0", "-c", f"print({number})") for number in (11, 12)]
    assert [command.communicate(timeout=60)[0].strip() for command in both] == ["11", "12"]
    assert (portal.var / "servers.json").read_text() == before
    assert portal.answers()


def test_a_second_run_is_refused_and_does_no_harm(portal):
    second = launch("run", **{**portal.variables, "PORT": str(portal.port + 1)})
    assert second.returncode == 1
    assert second.stderr == "门户已在运行（同一目录只能启动一次）。要重新启动，请先在原来的窗口按 Ctrl-C。\n"
    assert portal.answers()


@pytest.mark.parametrize("service", ["gunicorn", "worker", "postgres -D"])
def test_what_is_killed_is_started_again(portal, service):
    victim = child(portal.pid, named=service)
    os.kill(victim, signal.SIGKILL)
    assert eventually(lambda: victim not in dict(descendants(portal.pid)), seconds=10)
    assert eventually(portal.answers, seconds=30)
    assert eventually(lambda: any(service in line for line in alive(descendants(portal.pid))), seconds=10)
    assert "意外退出，正在重新启动" in portal.said


def test_ctrl_c_stops_all_of_it_and_the_next_start_is_short_and_finds_everything(portal):
    key = portal.shell(WRITE)
    all_of_it = descendants(portal.pid)
    assert portal.end(signal.SIGINT) == 0
    assert alive(all_of_it) == []
    assert portal.said.endswith("已全部停止，数据都在。\n")
    assert portal.start() < 20  # about 5 on a free machine; the first start makes cluster, tables and facts besides
    assert portal.shell(READ.format(key)) == "here"


def test_a_killed_launcher_leaves_no_orphan_and_loses_nothing(portal):
    key = portal.shell(WRITE)
    all_of_it = descendants(portal.pid)
    assert portal.end(signal.SIGKILL) == -signal.SIGKILL
    # At once, while the last one's children may just be leaving.
    portal.start()
    assert alive(all_of_it) == []
    assert portal.shell(READ.format(key)) == "here"


def test_commands_work_while_nothing_runs_and_leave_nothing_running(portal):
    assert portal.end(signal.SIGTERM) == 0
    both = [portal.manage("shell", "-v", "0", "-c", f"print({number})") for number in (21, 22)]
    seen = set()
    for command in both:
        while command.poll() is None:
            seen |= descendants(both[0].pid) | descendants(both[1].pid)
            with suppress(subprocess.TimeoutExpired):
                command.wait(timeout=0.1)
    assert [command.communicate()[0].strip() for command in both] == ["21", "22"]
    assert len(seen) > 5  # PostgreSQL alone is so many
    assert alive(seen) == []
    portal.start()
