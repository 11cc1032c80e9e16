"""give_file: an upload that waited comes to what it belongs to, once."""

from __future__ import annotations

import pytest

from portal.files import actions
from portal.files.actions import FileHasOwner
from portal.files.facts import FileGiven
from portal.kernel.errors import DesignError, NotSeen
from tests import world
from tests.files.conftest import VILLAGE
from tests.files.test_take_file import taken


@pytest.fixture
def sender(village):
    return world.actor(world.holder("community", village, username="sender"))


def given(file, by, village, label=VILLAGE):
    return actions.give_file(by, file, owner_label=label, owner_key=village.pk)


def test_it_belongs_to_its_owner_and_the_deed_says_so(village, sender, deeds):
    file = taken(sender, village, owner_label="", owner_key=0)
    deeds.clear()
    file = given(file, sender, village)
    file.refresh_from_db()
    assert (file.owner_label, file.owner_key) == (VILLAGE, village.pk)
    [deed] = deeds
    assert deed.facts == [FileGiven(file.uid, VILLAGE, village.pk)]
    assert deed.changes[0].before == {"owner_key": 0, "owner_label": ""}


def test_only_once(village, sender):
    with pytest.raises(FileHasOwner) as refused:
        given(taken(sender, village), sender, village)
    assert refused.value.status == 409


def test_only_by_whoever_sent_it_and_to_what_is_known(village, sender):
    file = taken(sender, village, owner_label="", owner_key=0)
    with pytest.raises(NotSeen):
        given(file, world.actor(world.holder("community", village, username="other")), village)
    with pytest.raises(DesignError):
        given(file, sender, village, label="nobody.knows")
