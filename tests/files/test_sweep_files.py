"""sweep_files: what nobody claimed for a day goes, its bytes too, unless somebody still rests on them."""

from __future__ import annotations

import ast
from datetime import timedelta
from pathlib import Path

import pytest

from portal.files import actions, store
from portal.files.contributions import HOLDERS
from portal.files.models import StoredFile
from portal.kernel import clock
from portal.kernel.errors import NotPermitted
from portal.kernel.permissions import PORTAL
from tests import world
from tests.architecture.house import app_of, modules
from tests.clock import go_on
from tests.files.conftest import paper, photo
from tests.files.pictures import saved, scene
from tests.files.test_take_file import taken

ROOT = Path(__file__).resolve().parents[2]


def swept(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        return actions.sweep_files(world.WHY, PORTAL)


def waiting(village, upload=None):
    return taken(world.WHY, village, upload, owner_label="", owner_key=0)


def test_a_day_later_the_file_and_its_bytes_are_gone(village, deeds, django_capture_on_commit_callbacks):
    file, kept = waiting(village), taken(world.WHY, village, paper())
    assert swept(django_capture_on_commit_callbacks) == 0
    go_on(timedelta(days=1, minutes=1))
    deeds.clear()
    assert swept(django_capture_on_commit_callbacks) == 1
    assert list(StoredFile.objects.all()) == [kept]
    assert not store.path(file.sha256).exists()
    assert not store.path(file.small_sha256).exists()
    assert store.read(kept.sha256)
    assert deeds[0].changes[0].before["name"] == file.name


def test_bytes_that_another_file_or_app_rests_on_stay(village, monkeypatch, django_capture_on_commit_callbacks):
    scan = waiting(village, paper(b"%PDF-1.7\nedition\n%%EOF"))
    double = waiting(village)
    taken(world.WHY, village)
    monkeypatch.setattr(HOLDERS, "_entries", {"tests": (0, lambda digests: {scan.sha256} & set(digests))})
    go_on(timedelta(days=1, minutes=1))
    assert swept(django_capture_on_commit_callbacks) == 2
    assert store.read(scan.sha256)
    assert store.read(double.sha256)
    assert store.read(double.small_sha256)


def test_the_same_bytes_sent_again_before_they_are_removed_stay(village, django_capture_on_commit_callbacks):
    file = waiting(village)
    go_on(timedelta(days=1, minutes=1))
    with django_capture_on_commit_callbacks(execute=True):
        actions.sweep_files(world.WHY, PORTAL)
        taken(world.WHY, village, photo(saved(scene())))
    assert store.read(file.sha256)


def test_nobody_sweeps_who_may_only_upload(village):
    with pytest.raises(NotPermitted):
        actions.sweep_files(world.actor(world.holder("community", village)), PORTAL)


def test_half_written_uploads_of_days_gone_by_are_told_from_those_of_today(village, folder):
    today = clock.today()
    folder.mkdir()
    for day in (today, today - timedelta(days=1), today - timedelta(days=2)):
        (folder / f"tmp.upload-{day:%Y%m%d}.00ff").write_bytes(b"half")
    assert actions.gone_uploads() == {f"upload-{today - timedelta(days=2):%Y%m%d}"}


def test_every_app_that_stores_bytes_says_which_it_needs():
    """Otherwise a sweep could remove a paper that somebody happened to upload as well."""
    putting = {
        app_of(name)
        for name, _, tree in modules(ROOT)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "store.put"
    }
    registered = HOLDERS.keys()
    # The restore of a backup puts back what others hold.
    assert putting - {"portal.files", "portal.site"} == set(registered)
