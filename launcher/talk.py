"""What the launcher says at the terminal."""

from __future__ import annotations

import sys


def say(sentence: str = "") -> None:
    print(sentence, flush=True)


def complain(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)


def speak_utf8() -> None:
    """A terminal with another encoding must not stop the start."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
