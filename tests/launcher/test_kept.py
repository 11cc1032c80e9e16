"""The cluster that is kept between runs: taken only when it is whole and made from the same things."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.kept import MOST_KEPT, Kept


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A project with one migration, one table and one page."""
    for name in ("migrations/0001_initial.py", "models/village.py", "views.py"):
        place = tmp_path / "tree" / "projects" / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text("first")
    return tmp_path / "tree"


@pytest.fixture
def kept(tmp_path: Path, tree: Path):
    """``kept(programs)``: where a run of this tree on these programs looks."""
    return lambda programs="18": Kept(tmp_path / "kept", tmp_path / programs, root=tree)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "PG_VERSION").write_text("18")
    return tmp_path / "data"


def test_the_next_run_has_what_was_kept_and_its_password(kept, data, tmp_path):
    first = kept()
    assert not first.copy_to(tmp_path / "copy")
    first.keep(data)
    second = kept()
    assert second.copy_to(tmp_path / "copy")
    assert (tmp_path / "copy" / "PG_VERSION").read_text() == "18"
    assert second.password == first.password
    assert (second.folder / "superuser-password").stat().st_mode & 0o777 == 0o600


def test_what_is_half_copied_is_not_taken_and_makes_room(kept, data, tmp_path):
    (kept().folder / "keeping").mkdir()
    (kept().folder / "keeping" / "half").touch()
    assert not kept().copy_to(tmp_path / "copy")
    kept().keep(data)
    assert kept().copy_to(tmp_path / "copy")
    assert not (tmp_path / "copy" / "half").exists()


def test_a_change_of_a_migration_a_table_or_postgresql_asks_for_another(kept, data, tree):
    kept().keep(data)
    assert not kept("15").data.exists()
    (tree / "projects" / "views.py").write_text("changed")
    assert kept().data.exists()
    for name in ("migrations/0001_initial.py", "models/village.py"):
        place = tree / "projects" / name
        place.write_text("changed")
        assert not kept().data.exists(), name
        place.write_text("first")
    (tree / "projects" / "migrations" / "0002_more.py").touch()
    assert not kept().data.exists()


def test_no_more_are_kept_than_are_of_use(kept, data):
    for number in range(MOST_KEPT + 2):
        kept(str(number)).keep(data)
    assert len(list(kept().parent.glob("*/data"))) == MOST_KEPT
    assert kept(str(MOST_KEPT + 1)).data.exists()
