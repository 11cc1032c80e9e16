"""Verifying the whole trail in the database: each text against its leaf, the leaves against every root ever given out.

One reading of one snapshot in the order of the leaves, past the ORM: the database sends while we compute, and memory
does not grow with the trail. What it cannot find alone is a trail made anew from its first entry by whoever holds
database and key; for this there are the roots that others hold (``--held``).
"""

from __future__ import annotations

import struct
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import takewhile
from typing import NamedTuple

from integrity.trail.checkpoints import Note, is_signed
from integrity.trail.fences import broken_fences
from integrity.trail.reading import one_picture, rows, stream
from integrity.trail.tree import LEAF, Tree

MOST_OF_A_KIND = 20
AT_ONCE = 100_000
# A leaf that is no digest any more is sent as one that fits nothing, so that every row has the same form. Each text is
# looked up by its key: a join would sort the trail on the disk before it sent the first row.
_LEAVES = """
    SELECT idx, CASE octet_length(leaf) WHEN 32 THEN leaf ELSE sha256(leaf) END,
        (SELECT body FROM audit_entry WHERE id = entry_id)
    FROM audit_leaf WHERE idx > '{after}' ORDER BY idx LIMIT {most}
"""
# As COPY sends it: the number of columns, then the length of each before its bytes; the body follows to the end.
_ROW = struct.Struct(">hiqi32si")
_LOWEST = -(2**63)
# As one text: there are as many seals as there were moments at which something happened.
_SEALS = "SELECT size, array_to_string(frontier, ',', '-') FROM audit_seal ORDER BY size"
_CHECKPOINTS = """
    SELECT note, sig, public FROM audit_checkpoint LEFT JOIN audit_key ON audit_key.id = key_id
    ORDER BY split_part(note, E'\\n', 2)::bigint, audit_checkpoint.id
"""
# After a restore into another cluster nothing can be said from the numbers of transactions until the next sealing.
_UNSEALED = """
    SELECT entry.id, xid < coalesce((
            SELECT horizon FROM audit_seal WHERE cluster = (SELECT system_identifier FROM pg_control_system())
                AND size = (SELECT max(size) FROM audit_seal)), '0')
    FROM audit_entry AS entry
    WHERE NOT EXISTS (SELECT FROM audit_leaf WHERE entry_id = entry.id)
    ORDER BY entry.id
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
        for entry, is_forgotten in rows(_UNSEALED):
            done.unsealed += 1
            if is_forgotten:
                done.find("未封存", f"留痕编号{entry}：没有封存，而比它晚的都已封存。")
    done.close()
    return done


def _read_through(held: Sequence[Held], done: Verified) -> None:
    """Grow the tree from the texts and stop at each size of which something was said."""
    reading = _Reading([_Marks(_of_seals(done)), _Marks(_of_checkpoints(done)), _Marks(_of_held(held))], done)
    reading.go_through()
    done.entries = reading.tree.size
    for mark in reading.marks:
        for wanted in mark.rest():
            done.find(wanted.kind, f"{wanted.said}：需要{wanted.size}条，现在封存的只有{done.entries}条。")
    if done.entries and done.last_seal != done.entries:
        done.find("封存", f"封存的叶共{done.entries}条，最后一次封存记的是{done.last_seal}条。")


class _Reading:
    """How far it is: the tree over the leaves that were read, and what is expected of the next ones."""

    def __init__(self, marks: list[_Marks], done: Verified) -> None:
        self.marks, self.done = marks, done
        self.tree, self.expected, self.last = Tree(), 0, _LOWEST

    def go_through(self) -> None:
        """In parts: while the database sends, nobody can ask it what was said of the sizes in between."""
        _compare(self.tree, self.marks, self.done)
        before = -1
        while self.tree.size > before:
            before = self.tree.size
            for mark in self.marks:
                mark.look_ahead(before + AT_ONCE)
            stream(_LEAVES.format(after=self.last, most=AT_ONCE), self.take)

    def take(self, rows: list[bytes]) -> None:
        """The next leaves: each in its place, with the text that it was made of."""
        leaves, expected = [], self.expected
        for row in rows:
            _, _, idx, _, leaf, length = _ROW.unpack_from(row)
            if idx != expected:
                self.done.find("序号", f"封存序号不连续：应为第{expected}条，实为第{idx}条。")
                expected = idx
            expected += 1
            if sha256(LEAF + row[_ROW.size :]).digest() != leaf:
                self._find_wrong(idx, is_gone=length < 0)
            leaves.append(leaf)
            self.last = idx
        self.expected = expected
        self._grow(leaves)

    def _find_wrong(self, idx: int, *, is_gone: bool) -> None:
        what = "封存还在，条目已不在" if is_gone else "内容与封存的叶值不符"
        self.done.find("条目", f"第{idx}条：{what}。")

    def _grow(self, leaves: list[bytes]) -> None:
        end = self.tree.size + len(leaves)
        sizes = {end}.union(*(mark.sizes(end) for mark in self.marks))
        for tree in self.tree.on_the_way(leaves, sorted(sizes)):
            self.tree = tree
            _compare(tree, self.marks, self.done)


class _Marks:
    """What was said of the tree, by size; the next ones can be looked at before they are taken."""

    def __init__(self, said: Iterator[Wanted]) -> None:
        self._said = said
        self._near: deque[Wanted] = deque()
        self._step()

    def look_ahead(self, size: int) -> None:
        """Have those up to this size at hand, and the one behind them."""
        while self._near and self._near[-1].size <= size and self._step():
            pass

    def sizes(self, most: int) -> Iterator[int]:
        """Of which sizes something was said, up to this one."""
        return takewhile(lambda size: size <= most, (wanted.size for wanted in self._near))

    def take(self, size: int) -> Iterator[Wanted]:
        """Those of this size; of a smaller one there are none left."""
        while self._near and self._near[0].size <= size:
            yield self._near.popleft()

    def rest(self) -> Iterator[Wanted]:
        while self._near:
            yield self._near.popleft()
            self._near or self._step()

    def _step(self) -> bool:
        wanted = next(self._said, None)
        if wanted:
            self._near.append(wanted)
        return wanted is not None


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
        yield _wanted_frontier(size, frontier)


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


def _wanted_frontier(size: int, nodes: str) -> Wanted:
    return Wanted(
        size, lambda tree: ",".join(f"\\x{node.hex()}" for node in tree.frontier) == nodes, "封存", f"封存至{size}条"
    )


def _wanted_root(said: Held, kind: str, sentence: str) -> Wanted:
    return Wanted(said.size, lambda tree: tree.root.hex() == said.root, kind, sentence)
