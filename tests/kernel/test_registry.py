"""Registries: one entry a key, a settled order, contributions found in files of fixed names."""

import sys
from importlib.util import find_spec

import pytest
from django.apps import apps

from portal.kernel.errors import DesignError
from portal.kernel.registry import CONTRIBUTION_FILES, Registry, discover
from portal.web.pages import MENU


def test_a_key_is_given_once():
    registry = Registry("thing")
    registry.add("one", 1)
    with pytest.raises(DesignError, match="thing 'one' is contributed twice"):
        registry.add("one", 2)
    assert registry["one"] == 1


def test_entries_come_in_their_order_and_then_by_key():
    registry = Registry("thing")
    for key, order in (("b", 10), ("c", 0), ("a", 10)):
        assert registry.add(key, key.upper(), order=order) == key.upper()
    assert list(registry) == ["C", "A", "B"]
    assert registry.keys() == ["a", "b", "c"]
    assert len(registry) == 3
    assert "a" in registry
    assert "z" not in registry


def test_what_nobody_gave_is_not_there():
    with pytest.raises(KeyError):
        Registry("thing")["nothing"]


def test_every_contribution_of_every_app_is_imported_at_start():
    ours = [config.name for config in apps.get_app_configs() if getattr(config, "is_ours", False)]
    assert {"portal.accounts", "portal.jobs", "portal.reports", "projects", "portal.site"} <= set(ours)
    there = [f"{app}.{name}" for app in ours for name in CONTRIBUTION_FILES if find_spec(f"{app}.{name}")]
    assert [name for name in there if name not in sys.modules] == []


def test_discovering_again_gives_nothing_twice():
    before = MENU.keys()
    discover()
    assert MENU.keys() == before
