"""The door: what it says, what it counts, whom it lets in, and what a session is afterwards."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.db import ProgrammingError, connection, transaction
from django.test import Client

from portal.accounts import actions
from portal.accounts.models import User
from portal.accounts.sign_in import passwords
from portal.kernel.permissions import System
from tests.accounts.codes import code_of, confirmed
from tests.clock import go_on

SIGN_IN, CODE = "/account/sign-in/", "/account/sign-in/code/"
SAME_FOR_ALL = "账号或密码不符，或者账号已停用"


def session_keys():
    return set(Session.objects.values_list("session_key", flat=True))


def test_the_right_password_opens_the_portal(client, person, sign_in):
    answer = sign_in(person)
    assert (answer.status_code, answer["Location"]) == (302, "/account/")
    assert "张三" in client.get("/account/").content.decode()


def test_an_account_is_found_in_full_width_and_capital_letters(client, person, sign_in):
    given = {"username": " ＺhangSan", "password": person.password_given}
    assert client.post(SIGN_IN, given).status_code == 302


def test_unknown_inactive_and_wrong_are_answered_alike(client, person, colleague, settings):
    actions.deactivate_person(System("测试"), colleague)
    pages = []
    for username, password in (
        ("nobody", "x"),
        (colleague.username, colleague.password_given),
        (person.username, "wrong"),
    ):
        answer = client.post(SIGN_IN, {"username": username, "password": password})
        assert answer.status_code == 422
        assert SAME_FOR_ALL in answer.content.decode()
        pages.append(answer.content.decode().replace(username, "").count("\n"))
    assert len(set(pages)) == 1


def test_unknown_inactive_and_wrong_hash_as_often(person, colleague, rf, monkeypatch):
    """Time follows the hashing: one password is hashed whatever is asked for."""
    from django.contrib.auth import hashers

    actions.deactivate_person(System("测试"), colleague)
    hashed = []
    encode = hashers.MD5PasswordHasher.encode
    monkeypatch.setattr(
        hashers.MD5PasswordHasher, "encode", lambda self, *given: hashed.append(1) or encode(self, *given)
    )
    counts = []
    for username, password in (("nobody", "x"), ("lisi", colleague.password_given), ("zhangsan", "wrong")):
        hashed.clear()
        assert passwords.person_with(rf.post("/"), username, password) is None
        counts.append(len(hashed))
    assert counts == [1, 1, 1]


def test_the_session_id_changes_at_the_door(client, person, sign_in):
    session = client.session
    session["before"] = "set by somebody else"
    session.save()
    known = session.session_key
    sign_in(person)
    assert known not in session_keys()
    assert client.session.session_key != known


def test_signing_out_ends_the_session_on_the_server(client, person, sign_in):
    sign_in(person)
    cookie = client.cookies["sessionid"].value
    assert cookie in session_keys()
    assert client.post("/account/sign-out/").status_code == 302
    assert cookie not in session_keys()
    thief = Client()
    thief.cookies["sessionid"] = cookie
    assert thief.get("/account/").status_code == 302


def test_signing_out_is_a_post(client, person, sign_in):
    sign_in(person)
    assert client.get("/account/sign-out/").status_code == 405
    assert client.get("/account/").status_code == 200


@pytest.mark.parametrize(
    ("wanted", "led_to"),
    [
        ("/people/", "/people/"),
        ("https://elsewhere.example/", "/account/"),
        ("//elsewhere.example/", "/account/"),
        ("javascript:alert(1)", "/account/"),
        ("/account/sign-out/", "/account/"),
        ("/account/sign-in/", "/account/"),
        ("people", "/account/"),
        ("accounts:account", "/account/"),
        ("a.b", "/account/"),
    ],
)
def test_one_is_led_only_to_pages_of_ours(client, person, sign_in, wanted, led_to):
    given = {"username": person.username, "password": person.password_given, "next": wanted}
    assert client.post(SIGN_IN, given)["Location"] == led_to


def test_the_sign_in_before_this_one_is_shown(client, person, sign_in):
    sign_in(person, REMOTE_ADDR="10.1.2.3")
    first = User.objects.get(pk=person.pk).last_login
    assert "内部网络" not in client.get("/account/").content.decode()
    sign_in(person, REMOTE_ADDR="127.0.0.1")
    assert "内部网络" in client.get("/account/").content.decode()
    assert User.objects.get(pk=person.pk).last_login >= first
    assert User.objects.get(pk=person.pk).last_login_from == "machine"


@pytest.mark.parametrize(
    "given",
    [
        {"username": "zhangsan"},
        {"password": "x"},
        {"username": "z" * 41, "password": "x"},
        {"username": "zhangsan", "password": "x" * 129},
    ],
)
def test_what_is_not_filled_in_right_counts_no_guess(client, person, given):
    assert client.post(SIGN_IN, given).status_code == 422
    from portal.accounts.models import LoginThrottle

    assert not LoginThrottle.objects.exists()


@pytest.mark.parametrize("text", ["zhang\x00san", "zhang\ufffdsan"])
def test_hostile_text_is_refused_before_the_door(client, db, text):
    assert client.post(SIGN_IN, {"username": text, "password": "x"}).status_code == 400


def test_an_idle_session_is_over_after_half_an_hour(client, person, sign_in):
    sign_in(person)
    go_on(timedelta(minutes=29))
    assert client.get("/account/").status_code == 200
    go_on(timedelta(minutes=29))
    assert client.get("/account/").status_code == 200
    cookie = client.cookies["sessionid"].value
    go_on(timedelta(minutes=30))
    assert client.get("/account/").status_code == 302
    assert cookie not in session_keys()
    assert "您已30分钟没有操作，请重新登录。" in client.get(SIGN_IN).content.decode()


def test_no_session_lives_longer_than_eight_hours(client, person, sign_in):
    sign_in(person)
    for _ in range(23):
        go_on(timedelta(minutes=20))
        assert client.get("/account/").status_code == 200
    go_on(timedelta(minutes=20))
    assert client.get("/account/").status_code == 302
    assert "本次登录已满8小时" in client.get(SIGN_IN).content.decode()


def test_a_first_password_has_to_be_changed_before_anything_else(client, register, sign_in):
    person = register("xinren", "新人", must_change_password=True)
    sign_in(person)
    answer = client.get("/account/")
    assert (answer.status_code, answer["Location"]) == (302, "/account/password/")
    assert "首次登录请先修改密码" in client.get("/account/password/").content.decode()
    new = "Huanghe-1958-Helan"
    given = {"old_password": person.password_given, "new_password": new, "new_password_again": new}
    assert client.post("/account/password/", given).status_code == 302
    assert client.get("/account/").status_code == 200


def test_a_second_factor_is_asked_for_and_each_code_counts_once(client, person, sign_in):
    factor = confirmed(person)
    answer = sign_in(person)
    assert answer["Location"] == CODE
    assert client.get("/account/").status_code == 302
    code = code_of(factor)
    assert client.post(CODE, {"code": code})["Location"] == "/account/"
    assert client.get("/account/").status_code == 200
    again = Client()
    again.post(SIGN_IN, {"username": person.username, "password": person.password_given})
    refused = again.post(CODE, {"code": code})
    assert refused.status_code == 422
    assert "已用过" in refused.content.decode()
    assert again.get("/account/").status_code == 302


def test_guesses_at_the_code_are_counted(client, person, sign_in):
    factor = confirmed(person)
    sign_in(person)
    for number in range(5):
        assert client.post(CODE, {"code": f"{number:06d}"}).status_code == 422
    assert client.post(CODE, {"code": code_of(factor)}).status_code == 422
    assert client.get("/account/").status_code == 302


def test_the_second_step_waits_five_minutes(client, person, sign_in):
    factor = confirmed(person)
    sign_in(person)
    go_on(timedelta(minutes=5))
    assert client.post(CODE, {"code": code_of(factor)})["Location"] == SIGN_IN


def test_a_changed_password_voids_the_second_step(client, person, sign_in):
    factor = confirmed(person)
    sign_in(person)
    actions.reset_password(System("测试"), person)
    assert client.post(CODE, {"code": code_of(factor)})["Location"] == SIGN_IN


def test_without_the_first_step_there_is_no_second(client, db):
    assert client.get(CODE)["Location"] == SIGN_IN


def test_where_it_is_demanded_staff_sets_up_a_second_factor_first(client, person, sign_in, settings):
    settings.SECOND_FACTOR_REQUIRED = True
    sign_in(person)
    assert client.get("/account/")["Location"] == "/account/second-factor/"
    assert client.post("/account/second-factor/offer/").status_code == 302
    page = client.get("/account/second-factor/").content.decode()
    assert "data:image/svg+xml;base64," in page
    from portal.accounts.models import SecondFactor

    factor = SecondFactor.objects.select_related("user").get()
    assert client.post("/account/second-factor/confirm/", {"code": code_of(factor)}).status_code == 302
    assert client.get("/account/").status_code == 200


def test_residents_are_not_asked_for_a_second_factor(client, resident, sign_in, settings):
    settings.SECOND_FACTOR_REQUIRED = True
    sign_in(resident)
    assert client.get("/account/").status_code == 200


@pytest.mark.database
def test_the_auditors_pool_signs_in_with_its_own_database_login(client, person, sign_in):
    """Its login may write the session, the throttle, the time of sign-in and the used code, and nothing else."""
    factor = confirmed(person)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE portal_ro")
    sign_in(person)
    assert client.post(CODE, {"code": code_of(factor)})["Location"] == "/account/"
    assert client.get("/account/").status_code == 200
    with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE accounts_user SET password = 'x'")
