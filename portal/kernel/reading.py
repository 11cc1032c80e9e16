"""Serving somebody who only reads: a transaction in which the database itself refuses to write (security design D 1).

It is always rolled back, so nothing can be left behind in it. What must be kept all the same, the trail's entries of
what was looked at, taken out or refused, waits and is written as soon as the transaction has ended: before the answer
leaves, since whoever answers a reader streams nothing. If it cannot be written, there is no answer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import DatabaseError, connection, transaction

from portal.kernel.errors import NotPermitted

ROLE = "portal_ro"
# What PostgreSQL says to a write in such a transaction, and to one that this role may not do anyway.
_READ_ONLY, _NOT_GRANTED = "25006", "42501"
_waiting: ContextVar[list[Callable[[], None]] | None] = ContextVar("waiting_for_the_end_of_reading", default=None)


class ReadsOnly(NotPermitted):
    """Somebody whose roles all read came to something that writes."""

    sentence = (
        "您使用的是审计只读账号，可以查看和导出，不能修改。需要被审计单位补充资料的，请将取证单交办公室审计对接人登记。"
    )


@contextmanager
def reading_only() -> Iterator[None]:
    """Nothing inside can write. Raises ReadsOnly for work that was to be done after a commit: there is none."""
    kept: list[Callable[[], None]] = []
    token = _waiting.set(kept)
    try:
        with transaction.atomic(durable=True):
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION READ ONLY")
                cursor.execute(f"SET LOCAL ROLE {ROLE}")
                # Before the first query the mode could still be turned back.
                cursor.execute("SELECT 1")
            before = len(connection.run_on_commit)
            yield
            is_left_over = len(connection.run_on_commit) > before
            transaction.set_rollback(True)
    finally:
        _waiting.reset(token)
    for keep in kept:
        keep()
    if is_left_over:
        raise ReadsOnly()


def is_reading_only() -> bool:
    return _waiting.get() is not None


def keep_afterwards(keep: Callable[[], None]) -> None:
    """Call it now, or, while somebody is served who only reads, as soon as that has ended."""
    waiting = _waiting.get()
    if waiting is None:
        keep()
    else:
        waiting.append(keep)


def is_write_refused(error: BaseException) -> bool:
    """Whether the database refused a write because of ``reading_only``."""
    code = getattr(error.__cause__, "pgcode", None)
    return isinstance(error, DatabaseError) and is_reading_only() and code in (_READ_ONLY, _NOT_GRANTED)
