"""`make lock`: write the locks anew from ``requirements/*.in``, for maintainers."""

from __future__ import annotations

import os

from launcher import environment
from launcher.places import REQUIREMENTS, VENV_PYTHON, make_var
from launcher.processes import run_to_end

OLDEST_PYTHON = "3.11"
# No address of a registry and no path of a machine gets into a lock.
PLAIN = ("--no-emit-index-url", "--no-emit-find-links", "--custom-compile-command", "make lock", "--quiet")


def lock(arguments: list[str]) -> int:
    """Resolve ``base`` and, in its versions, ``dev``; arguments such as ``--upgrade`` go to uv. Its exit code."""
    make_var()
    environment.ensure(environment.DEV)
    for name in (environment.BASE, environment.DEV):
        source = name.replace(".lock", ".in")
        command = ["uv", "pip", "compile", "--universal", "--generate-hashes", "--python-version", OLDEST_PYTHON]
        code = run_to_end(
            [str(VENV_PYTHON), "-m", *command, *PLAIN, *arguments, source, "-o", name],
            environment=os.environ,
            folder=REQUIREMENTS,
        )
        if code:
            return code
    return 0
