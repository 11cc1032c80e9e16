"""`make test`: the whole suite on the embedded PostgreSQL, then what rests on PostgreSQL itself on the oldest too; and
`make bench` and `make soak`, which need the same set-up."""

from __future__ import annotations

import os
from pathlib import Path

from launcher import environment, packages
from launcher.places import ROOT, VENV_PYTHON, make_var
from launcher.processes import run_to_end
from launcher.talk import say

OLDEST_POSTGRES = Path("/usr/lib/postgresql/15/bin")
# Two processors are what we promise to be content with.
# The tests of one file stay together, since many share something costly (see tests/conftest.py for the order).
WORKERS = ("-n", "2", "--dist", "loadfile")


def test(arguments: list[str]) -> int:
    """Run pytest; its exit code. Arguments go to pytest, which then runs once, as it was asked. Raises Trouble."""
    make_var()
    environment.ensure(environment.DEV)
    packages.install_or_name(packages.PDF + packages.TESTS, what_for="运行测试")
    if arguments or os.environ.get("PGBIN"):
        return _pytest(*(arguments or WORKERS))
    has_oldest = packages.install_old_postgres() or OLDEST_POSTGRES.exists()
    code = _pytest(*WORKERS)
    if code or not has_oldest:
        return code
    say("\n再在 PostgreSQL 15 上运行标记为 database 的测试：")
    return _pytest(*WORKERS, "-m", "database", PGBIN=str(OLDEST_POSTGRES))


def bench(arguments: list[str]) -> int:
    """Run the measurements; their exit code, 1 when a limit was missed. Raises Trouble."""
    make_var()
    environment.ensure(environment.DEV)
    packages.install_or_name(packages.PDF + packages.TESTS, what_for="测量")
    return run_to_end([str(VENV_PYTHON), "-m", "bench", *arguments], environment=os.environ, folder=ROOT)


def soak(arguments: list[str]) -> int:
    """Run tests of the suite at the size of a night; their exit code, 1 when one failed. Raises Trouble."""
    make_var()
    environment.ensure(environment.DEV)
    packages.install_or_name(packages.PDF + packages.TESTS, what_for="长时间测试")
    return run_to_end([str(VENV_PYTHON), "-m", "tests.soak", *arguments], environment=os.environ, folder=ROOT)


def _pytest(*arguments: str, **variables: str) -> int:
    return run_to_end(
        [str(VENV_PYTHON), "-m", "pytest", *arguments], environment={**os.environ, **variables}, folder=ROOT
    )
