"""Reading the whole trail past the ORM: one snapshot, some thousand rows at a time, so that memory does not grow."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction

from portal.kernel.errors import DesignError

STRETCH = 2_000  # more is slower: the rows no longer fit into the processor


@contextmanager
def one_picture() -> Iterator[None]:
    """What is written meanwhile is not seen. Not inside another transaction."""
    with transaction.atomic(durable=True):
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


def rows(query: str, given: list[Any] | None = None) -> Iterator[Any]:
    with connection.chunked_cursor() as cursor:
        cursor.execute(query, given)
        while found := cursor.fetchmany(STRETCH):
            yield from found


def stream(query: str, take: Callable[[list[bytes]], None]) -> None:
    """Give ``take`` the rows as PostgreSQL sends them (binary COPY), while it makes the next ones."""
    sink = _Sink(take)
    with connection.cursor() as cursor:
        cursor.copy_expert(f"COPY ({query}) TO STDOUT (FORMAT binary)", sink)
    sink.end()


class _Sink:
    """What psycopg2 writes to: one message for each row, the first behind a header, and one that ends them."""

    HEADER = 19  # bytes: the signature, no flags, no extension
    END = b"\xff\xff"

    def __init__(self, take: Callable[[list[bytes]], None]) -> None:
        self._take = take
        self._rows: list[bytes] = []
        self._skipped = self.HEADER

    def write(self, message: bytes) -> None:
        if self._skipped:
            message, self._skipped = message[self._skipped :], 0
        self._rows.append(message)
        if len(self._rows) > STRETCH:
            last = self._rows.pop()
            self._take(self._rows)
            self._rows = [last]

    def end(self) -> None:
        """The last rows; what ends them is no row."""
        if self._rows.pop() != self.END:
            raise DesignError("a copy of the trail ended before its end")
        self._take(self._rows)
