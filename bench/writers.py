"""Parallel writers of one kind, in processes that are forked once and then told how much to save.

`python -m bench.writers KIND COUNT`: each line on standard input is a number of saves per writer; the answer is how
many changes are kept by now.
"""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]


class Writers:
    """The writers of one kind, as the measurement sees them."""

    def __init__(self, kind: str, count: int, environment: dict[str, str]) -> None:
        self.running = subprocess.Popen(
            (sys.executable, "-m", "bench.writers", kind, str(count)),
            cwd=ROOT,
            env={**os.environ, **environment},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._answer()

    def save(self, each: int) -> int:
        """Let every writer save so often; how many changes are kept afterwards."""
        self.running.stdin.write(f"{each}\n")
        self.running.stdin.flush()
        return self._answer()

    def _answer(self) -> int:
        return int(self.running.stdout.readline())

    def stop(self) -> None:
        self.running.stdin.close()
        self.running.wait(timeout=30)
        self.running.stdout.close()


@contextmanager
def writers(kinds: dict[str, int], environment: dict[str, str]) -> Iterator[dict[str, Writers]]:
    """Writers of these kinds, stopped at the end."""
    started: dict[str, Writers] = {}
    try:
        for kind, count in kinds.items():
            started[kind] = Writers(kind, count, environment)
        yield started
    finally:
        for each in started.values():
            each.stop()


def main() -> None:
    import django

    django.setup()
    from bench.saves.kinds import KINDS

    kind, count = KINDS[sys.argv[1]], int(sys.argv[2])
    fork = multiprocessing.get_context("fork")
    pipes = [fork.Pipe() for _ in range(count)]
    children = [fork.Process(target=_write, args=(kind, theirs), daemon=True) for _, theirs in pipes]
    for child in children:
        child.start()
    print(_all_answer(pipes) and kind.count_kept(), flush=True)
    for line in sys.stdin:
        for ours, _ in pipes:
            ours.send(int(line))
        _all_answer(pipes)
        print(kind.count_kept(), flush=True)
    for ours, _ in pipes:
        ours.send(None)
    for child in children:
        child.join()


def _all_answer(pipes: list[Any]) -> bool:
    return all(ours.recv() for ours, _ in pipes)


def _write(kind: Any, pipe: Any) -> None:
    row = kind.model(name="东侧二层住宅", note="首层为门面", amount=28_640_000, happened_on=date(2026, 11, 22))
    kind.save(row)
    pipe.send(True)
    while (saves := pipe.recv()) is not None:
        for _ in range(saves):
            row.value += 1
            kind.save(row)
        row.refresh_from_db()
        pipe.send(True)


if __name__ == "__main__":
    main()
