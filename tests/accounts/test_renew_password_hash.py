import pytest
from django.contrib.auth.hashers import make_password
from django.test import override_settings

from portal.accounts import actions
from portal.kernel.errors import NotPermitted
from portal.kernel.permissions import Person, System

PBKDF2 = "django.contrib.auth.hashers.PBKDF2PasswordHasher"
MD5 = "django.contrib.auth.hashers.MD5PasswordHasher"


def test_the_same_password_counts_under_the_newer_hash(person, deeds):
    encoded = make_password(person.password_given)
    renewed = actions.renew_password_hash(System("测试"), person, encoded=encoded)
    renewed.refresh_from_db()
    assert renewed.password == encoded
    assert renewed.check_password(person.password_given)
    assert deeds[0].action == "portal.accounts.renew_password_hash"


def test_nobody_renews_another_persons(person, colleague, powers):
    with pytest.raises(NotPermitted):
        actions.renew_password_hash(Person(colleague), person, encoded="x")


def test_a_sign_in_renews_an_old_hash(client, person, sign_in):
    with override_settings(PASSWORD_HASHERS=[PBKDF2, MD5]):
        assert sign_in(person).status_code == 302
        person.refresh_from_db()
        assert person.password.startswith("pbkdf2_sha256$")
        assert client.get("/account/").status_code == 200


def test_a_sign_in_leaves_a_current_hash_alone(person, sign_in):
    before = person.password
    sign_in(person)
    person.refresh_from_db()
    assert person.password == before


def test_looking_at_a_password_saves_nothing(person):
    with override_settings(PASSWORD_HASHERS=[PBKDF2, MD5]):
        assert person.check_password(person.password_given)
    person.refresh_from_db()
    assert person.password.startswith("md5$")
