"""The RFC 6962 tree: plain leaf and node hashes, kept as the roots of its full subtrees, so that growing is cheap."""

from __future__ import annotations

from collections.abc import Iterable
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
        """The same tree with further leaves, built one level after the other.

        On each level the full subtree that stood there already goes first; who is left without a partner stays.
        """
        nodes, stack = list(leaves), list(self.frontier)
        size, level, left = self.size + len(nodes), 0, []
        while nodes:
            if self.size >> level & 1:
                nodes.insert(0, stack.pop())
            if len(nodes) & 1:
                left.append(nodes.pop())
            pairs = iter(nodes)
            nodes = [sha256(NODE + one + other).digest() for one, other in zip(pairs, pairs, strict=True)]
            level += 1
        return Tree(size, (*stack, *reversed(left)))

    @property
    def root(self) -> bytes:
        if not self.frontier:
            return EMPTY_ROOT
        *larger, root = self.frontier
        for node in reversed(larger):
            root = node_of(node, root)
        return root
