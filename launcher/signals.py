"""Ctrl-C and its like: the first one stops everything in order, further ones change nothing."""

from __future__ import annotations

import os
import signal
from typing import TYPE_CHECKING

from launcher.processes import die_with

if TYPE_CHECKING:
    from types import FrameType

STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Stopped(BaseException):
    """The person, or the machine, asked us to stop. Raised in the midst of whatever runs."""


def listen() -> None:
    """Have the first signal raise Stopped."""
    for number in STOPPING:
        # Under nohup the hang-up is ignored on purpose. Ctrl-C is not: shells ignore it for whatever they put behind.
        if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:
            signal.signal(number, _stop)
    if "MAKELEVEL" in os.environ:
        # A killed `make` must not leave its launcher behind.
        die_with(os.getppid(), signal.SIGTERM)


def _stop(number: int, frame: FrameType | None) -> None:
    for each in STOPPING:
        # Not SIG_IGN: children would inherit that.
        signal.signal(each, _already_stopping)
    raise Stopped


def _already_stopping(number: int, frame: FrameType | None) -> None:
    return
