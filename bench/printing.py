"""How outcomes are told: a line of JSON per case for machines, a table of axes for people, a file to keep."""

from __future__ import annotations

import json
import os
import platform
import statistics
import subprocess
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from bench.frame import NONE, Outcome, Size

ROOT = Path(__file__).resolve().parents[1]
HEAD = ("axis", "peer", "ours", "limit", "ours/peer", "ours/limit", "spread", "goal", "verdict")
NAMED = ("Django", "weasyprint", "quickjs-ng", "psycopg2-binary", "gunicorn")


def as_json(case: str, size: Size, outcome: Outcome) -> dict[str, Any]:
    """One case's line: ratios first, then the medians that they come from."""
    contest = outcome.contest
    runners = {"ours": outcome.ours, "peer": outcome.peer, "peer again": outcome.peer_again, "limit": outcome.limit}
    return {
        "case": case,
        "axis": contest.axis,
        "size": size.name,
        "rounds": size.rounds,
        "ours": contest.ours.name,
        "peer": contest.peer.name,
        "limit": contest.limit.name if contest.limit else None,
        "ours/peer": round(outcome.to_peer, 3),
        "ours/limit": None if outcome.to_limit is None else round(outcome.to_limit, 3),
        "peer/peer": round(outcome.peer_to_itself, 3),
        "spread": round(outcome.spread, 3),
        "goal": contest.goal,
        "verdict": outcome.verdict,
        "median_seconds": {name: round(statistics.median(taken), 4) for name, taken in runners.items() if taken},
        **contest.details,
    }


def table(outcomes: list[Outcome]) -> str:
    """The axes as lines of a table, each followed by its peer against itself: what this run cannot tell apart."""
    lines = [" | ".join(HEAD)]
    for outcome in outcomes:
        contest = outcome.contest
        peer, ours, limit = (_seconds(taken) for taken in (outcome.peer, outcome.ours, outcome.limit))
        to_limit = NONE if outcome.to_limit is None else f"{outcome.to_limit:.2f}"
        spread, goal = f"±{outcome.spread:.0%}", f"≤ {contest.goal}"
        lines += [
            " | ".join(
                (contest.axis, peer, ours, limit, f"{outcome.to_peer:.2f}", to_limit, spread, goal, outcome.verdict)
            ),
            " | ".join(
                (
                    f"{contest.peer.name} against itself",
                    peer,
                    _seconds(outcome.peer_again),
                    NONE,
                    f"{outcome.peer_to_itself:.2f}",
                    NONE,
                    spread,
                    NONE,
                    NONE,
                )
            ),
        ]
    return "\n".join(lines)


def keep(file: Path, lines: list[dict[str, Any]], outcomes: list[Outcome]) -> None:
    """Write a run to a file, with the commit that it measured and the day."""
    write(file, {"cases": lines, "table": table(outcomes).splitlines()})


def write(file: Path, measured: dict[str, Any]) -> None:
    """Write what was measured, under the commit, the day and the machine that it was measured on."""
    about = {
        "commit": _commit(),
        "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": machine(),
    }
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps({**about, **measured}, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def machine() -> dict[str, Any]:
    """What the numbers were measured on: versions and processors."""
    return {
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.machine()}",
        "processors": len(os.sched_getaffinity(0)),
        **{name: version(name) for name in NAMED},
    }


def _seconds(taken: tuple[float, ...]) -> str:
    if not taken:
        return NONE
    median = statistics.median(taken)
    return f"{median:.2f} s" if median >= 1 else f"{median * 1000:.1f} ms"


def _commit() -> str:
    """The commit, with a + when the tree held more than it."""
    told = subprocess.run(
        ["git", "describe", "--always", "--abbrev=12", "--dirty=+"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return told.stdout.strip()
