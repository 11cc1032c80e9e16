"""`python -m bench [case …] [--size small|city] [--out FILE]`: measure, print, and say by the exit code what missed."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

from bench import paper, printing, trail
from bench.frame import FAIL, SIZES, Contest, Outcome, Size, Wrong, measure

CASES: dict[str, Callable[[Size], AbstractContextManager[Contest]]] = {
    "pdf": paper.contest,
    **trail.cases(),
}


def run(cases: list[str], size: Size, out: Path | None = None) -> list[Outcome]:
    """Measure the cases in turn. Raises `Wrong` when a runner did not do the work."""
    outcomes, lines = [], []
    for case in cases:
        with CASES[case](size) as contest:
            outcome = measure(contest, size.rounds)
        outcomes.append(outcome)
        lines.append(printing.as_json(case, size, outcome))
        print(json.dumps(lines[-1] | printing.machine(), ensure_ascii=False), flush=True)
    print(f"\n{printing.table(outcomes)}")
    if out:
        printing.keep(out, lines, outcomes)
    return outcomes


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("case", nargs="*", help=f"{', '.join(CASES)}; all of them when none is named")
    parser.add_argument("--size", choices=SIZES, default="small", help="least only shows that the cases run")
    parser.add_argument("--out", type=Path, help="keep the run as JSON, with commit and day")
    asked = parser.parse_args()
    if unknown := set(asked.case) - CASES.keys():
        parser.error(f"there is no case {', '.join(sorted(unknown))}")
    try:
        outcomes = run(asked.case or list(CASES), SIZES[asked.size], asked.out)
    except Wrong as wrong:
        print(f"wrong result: {wrong}", file=sys.stderr)
        return 1
    return 1 if any(outcome.verdict == FAIL for outcome in outcomes) else 0


if __name__ == "__main__":
    sys.exit(main())
