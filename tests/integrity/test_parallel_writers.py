"""Many write at once, some take back what they wrote, one holds a transaction open, and two seal meanwhile: in the end
every committed entry has one leaf, in an order without gaps.

`make soak ARGS=trail` asks for more by ``PORTAL_WRITERS`` and ``PORTAL_DEEDS`` (deeds of each writer).
"""

from __future__ import annotations

import json
import os
import random
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from django.db import InternalError, connection, transaction

from integrity.models import AuditEntry, AuditLeaf
from integrity.trail import sealing
from integrity.trail.tree import Tree, leaf_of
from portal.accounts import actions as accounts
from portal.kernel.permissions import PORTAL
from tests.world import WHY

pytestmark = [pytest.mark.database, pytest.mark.django_db(transaction=True)]

WRITERS = int(os.environ.get("PORTAL_WRITERS", "6"))
DEEDS = int(os.environ.get("PORTAL_DEEDS", "40"))
TAKEN_BACK = 0.2
SEALERS = 2


class Changed(Exception):
    """The writer takes back what he has written."""


@dataclass
class Written:
    """What the writers know: the names that they committed, and those that they took back."""

    kept: list[str] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)


def test_every_committed_entry_has_one_leaf_and_no_other_has():
    written, held = Written(), Held()
    with ThreadPoolExecutor(1) as pool:
        holding = pool.submit(alone, held.hold)
        try:
            assert held.is_open.wait(30)
            rounds = write_and_seal(written)
            # Two sealings over, and nothing that began after the open transaction has its leaf.
            assert [sealing.seal(waits=True).entries for _ in range(2)] == [0, 0]
            assert unsealed() == len(written.kept)
        finally:
            held.may_end.set()
        holding.result()
    sealing.seal(waits=True)
    assert len(written.gone) > 0
    assert_right([*written.kept, "一直开着的"])
    measured(rounds=rounds, entries=AuditLeaf.objects.count(), taken_back=len(written.gone))


def test_sealers_and_writers_at_once_leave_nothing_out():
    written = Written()
    assert write_and_seal(written) > SEALERS
    sealing.seal(waits=True)
    assert_right(written.kept)


def test_who_does_not_wait_leaves_it_to_the_sealer_at_work():
    accounts.open_organisation(WHY, PORTAL, name="甲单位", kind="department")
    holds, ends = threading.Event(), threading.Event()

    def seal_slowly() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT audit_seal_entries(10, true)")
            holds.set()
            ends.wait(30)

    with ThreadPoolExecutor(1) as pool:
        slow = pool.submit(alone, seal_slowly)
        assert holds.wait(30)
        assert sealing.seal() == sealing.Sealed(0, is_ours=False)
        ends.set()
        slow.result()
    assert sealing.seal() == sealing.Sealed(0)
    assert_right(["甲单位"])


def test_sealing_in_batches_is_sealing_at_once():
    roots = []
    for batch in (1, 7, sealing.BATCH):
        for number in range(20):
            accounts.open_organisation(WHY, PORTAL, name=f"单位{batch}-{number}", kind="department")
        assert sealing.seal(waits=True, batch=batch).entries == 20
        leaves = [bytes(leaf) for leaf in AuditLeaf.objects.order_by("idx").values_list("leaf", flat=True)]
        assert sealing.head() == Tree().grown(leaves)
        roots.append(sealing.head().root)
    assert [sealing.tree_at(size).root for size in (20, 40, 60)] == roots
    assert len(set(roots)) == 3


def test_one_transaction_of_many_entries_is_cut_by_a_batch_without_loss():
    with transaction.atomic():
        for number in range(25):
            accounts.open_organisation(WHY, PORTAL, name=f"单位{number}", kind="department")
    assert sealing.seal(waits=True, batch=10).entries == 25
    assert_right([f"单位{number}" for number in range(25)])


def test_above_read_committed_nobody_seals():
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        with pytest.raises(InternalError, match="READ COMMITTED"), transaction.atomic():
            cursor.execute("SELECT audit_seal_entries(10, true)")


class Held:
    """A transaction that writes an entry and stays open until it may end."""

    def __init__(self) -> None:
        self.is_open, self.may_end = threading.Event(), threading.Event()

    def hold(self) -> None:
        with transaction.atomic():
            accounts.open_organisation(WHY, PORTAL, name="一直开着的", kind="department")
            self.is_open.set()
            self.may_end.wait()


def write_and_seal(written: Written) -> int:
    """All writers beside two sealers, one of whom waits for the other; how often they sealed."""
    writing = threading.Event()
    writing.set()
    with ThreadPoolExecutor(WRITERS + SEALERS) as pool:
        sealers = [pool.submit(alone, seal_while, writing, waits=place == 0) for place in range(SEALERS)]
        writers = [pool.submit(alone, write, number, written) for number in range(WRITERS)]
        try:
            for writer in writers:
                writer.result()
        finally:
            writing.clear()
        return sum(sealer.result() for sealer in sealers)


def alone(work: Callable[..., Any], *arguments: Any, **inputs: Any) -> Any:
    """Do it with a connection of its own."""
    try:
        return work(*arguments, **inputs)
    finally:
        connection.close()


def write(number: int, written: Written) -> None:
    chance = random.Random(number)
    for turn in range(DEEDS):
        name = f"单位{number}-{turn}"
        is_kept = chance.random() >= TAKEN_BACK
        try:
            with transaction.atomic():
                accounts.open_organisation(WHY, PORTAL, name=name, kind="department")
                if not is_kept:
                    raise Changed
            written.kept.append(name)
        except Changed:
            written.gone.append(name)


def seal_while(writing: threading.Event, *, waits: bool) -> int:
    rounds = 0
    while writing.is_set():
        sealing.seal(waits=waits, batch=17)
        rounds += 1
    return rounds


def unsealed() -> int:
    return AuditEntry.objects.exclude(pk__in=AuditLeaf.objects.values("entry_id")).count()


def assert_right(names: list[str]) -> None:
    """Every entry has one leaf, numbered from 0 without a gap, in the order of transactions; the names are those."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT idx, entry_id, leaf, body, xid::text::bigint FROM audit_leaf"
            " FULL JOIN audit_entry ON audit_entry.id = entry_id ORDER BY idx"
        )
        rows = cursor.fetchall()
    assert [idx for idx, *_ in rows] == list(range(len(rows)))
    assert len({entry for _, entry, *_ in rows}) == len(rows)
    assert all(leaf_of(body) == bytes(leaf) for _, _, leaf, body, _ in rows)
    assert sealing.head() == Tree().grown(bytes(leaf) for _, _, leaf, _, _ in rows)
    order = [(xid, entry) for _, entry, _, _, xid in rows]
    assert order == sorted(order)
    assert sorted(json.loads(body)["after"]["name"] for *_, body, _ in rows) == sorted(names)


def measured(**numbers: int) -> None:
    if place := os.environ.get("PORTAL_MEASURED"):
        Path(place).write_text(json.dumps(numbers))
