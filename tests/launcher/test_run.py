"""`make run` as a person lives with it: started, used, disturbed, stopped and killed. One portal serves all tests here,
each of which leaves it running."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from launcher.places import ROOT
from tests.launcher.standing import Portal, alive, child, descendants, eventually, launch, variables_of

pytestmark = pytest.mark.slow

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


WORKER, SIGNER, BEAT = "portal.celery worker -Q celery", "portal.celery worker -Q signer", "portal.celery beat"


@pytest.mark.parametrize("service", ["gunicorn", WORKER, SIGNER, BEAT])
def test_what_serves_is_never_given_the_login_of_the_owner(portal, service):
    known = variables_of(child(portal.pid, named=service))
    assert {"DATABASE_URL", "REDIS_URL"} <= known
    assert not {name for name in known if "OWNER" in name or "ADMIN" in name}


@pytest.mark.parametrize("service", ["gunicorn", WORKER, BEAT])
def test_only_the_signer_is_told_where_the_key_lies(portal, service):
    assert "PORTAL_SIGNING_KEY" in variables_of(child(portal.pid, named=SIGNER))
    assert "PORTAL_SIGNING_KEY" not in variables_of(child(portal.pid, named=service))


def test_what_is_done_is_sealed_and_signed_by_itself(portal):
    """From the first start: nobody asks for it. A bell, a sealing and a signature, each by its own process."""
    assert eventually(lambda: portal.ready()["last_checkpoint"], seconds=90)
    found = portal.ready()
    assert (found["sealing"], found["signing"], found["jobs"]) == ("ok", "ok", "ok")


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


@pytest.mark.parametrize("service", ["gunicorn", WORKER, "postgres -D"])
def test_what_is_killed_is_started_again(portal, service):
    told_before = portal.said.count("意外退出，正在重新启动")
    victim = child(portal.pid, named=service)
    os.kill(victim, signal.SIGKILL)
    assert eventually(lambda: portal.said.count("意外退出，正在重新启动") == told_before + 1, seconds=10)
    assert eventually(portal.answers, seconds=30)
    assert victim not in dict(descendants(portal.pid))
    assert any(service in line for line in alive(descendants(portal.pid)))


def healthy(portal: Portal, kind: str, **variables: str) -> bool:
    """Whether the health check of the image, beside the signer of this portal, is content."""
    entries = Path(f"/proc/{child(portal.pid, named=SIGNER)}/environ").read_text().split("\0")
    known = dict(entry.split("=", 1) for entry in entries if entry)
    known |= {"ALLOWED_HOSTS": "127.0.0.1", "BEAT_SCHEDULE": str(portal.var / "beat-schedule"), **variables}
    command = [sys.executable, "bin/healthy", kind]
    return subprocess.run(command, cwd=ROOT, env=known, capture_output=True, check=False).returncode == 0


def test_the_health_checks_of_the_image_tell_what_runs_from_what_does_not(portal):
    assert eventually(lambda: healthy(portal, "worker"), seconds=30)
    assert eventually(lambda: healthy(portal, "signer"), seconds=30)
    assert eventually(lambda: healthy(portal, "beat"), seconds=30)
    assert healthy(portal, "web")
    assert not healthy(portal, "web", ALLOWED_HOSTS="elsewhere.example")
    assert not healthy(portal, "web", PORT="9")
    assert not healthy(portal, "worker", REDIS_URL="redis://127.0.0.1:9/0")
    assert not healthy(portal, "signer", REDIS_URL="redis://127.0.0.1:9/0")
    assert not healthy(portal, "signer", PORTAL_SIGNING_KEY=str(portal.var / "none"))
    assert not healthy(portal, "beat", BEAT_SCHEDULE=str(portal.var / "none"))


def test_ctrl_c_stops_all_of_it_and_the_next_start_is_short_and_finds_everything(portal):
    key = portal.shell(WRITE)
    all_of_it = descendants(portal.pid)
    assert portal.end(signal.SIGINT) == 0
    assert alive(all_of_it) == []
    assert portal.said.endswith("已全部停止，数据都在。\n")
    assert portal.start() < 60  # about 5 on a free machine, but this one may be busy
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
