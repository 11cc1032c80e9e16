"""`make servers`: the embedded servers alone, and a `make` that is killed."""

from __future__ import annotations

import shutil
import signal
import subprocess

import pytest

from launcher.places import ROOT
from tests.launcher.standing import alive, descendants, eventually, launch, terminal


@pytest.fixture
def var(tmp_path):
    yield tmp_path / "var"
    if (link := tmp_path / "var" / "postgres").is_symlink():
        shutil.rmtree(link.resolve())


def test_a_killed_make_takes_the_servers_along(var, tmp_path):
    said = tmp_path / "said"
    with said.open("wb") as output:
        make = subprocess.Popen(
            ["make", "servers"], cwd=ROOT, env=terminal(PORTAL_VAR=str(var)), stdout=output, stderr=output
        )
    assert eventually(lambda: "按 Ctrl-C 停止" in said.read_text(), seconds=30), said.read_text()
    second = launch("servers", PORTAL_VAR=str(var))
    assert (second.returncode, second.stderr) == (1, "内置服务器已在运行。\n")
    all_of_it = descendants(make.pid)
    make.send_signal(signal.SIGKILL)
    make.wait()
    assert eventually(lambda: alive(all_of_it) == [], seconds=20), alive(all_of_it)
    assert not (var / "servers.json").exists()
