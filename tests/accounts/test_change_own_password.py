import pytest
from django.test import Client

from portal.accounts import actions
from portal.accounts.actions.passwords import WeakPassword, WrongOldPassword
from portal.accounts.facts import PasswordChanged
from portal.kernel.errors import NotPermitted
from portal.kernel.permissions import Deputising, Holdings, Person, Span, System

NEW = "Huanghe-1958-Helan"


def test_the_new_password_counts_and_the_duty_is_done(register, powers, deeds):
    person = register("sunba", "孙八", must_change_password=True)
    actions.change_own_password(Person(person), person, old_password=person.password_given, new_password=NEW)
    person.refresh_from_db()
    assert person.check_password(NEW)
    assert not person.must_change_password
    assert deeds[-1].facts == [PasswordChanged(person.pk)]
    after = deeds[-1].changes[0].after
    assert after.keys() == {"must_change_password", "password"}
    assert after["password"].startswith("hmac:")


def test_the_old_password_is_asked_for(person, powers):
    with pytest.raises(WrongOldPassword, match="原密码不符"):
        actions.change_own_password(Person(person), person, old_password="wrong", new_password=NEW)


@pytest.mark.parametrize("weak", ["short", "1234567890123", "password123", "zhangsan99", ""])
def test_a_weak_password_is_refused_with_what_is_wrong(person, powers, weak):
    with pytest.raises(WeakPassword) as refused:
        actions.change_own_password(Person(person), person, old_password=person.password_given, new_password=weak)
    assert "新密码不够安全" in refused.value.sentence
    assert refused.value.sentence.isascii() is False
    assert not any(word in refused.value.sentence for word in ("错误", "非法", "禁止", "失败", "！", "password"))


def test_the_same_password_again_is_refused(person, powers):
    old = person.password_given
    with pytest.raises(WeakPassword, match="不能与原密码相同"):
        actions.change_own_password(Person(person), person, old_password=old, new_password=old)


def test_not_even_the_portal_changes_it_for_somebody(person):
    with pytest.raises(NotPermitted, match="只能由本人办理"):
        actions.change_own_password(System("测试"), person, old_password=person.password_given, new_password=NEW)


def test_a_deputy_does_not_change_it_for_his_principal(person, colleague, monkeypatch):
    spans = {"own_account": Span(own=frozenset({person.pk}))}
    holdings = Holdings({}, (Deputising(person.pk, person.name, spans),))
    monkeypatch.setattr("portal.kernel.permissions._resolver", lambda user: holdings)
    with pytest.raises(NotPermitted):
        actions.change_own_password(Person(colleague), person, old_password=person.password_given, new_password=NEW)


def test_every_other_session_ends(client, person, sign_in):
    elsewhere = Client()
    given = {"username": person.username, "password": person.password_given}
    elsewhere.post("/account/sign-in/", given)
    sign_in(person)
    assert elsewhere.get("/account/").status_code == 200
    answer = client.post(
        "/account/password/",
        {"old_password": person.password_given, "new_password": NEW, "new_password_again": NEW},
    )
    assert answer.status_code == 302
    assert client.get("/account/").status_code == 200
    assert elsewhere.get("/account/").status_code == 302


@pytest.mark.parametrize(
    ("new", "again", "sentence"),
    [
        ("1234", "1234", "密码不能少于10个字符。"),
        ("1234", "1234", "密码不能全是数字，请加上字母或符号。"),
        ("zhangsan99", "zhangsan99", "密码与账号太相近，请换一个。"),
        ("password123", "password123", "这个密码太常见"),
        (NEW, "another", "两次填写的新密码不一致。"),
    ],
)
def test_the_page_says_beside_the_field_what_to_do(client, person, sign_in, new, again, sentence):
    sign_in(person)
    given = {"old_password": person.password_given, "new_password": new, "new_password_again": again}
    answer = client.post("/account/password/", given)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()


def test_guesses_at_the_old_password_are_counted(client, person, sign_in):
    sign_in(person)
    given = {"old_password": "wrong", "new_password": NEW, "new_password_again": NEW}
    answers = [client.post("/account/password/", given).content.decode() for _ in range(7)]
    assert ["原密码不符" in answer for answer in answers] == [True] * 5 + [False] * 2
    assert "尝试次数较多，请15分钟后再试" in answers[-1]
