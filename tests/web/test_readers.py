"""Whoever only reads hears what his account is for when he tries a deed, and the common sentence on a page."""

import pytest

from portal.kernel.reading import ReadsOnly
from tests import world

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def portal(seeded_today):
    """The portal that a test works in."""


def said(client, user, method, path):
    client.force_login(user)
    answer = getattr(client, method)(path)
    assert answer.status_code == 403
    return ReadsOnly.sentence in answer.content.decode()


@pytest.mark.parametrize("role", ["auditor", "discipline"])
def test_a_reader_who_tries_a_deed_is_told_what_his_account_is_for(client, role):
    user = world.holder(role)
    pk = world.village(1).pk
    assert said(client, user, "post", f"/villages/{pk}/name/")
    assert said(client, user, "post", "/editions/make/")
    assert not said(client, user, "get", "/jobs/")


def test_whoever_does_other_work_too_is_no_reader(client):
    user = world.holder("township", world.village(1))
    assert not said(client, user, "post", "/editions/make/")
