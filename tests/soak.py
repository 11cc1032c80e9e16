"""`make soak [ARGS="kills --out FILE"]`: tests of the suite at a size for a night, and their numbers in a file.

A test that can be raised reads its size from the environment, and, when ``PORTAL_MEASURED`` names a file, leaves its
numbers there as JSON. Another soak is one line of the table.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench import printing

MEASURED = printing.ROOT / "docs" / "measured"


@dataclass(frozen=True)
class Soak:
    """One soak: what pytest is to run, and how large (variables of the environment)."""

    name: str
    target: str
    size: Mapping[str, str]


SOAKS = (
    Soak("kills", "tests/faults/test_kills.py", {"PORTAL_WEEKS": "60", "PORTAL_KILLS": "60"}),
    Soak("one-edition", "tests/faults/test_weekly_by_worker.py", {"PORTAL_KILLS": "60"}),
    Soak("trail", "tests/integrity/test_parallel_writers.py", {"PORTAL_WRITERS": "12", "PORTAL_DEEDS": "2000"}),
)


def run(soak: Soak) -> dict[str, Any]:
    """Run one soak; its numbers with its size, its seconds and whether it passed."""
    with tempfile.TemporaryDirectory() as folder:
        measured = Path(folder) / "numbers.json"
        began = time.monotonic()
        ended = subprocess.run(
            [sys.executable, "-m", "pytest", "-q", soak.target],
            cwd=printing.ROOT,
            env={**os.environ, **soak.size, "PORTAL_MEASURED": str(measured)},
            check=False,
        )
        numbers = json.loads(measured.read_text()) if measured.exists() else {}
    seconds = round(time.monotonic() - began, 1)
    passed = ended.returncode == 0
    return {"soak": soak.name, "size": dict(soak.size), "passed": passed, "seconds_in_all": seconds, **numbers}


def next_file() -> Path:
    """The next free number among the files that are kept."""
    taken = [int(file.stem) for file in MEASURED.glob("*.json") if file.stem.isdecimal()]
    return MEASURED / f"{max(taken, default=0) + 1:02d}.json"


def main(arguments: list[str] | None = None) -> int:
    """Run the soaks that are named, by default all; 1 when one of them did not pass."""
    by_name = {soak.name: soak for soak in SOAKS}
    parser = argparse.ArgumentParser(prog="make soak", description=__doc__)
    parser.add_argument("soak", nargs="*", help=f"{', '.join(by_name)}; all of them when none is named")
    parser.add_argument(
        "--out", type=Path, help="where the numbers are kept; by default the next docs/measured/NN.json"
    )
    asked = parser.parse_args(arguments)
    if unknown := set(asked.soak) - by_name.keys():
        parser.error(f"there is no soak {', '.join(sorted(unknown))}")
    found = [run(by_name[name]) for name in asked.soak or by_name]
    printing.write(asked.out or next_file(), {"soaks": found})
    return 0 if all(each["passed"] for each in found) else 1


if __name__ == "__main__":
    sys.exit(main())
