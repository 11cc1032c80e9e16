"""Reading the whole trail past the ORM: one snapshot, through the server's cursors, so that memory does not grow."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction

STRETCH = 2_000  # more is slower: the rows no longer fit into the processor


@contextmanager
def one_picture() -> Iterator[None]:
    """What is written meanwhile is not seen. Not inside another transaction."""
    with transaction.atomic(durable=True):
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


def rows(query: str, given: list[Any] | None = None) -> Iterator[Any]:
    for stretch in stretches(query, given):
        yield from stretch


def stretches(query: str, given: list[Any] | None = None) -> Iterator[list[Any]]:
    """The same, some thousand at a time."""
    with connection.chunked_cursor() as cursor:
        cursor.execute(query, given)
        while found := cursor.fetchmany(STRETCH):
            yield found
