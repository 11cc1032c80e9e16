import pytest
from django.contrib.auth.signals import user_logged_in

from portal.accounts import actions
from portal.accounts.facts import PersonSignedIn
from portal.accounts.models import AddressKind
from portal.kernel.errors import NotPermitted
from portal.kernel.permissions import Person, System


def test_time_and_kind_of_network_are_noted(person, deeds):
    actions.record_sign_in(System("登录"), person, came_from=AddressKind.INTERNAL)
    person.refresh_from_db()
    assert person.last_login is not None
    assert person.last_login_from == "internal"
    assert deeds[0].facts == [PersonSignedIn(person.pk, "internal")]
    assert set(deeds[0].changes[0].after) == {"last_login", "last_login_from"}


def test_an_unknown_network_stays_empty(person):
    assert actions.record_sign_in(System("登录"), person, came_from=None).last_login_from == ""


def test_nobody_notes_it_for_another(person, colleague, powers):
    with pytest.raises(NotPermitted):
        actions.record_sign_in(Person(colleague), person, came_from=None)


def test_djangos_own_receiver_is_gone(db):
    assert not user_logged_in.disconnect(dispatch_uid="update_last_login")
