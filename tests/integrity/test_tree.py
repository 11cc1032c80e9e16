"""The tree of RFC 6962, section 2.1: the same root however it was grown."""

from __future__ import annotations

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrity.trail.tree import EMPTY_ROOT, LEAF, NODE, Tree, leaf_of


def root_as_written(leaves):
    """Word by word: the largest power of two smaller than their number is split off."""
    if len(leaves) < 2:
        return leaves[0] if leaves else sha256(b"").digest()
    split = 1 << (len(leaves) - 1).bit_length() - 1
    return sha256(NODE + root_as_written(leaves[:split]) + root_as_written(leaves[split:])).digest()


def leaves_of(count):
    return [leaf_of(str(number)) for number in range(count)]


@given(st.lists(st.integers(0, 40), max_size=6))
def test_in_any_steps_it_is_the_same_tree(steps):
    leaves, tree, done = leaves_of(sum(steps)), Tree(), 0
    for step in steps:
        tree = tree.grown(leaves[done : done + step])
        done += step
        assert (tree.size, tree.root) == (done, root_as_written(leaves[:done]))
        assert len(tree.frontier) == done.bit_count()
    assert tree == Tree().grown(iter(leaves))


@given(st.integers(0, 70), st.integers(0, 70), st.sets(st.integers(0, 70)))
def test_what_it_was_on_the_way_is_what_it_would_have_been(start, more, steps):
    leaves = leaves_of(start + more)
    sizes = sorted(start + step for step in steps if step <= more)
    trees = list(Tree().grown(leaves[:start]).on_the_way(leaves[start:], sizes))
    assert trees == [Tree().grown(leaves[:size]) for size in sizes]


@pytest.mark.parametrize("size", [0, 1, 2, 3, 7, 8, 1000])
def test_its_root_is_the_one_of_the_standard(size):
    assert Tree().grown(leaves_of(size)).root == root_as_written(leaves_of(size))


def test_a_leaf_is_no_node():
    assert leaf_of("a") == sha256(LEAF + b"a").digest() != sha256(b"a").digest()
    assert Tree().root == EMPTY_ROOT
