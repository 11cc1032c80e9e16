"""How the two sides of the pipe talk: one letter, a length, the content."""

import os
import select
import time

READY, PRINT, DONE, FAILED, NO_LAYOUT, LIMIT = (letter.encode() for letter in "RPDFNL")
LONGEST = 256 * 1024 * 1024
_LENGTH = 8


class Closed(Exception):
    """The other side is gone."""


class TimedOut(Exception):
    """The other side did not answer in time."""


def send(fd: int, kind: bytes, content: bytes = b"") -> None:
    """Write a whole frame. Raises `Closed`."""
    rest = memoryview(kind + len(content).to_bytes(_LENGTH, "big") + content)
    try:
        while rest:
            rest = rest[os.write(fd, rest) :]
    except BrokenPipeError as error:
        raise Closed from error


def receive(fd: int, seconds: float) -> tuple[bytes, bytes]:
    """Read a whole frame within `seconds`. Raises `Closed`, `TimedOut`."""
    deadline = time.monotonic() + seconds
    head = _read(fd, 1 + _LENGTH, deadline)
    length = int.from_bytes(head[1:], "big")
    if length > LONGEST:
        raise Closed
    return head[:1], _read(fd, length, deadline)


def _read(fd: int, length: int, deadline: float) -> bytes:
    content = bytearray()
    while len(content) < length:
        left = deadline - time.monotonic()
        if left <= 0 or not select.select([fd], [], [], left)[0]:
            raise TimedOut
        part = os.read(fd, min(length - len(content), 1 << 20))
        if not part:
            raise Closed
        content += part
    return bytes(content)
