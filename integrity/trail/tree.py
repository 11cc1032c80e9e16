"""The RFC 6962 tree: plain leaf and node hashes, kept as the roots of its full subtrees, so that growing is cheap."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

LEAF, NODE = b"\x00", b"\x01"  # so that nobody can pass a node off as an entry
EMPTY_ROOT = sha256(b"").digest()


def leaf_of(body: str) -> bytes:
    """The leaf hash of an entry's body."""
    return sha256(LEAF + body.encode()).digest()


def node_of(left: bytes, right: bytes) -> bytes:
    return sha256(NODE + left + right).digest()


@dataclass(frozen=True)
class Tree:
    """The tree over the first ``size`` leaves; ``frontier`` holds the full subtrees, the largest first."""

    size: int = 0
    frontier: tuple[bytes, ...] = ()

    def grown(self, leaves: Iterable[bytes]) -> Tree:
        """The same tree with further leaves."""
        if not (added := list(leaves)):
            return self
        (tree,) = self.on_the_way(added, [self.size + len(added)])
        return tree

    def on_the_way(self, leaves: Sequence[bytes], sizes: Iterable[int]) -> Iterator[Tree]:
        """The trees of these sizes, none smaller than this one, that it has been when all the leaves are added."""
        stands = dict(zip(_places(self.size), self.frontier, strict=True))
        levels = list(_levels(leaves, self.size, stands))
        for size in sizes:
            frontier = []
            for level in _places(size):
                nodes, first = levels[level] if level < len(levels) else ((), size)
                place = (size >> level) - 1 - first
                frontier.append(nodes[place] if place >= 0 else stands[level])
            yield Tree(size, tuple(frontier))

    @property
    def root(self) -> bytes:
        if not self.frontier:
            return EMPTY_ROOT
        *larger, root = self.frontier
        for node in reversed(larger):
            root = node_of(node, root)
        return root


def _places(size: int) -> list[int]:
    """The levels on which a tree of this size has a full subtree of its own, the highest first."""
    return [level for level in range(size.bit_length() - 1, -1, -1) if size >> level & 1]


def _levels(leaves: Sequence[bytes], size: int, stands: Mapping[int, bytes]) -> Iterator[tuple[list[bytes], int]]:
    """What the leaves add to a tree, level by level: the nodes, and the place of the first of them on its level.

    The full subtree that stood on a level goes before its first new neighbour; who has no partner yet goes no higher.
    """
    nodes, level = list(leaves), 0
    while nodes:
        first = size >> level
        if first & 1:
            nodes.insert(0, stands[level])
            first -= 1
        yield nodes, first
        pairs = iter(nodes)
        nodes = [sha256(NODE + one + other).digest() for one, other in zip(pairs, pairs, strict=False)]
        level += 1
