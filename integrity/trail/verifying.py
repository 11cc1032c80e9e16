"""Verifying the whole trail in the database: each text against its leaf, the leaves against every root ever given out.

One reading of one snapshot in the order of the leaves, through the server's cursors and past the ORM: memory does not
grow with the trail. What it cannot find alone is a trail made anew from its first entry by whoever holds database and
key; for this there are the roots that others hold (``--held``).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from django.db import connection

from integrity.trail.checkpoints import Note, is_signed
from integrity.trail.fences import broken_fences
from integrity.trail.reading import one_picture, rows, stretches
from integrity.trail.tree import Tree, leaf_of

MOST_OF_A_KIND = 20
_LEAVES = """
    SELECT idx, leaf, body FROM audit_leaf LEFT JOIN audit_entry ON audit_entry.id = entry_id ORDER BY idx
"""
_SEALS = "SELECT size, frontier FROM audit_seal ORDER BY size"
_CHECKPOINTS = """
    SELECT note, sig, public FROM audit_checkpoint LEFT JOIN audit_key ON audit_key.id = key_id
    ORDER BY split_part(note, E'\\n', 2)::bigint, audit_checkpoint.id
"""
# After a restore into another cluster nothing can be said from the numbers of transactions until the next sealing.
_FORGOTTEN = """
    SELECT entry.id FROM audit_entry AS entry
    WHERE xid < (
            SELECT horizon FROM audit_seal WHERE cluster = (SELECT system_identifier FROM pg_control_system())
                AND size = (SELECT max(size) FROM audit_seal))
        AND NOT EXISTS (SELECT FROM audit_leaf WHERE entry_id = entry.id)
    ORDER BY entry.id
"""
_UNSEALED = """
    SELECT count(*) FROM audit_entry AS entry
    WHERE NOT EXISTS (SELECT FROM audit_leaf WHERE entry_id = entry.id)
"""


class Held(NamedTuple):
    """A size and root that somebody kept outside, as lower-case hexadecimal digits."""

    size: int
    root: str


@dataclass
class Verified:
    """What was looked at, in numbers, and a sentence for each thing that is not as it must be."""

    entries: int = 0
    unsealed: int = 0
    seals: int = 0
    last_seal: int = 0
    checkpoints: int = 0
    findings: list[str] = field(default_factory=list)
    _kinds: Counter[str] = field(default_factory=Counter)

    def find(self, kind: str, sentence: str) -> None:
        """Keep the sentence; of one kind only the first ones, since one cut can shift a million entries."""
        self._kinds[kind] += 1
        if self._kinds[kind] <= MOST_OF_A_KIND:
            self.findings.append(sentence)

    @property
    def count(self) -> int:
        """Of all that was found, told or left out."""
        return self._kinds.total()

    def close(self) -> None:
        """Say how many sentences were left out."""
        for kind, count in self._kinds.items():
            if count > MOST_OF_A_KIND:
                self.findings.append(f"{kind}：另有{count - MOST_OF_A_KIND}处，从略。")


class Wanted(NamedTuple):
    """What the tree must be when it has this size, and what it means when it is not."""

    size: int
    is_met: Callable[[Tree], bool]
    kind: str
    said: str


def verify(held: Sequence[Held] = ()) -> Verified:
    """Look at all of it. Not inside another transaction."""
    done = Verified()
    with one_picture():
        for sentence in broken_fences():
            done.find("防护", sentence)
        _read_through(held, done)
        for (entry,) in rows(_FORGOTTEN):
            done.find("未封存", f"留痕编号{entry}：没有封存，而比它晚的都已封存。")
        with connection.cursor() as cursor:
            cursor.execute(_UNSEALED)
            done.unsealed = cursor.fetchone()[0]
    done.close()
    return done


def _read_through(held: Sequence[Held], done: Verified) -> None:
    """Grow the tree from the texts and stop at each size of which something was said."""
    marks = [_Marks(_of_seals(done)), _Marks(_of_checkpoints(done)), _Marks(_of_held(held))]
    tree, expected = Tree(), 0
    _compare(tree, marks, done)
    for stretch in stretches(_LEAVES):
        leaves = []
        for idx, seen, body in stretch:
            leaf = bytes(seen)
            if idx != expected:
                done.find("序号", f"封存序号不连续：应为第{expected}条，实为第{idx}条。")
                expected = idx
            expected += 1
            if body is None:
                done.find("条目", f"第{idx}条：封存还在，条目已不在。")
            elif leaf_of(body) != leaf:
                done.find("条目", f"第{idx}条：内容与封存的叶值不符。")
            leaves.append(leaf)
        tree = _grown(tree, leaves, marks, done)
    done.entries = tree.size
    for mark in marks:
        for wanted in mark.rest():
            done.find(wanted.kind, f"{wanted.said}：需要{wanted.size}条，现在封存的只有{tree.size}条。")
    if done.entries and done.last_seal != done.entries:
        done.find("封存", f"封存的叶共{done.entries}条，最后一次封存记的是{done.last_seal}条。")


class _Marks:
    """What was said of the tree, by size; the next one can be looked at before it is taken."""

    def __init__(self, said: Iterator[Wanted]) -> None:
        self._said = said
        self.next = next(said, None)

    def take(self, size: int) -> Iterator[Wanted]:
        """Those of this size; of a smaller one there are none left."""
        while self.next and self.next.size <= size:
            yield self.next
            self.next = next(self._said, None)

    def rest(self) -> Iterator[Wanted]:
        while self.next:
            yield self.next
            self.next = next(self._said, None)


def _grown(tree: Tree, leaves: list[bytes], marks: list[_Marks], done: Verified) -> Tree:
    start = 0
    while start < len(leaves):
        sizes = [mark.next.size - tree.size for mark in marks if mark.next]
        end = min([len(leaves), *(start + size for size in sizes)])
        tree = tree.grown(leaves[start:end])
        start = end
        _compare(tree, marks, done)
    return tree


def _compare(tree: Tree, marks: list[_Marks], done: Verified) -> None:
    for mark in marks:
        for wanted in mark.take(tree.size):
            if not wanted.is_met(tree):
                done.find(
                    wanted.kind, f"{wanted.said}：前{wanted.size}条与所记不符，其中有条目被改动、删除、插入或调换。"
                )


def _of_seals(done: Verified) -> Iterator[Wanted]:
    for size, frontier in rows(_SEALS):
        done.seals, done.last_seal = done.seals + 1, size
        yield _wanted_frontier(size, tuple(bytes(node) for node in frontier))


def _of_checkpoints(done: Verified) -> Iterator[Wanted]:
    for text, signature, public in rows(_CHECKPOINTS):
        done.checkpoints += 1
        note = Note.parse(text)
        said = f"校验点{note.size}条 {note.root[:16]}…"
        if public is None or not is_signed(text, bytes(signature), bytes(public)):
            done.find("签名", f"{said}：签名与登记的公钥不符。")
        yield _wanted_root(Held(note.size, note.root), "校验点", said)


def _of_held(held: Sequence[Held]) -> Iterator[Wanted]:
    for each in sorted(held):
        yield _wanted_root(each, "所持校验码", f"您所持的{each.size}条 {each.root[:16]}…")


def _wanted_frontier(size: int, nodes: tuple[bytes, ...]) -> Wanted:
    return Wanted(size, lambda tree: tree.frontier == nodes, "封存", f"封存至{size}条")


def _wanted_root(said: Held, kind: str, sentence: str) -> Wanted:
    return Wanted(said.size, lambda tree: tree.root.hex() == said.root, kind, sentence)
