"""Calling a deed again when the database took it back through no fault of its own."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from typing import TypeVar

from django.db import InterfaceError, OperationalError, connection

from portal.kernel.errors import DesignError

Result = TypeVar("Result")
TRIES = 5
FIRST_PAUSE_SECONDS = 0.02
# Deadlock, and what could not be put in a row with others. Whatever has no code was a lost connection.
TAKEN_BACK = {"40P01", "40001"}


def retrying(call: Callable[[], Result]) -> Result:
    """Call again while it was taken back or the connection was lost; only with a key that makes twice the same as once.

    Raises DesignError inside a transaction, which is lost as a whole.
    """
    if connection.in_atomic_block:
        raise DesignError("what is called again must not stand inside a transaction")
    for turn in range(TRIES - 1):
        try:
            return call()
        except (OperationalError, InterfaceError) as error:
            if not _was_taken_back(error):
                raise
        time.sleep(FIRST_PAUSE_SECONDS * 2**turn * random.uniform(0.5, 1.5))  # noqa: S311 (a pause, no secret)
    return call()


def _was_taken_back(error: OperationalError | InterfaceError) -> bool:
    code = getattr(error.__cause__, "pgcode", None)
    if code in TAKEN_BACK:
        return True
    if code is None or code.startswith(("08", "57P0")):
        connection.close()
        return True
    return False
