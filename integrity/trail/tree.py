"""The RFC 6962 tree: plain leaf and node hashes, kept as the roots of its full subtrees, so that growing is cheap."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

LEAF, NODE = b"\x00", b"\x01"  # so that nobody can pass a node off as an entry
EMPTY_ROOT = hashlib.sha256(b"").digest()


def leaf_of(body: str) -> bytes:
    """The leaf hash of an entry's body."""
    return hashlib.sha256(LEAF + body.encode()).digest()


def node_of(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(NODE + left + right).digest()


@dataclass(frozen=True)
class Tree:
    """The tree over the first ``size`` leaves; ``frontier`` holds the full subtrees, the largest first."""

    size: int = 0
    frontier: tuple[bytes, ...] = ()

    def grown(self, leaves: Iterable[bytes]) -> Tree:
        """The same tree with further leaves."""
        stack, size = list(self.frontier), self.size
        for leaf in leaves:
            node, pairs = leaf, size
            while pairs & 1:
                node, pairs = node_of(stack.pop(), node), pairs >> 1
            stack.append(node)
            size += 1
        return Tree(size, tuple(stack))

    @property
    def root(self) -> bytes:
        if not self.frontier:
            return EMPTY_ROOT
        *larger, root = self.frontier
        for node in reversed(larger):
            root = node_of(node, root)
        return root
