"""take_file: a checked upload becomes a row and bytes under their hash, and nothing changes either."""

from __future__ import annotations

import hashlib
import threading

import pytest
from django.db import connection, transaction

from portal.files import actions, store
from portal.files.facts import FileTaken
from portal.files.models import FileKind, StoredFile
from portal.files.selectors import files_of
from portal.kernel.errors import BrokenInvariant, DesignError, NotPermitted
from portal.kernel.permissions import PORTAL
from tests import world
from tests.files.conftest import VILLAGE, paper, photo
from tests.files.pictures import saved, scene
from tests.projects import sql


def taken(by, where, upload=None, **inputs):
    inputs = {"owner_label": VILLAGE, "owner_key": getattr(where, "pk", 0), **inputs}
    return actions.take_file(by, where, upload=upload or photo(), **inputs)


def test_a_photo_is_kept_in_two_sizes_with_who_and_where(village):
    actor = world.actor(world.holder("community", village))
    content = saved(scene())
    file = taken(actor, village, photo(content, name="东墙.jpeg"))
    file.refresh_from_db()
    assert (file.kind, file.name, file.media_type) == (FileKind.PHOTO, "东墙.jpg", "image/jpeg")
    assert (file.uploaded_by, file.village_id) == (actor.user, village.pk)
    assert file.original_sha256 == hashlib.sha256(content).hexdigest() != file.sha256
    assert len(store.read(file.sha256)) == file.size
    assert store.read(file.small_sha256)
    assert files_of(VILLAGE, village.pk) == [file]


def test_a_scan_of_the_portal_itself_belongs_to_no_village(village):
    file = taken(world.actor(world.holder("office")), PORTAL, paper(), owner_label=VILLAGE, owner_key=village.pk)
    assert (file.kind, file.village_id, file.small_sha256, file.looks) == (FileKind.DOCUMENT, None, "", None)
    assert store.read(file.sha256).startswith(b"%PDF")


def test_the_deed_tells_the_row_and_the_fact(village, deeds):
    file = taken(world.WHY, village)
    [deed] = deeds
    assert deed.facts == [FileTaken(file.uid, "photo", file.sha256, VILLAGE, village.pk, None)]
    [change] = deed.changes
    assert (change.table, change.scope) == ("files.storedfile", (village.pk,))


def test_it_takes_the_power_there(village):
    with pytest.raises(NotPermitted):
        taken(world.actor(world.holder("audit_liaison", village)), village)
    with pytest.raises(NotPermitted):
        taken(world.actor(world.holder("community", world.village(3))), village)
    assert not StoredFile.objects.exists()


def test_the_same_photo_twice_is_told(village):
    first = taken(world.WHY, village)
    again = taken(world.WHY, village)
    smaller = taken(world.WHY, village, photo(saved(scene().resize((320, 240)), "JPEG", quality=40)))
    other = taken(world.WHY, village, photo(saved(scene(shift=90).rotate(90))))
    scan = taken(world.WHY, village, paper())
    assert [file.same_as for file in (first, again, smaller, other, scan)] == [None, first.uid, first.uid, None, None]
    assert again.sha256 == first.sha256


def test_an_owner_is_one_that_somebody_answers_for(village):
    with pytest.raises(DesignError):
        taken(world.WHY, village, owner_label="nobody.knows")
    with pytest.raises(BrokenInvariant, match="同时写明种类和编号"):
        taken(world.WHY, village, owner_key=0)


@pytest.mark.database
def test_the_row_stays_as_it_was_taken(village):
    file = taken(world.WHY, village)
    sql.is_refused("UPDATE files_storedfile SET name = 'x.jpg' WHERE id = %s", file.pk, saying="附件上传后不能改动")
    sql.is_refused("UPDATE files_storedfile SET owner_key = 9 WHERE id = %s", file.pk, saying="不能再转")


@pytest.mark.database
@pytest.mark.django_db(transaction=True)
def test_two_who_send_one_photo_at_once_see_each_other(seeded_today):
    village = world.village(2)
    begin, files = threading.Barrier(2), []

    def send():
        try:
            begin.wait()
            with transaction.atomic():
                files.append(taken(world.WHY, village))
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    early, late = StoredFile.objects.order_by("pk")
    assert {file.uid for file in files} == {early.uid, late.uid}
    assert (early.same_as, late.same_as) == (None, early.uid)
    assert early.sha256 == late.sha256
