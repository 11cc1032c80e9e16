"""A cluster is made once, found again after every kind of death, and never taken for empty when it is damaged."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg2
import pytest

from launcher import cluster as clusters
from launcher.binaries import postgres_folder, server_account
from launcher.cluster import Cluster
from launcher.trouble import Trouble
from tests.launcher.standing import eventually

PASSWORD = "of-this-test"


def a_cluster(name: str) -> Cluster:
    # Below the folder of the test run, which the account of the servers can reach and which goes with it.
    home = Path(os.environ["PORTAL_TEST_HOME"]) / f"{name}-{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}"
    return Cluster(
        programs=postgres_folder(),
        home=home,
        log=home.with_suffix(".log"),
        superuser_password=PASSWORD,
        account=server_account(),
        options={"fsync": "off"},
    )


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    cluster = a_cluster("launcher")
    try:
        cluster.start()
        with connected(cluster) as cursor:
            cursor.execute("CREATE TABLE kept (word text)")
            cursor.execute("INSERT INTO kept VALUES ('here')")
        yield cluster
    finally:
        cluster.stop()


class connected:  # noqa: N801  (used as a function is)
    def __init__(self, cluster: Cluster, password: str = PASSWORD) -> None:
        self.connection = psycopg2.connect(
            host="127.0.0.1", port=cluster.port, user="postgres", password=password, dbname="postgres"
        )

    def __enter__(self):
        self.connection.autocommit = True
        return self.connection.cursor()

    def __exit__(self, *_):
        self.connection.close()


def word_in(cluster: Cluster) -> str:
    with connected(cluster) as cursor:
        cursor.execute("SELECT word FROM kept")
        return cursor.fetchone()[0]


def test_it_asks_for_the_password(cluster):
    with pytest.raises(psycopg2.OperationalError, match="password authentication failed"):
        connected(cluster, "another")


def test_a_killed_server_comes_back_at_its_address(cluster):
    address, postmaster = cluster.port, cluster.service.process
    os.kill(postmaster.pid, signal.SIGKILL)
    assert eventually(lambda: not cluster.runs, seconds=5)
    cluster.revive()
    assert cluster.port == address
    assert word_in(cluster) == "here"


def test_a_pid_file_that_names_a_stranger_is_no_hindrance(cluster):
    mark = cluster.data / "postmaster.pid"
    text = mark.read_text()
    cluster.stop()
    # A dead server's number has meanwhile gone to another process of the same user.
    mark.write_text(text.replace(text.splitlines()[0], str(os.getppid()), 1))
    cluster.start()
    assert word_in(cluster) == "here"


def test_a_shell_that_looks_into_the_data_is_left_alone(tmp_path):
    with subprocess.Popen([sys.executable, "-c", "input()"], cwd=tmp_path, stdin=subprocess.PIPE) as shell:
        try:
            assert eventually(lambda: Path(f"/proc/{shell.pid}/cwd").resolve() == tmp_path, seconds=5)
            clusters._end_leftovers(tmp_path)
            assert shell.poll() is None
        finally:
            shell.communicate(b"\n")
    assert shell.returncode == 0


@pytest.mark.parametrize("content", [None, "", "eighteen\n"], ids=["missing", "empty", "unreadable"])
def test_damaged_data_are_told_and_not_replaced(tmp_path, content):
    damaged = Cluster(postgres_folder(), tmp_path, tmp_path / "log", PASSWORD, server_account())
    damaged.data.mkdir()
    (damaged.data / "base").write_text("years of work")
    if content is not None:
        (damaged.data / "PG_VERSION").write_text(content)
    with pytest.raises(Trouble, match=r"不完整.*请从备份恢复"):
        damaged.start()
    assert (damaged.data / "base").read_text() == "years of work"


def test_data_of_another_version_name_both(tmp_path):
    foreign = Cluster(postgres_folder(), tmp_path, tmp_path / "log", PASSWORD, server_account())
    foreign.data.mkdir()
    (foreign.data / "PG_VERSION").write_text("9\n")
    with pytest.raises(Trouble, match=r"由 PostgreSQL 9 建立，找到的却是 \d+。请安装 PostgreSQL 9，或另设 PORTAL_VAR="):
        foreign.start()
