"""The printing process: loads the press once, then forks a bounded child for every edition it is asked for.

Standard input brings requests, standard output takes answers (see `frames.py`); it ends when its input closes or when
nobody has asked for a while.
"""

import gc
import json
import logging
import os
import select
import shutil
import signal
import sys
import tempfile
import traceback
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any

from portal.kernel import limits
from portal.reports.pdf import frames
from portal.reports.pdf.printing import asked_for

if TYPE_CHECKING:
    from portal.reports.pdf.press import Press

IDLE_SECONDS = 900.0
"""After this the process gives its memory (about 0.2 GB) back; the next print starts it anew."""

_FOLDER = "portal-press-"


def main() -> None:
    requests, answers = os.dup(0), os.dup(1)
    # Whatever a library prints must not end up between the frames.
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(2, 1)
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr)
    logging.getLogger("weasyprint").setLevel(logging.ERROR)
    # True and meant: the machine's own fonts are not seen, ours come with the style sheet.
    warnings.filterwarnings("ignore", "No fonts configured", UserWarning)
    folder = _own_folder()
    try:
        _serve(requests, answers)
    except frames.Closed:
        pass
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _own_folder() -> Path:
    """A folder for unpacked faces, named for this process; those of processes that were killed are removed."""
    base = Path(tempfile.gettempdir())
    for left in base.glob(f"{_FOLDER}*"):
        pid = left.name.removeprefix(_FOLDER)
        if pid.isdigit() and not Path("/proc", pid).exists() and left.stat().st_uid == os.getuid():
            shutil.rmtree(left, ignore_errors=True)
    folder = base / f"{_FOLDER}{os.getpid()}"
    folder.mkdir(mode=0o700)
    tempfile.tempdir = str(folder)
    return folder


def _serve(requests: int, answers: int) -> None:
    try:
        # Pango is looked for at this import; without it the portal goes on and only papers cannot be made.
        from portal.reports.pdf.press import Press
    except OSError as error:
        frames.send(answers, frames.NO_LAYOUT, str(error).encode())
        return
    press = Press()
    # What is loaded is shared with the children page by page; the collector must not write into it.
    gc.freeze()
    frames.send(answers, frames.READY)
    while True:
        try:
            _, content = frames.receive(requests, IDLE_SECONDS)
        except frames.TimedOut:
            return
        frames.send(answers, *_in_a_child(press, json.loads(content), requests, answers))


def _in_a_child(press: "Press", request: dict[str, Any], requests: int, answers: int) -> tuple[bytes, bytes]:
    """Print in a bounded child; the answer's frame. A child that is killed or silent has reached a limit.

    Raises `frames.Closed`, with the child ended, when nobody waits for the print any more.
    """
    bounds = limits.Limits(**request["limits"])
    receiving, sending = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(receiving)
        os.close(answers)
        _print(press, request, bounds, sending)
    os.close(sending)
    if _is_forsaken(requests, receiving, bounds.wall):
        os.kill(pid, signal.SIGKILL)
        raise frames.Closed
    try:
        return frames.receive(receiving, bounds.wall)
    except frames.TimedOut:
        os.kill(pid, signal.SIGKILL)
        return frames.LIMIT, f"more than {bounds.wall} s by the clock".encode()
    except frames.Closed:
        return frames.LIMIT, b"the child ended without an answer"
    finally:
        os.close(receiving)
        os.waitpid(pid, 0)


def _is_forsaken(requests: int, receiving: int, seconds: float) -> bool:
    """Wait for the child's answer; True when whoever asked for it went away first."""
    poll = select.poll()
    poll.register(receiving, select.POLLIN)
    poll.register(requests, 0)  # a hang-up is always told
    return requests in dict(poll.poll(seconds * 1000))


def _print(press: "Press", request: dict[str, Any], bounds: limits.Limits, sending: int) -> None:
    """In the child: print and leave, without the parent's clean-up."""
    # It lives for one print: collecting costs a tenth of the time, and the limit on memory holds anyway.
    gc.disable()
    try:
        limits.apply(bounds)
        press.cache_dir = Path(request["cache_dir"]) if request["cache_dir"] else None
        answer = frames.DONE, press.print(asked_for(request))
    except (MemoryError, SystemError):  # the second is how some code in C says that it got no memory
        answer = frames.LIMIT, f"more than {bounds.memory} bytes".encode()
    except BaseException:  # noqa: BLE001  (whatever it was, the other side of the pipe hears it)
        answer = frames.FAILED, traceback.format_exc().encode()
    try:
        frames.send(sending, *answer)
    finally:
        os._exit(0)


if __name__ == "__main__":
    main()
