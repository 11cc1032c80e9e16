"""The printing process ends with whoever asked it, even in the midst of a print."""

import subprocess
import sys

import pytest

from launcher.places import ROOT
from tests.launcher.standing import alive, descendants, eventually

pytestmark = pytest.mark.slow

# A worker that asks for a print which never ends: the press is replaced by one that only says that it has begun.
WORKER = """
from portal.reports.pdf import child
import os, sys
class Endless:
    def print(self, document):
        open(sys.argv[1], "w").close()
        while True: pass
requests, answers = os.pipe(), os.pipe()
if os.fork() == 0:
    os.close(requests[1]); os.setsid()
    child.asked_for = lambda request: request
    limits = {"memory": 2_000_000_000, "cpu": 60, "wall": 60.0}
    child._in_a_child(Endless(), {"limits": limits, "cache_dir": None, "document": {}}, requests[0], answers[1])
os.close(requests[0])
input()
"""


def test_a_print_whose_worker_was_killed_is_given_up(tmp_path):
    begun = tmp_path / "begun"
    worker = subprocess.Popen([sys.executable, "-c", WORKER, str(begun)], cwd=ROOT, stdin=subprocess.PIPE)
    try:
        assert eventually(begun.exists, seconds=30)
        printing = descendants(worker.pid)
        assert len(alive(printing)) == 2
    finally:
        worker.kill()
        worker.communicate()
    assert eventually(lambda: alive(printing) == [], seconds=10)
