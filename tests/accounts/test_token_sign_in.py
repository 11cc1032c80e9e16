"""Programs at the door: what a token opens, what it never opens, and how one is asked for."""

from datetime import timedelta

import pytest
from django.contrib.auth import hashers
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from portal.accounts import actions, permissions
from portal.accounts.models import ApiToken, User
from portal.accounts.sign_in import throttle
from portal.kernel import clock
from portal.kernel.permissions import EVERYWHERE, System
from projects import permissions as of_projects
from tests.accounts.codes import code_of, confirmed, wrong_code
from tests.clock import go_on

VILLAGES, TOKENS, SCHEMA = "/api/v1/villages/", "/api/v1/tokens/", "/api/v1/schema/"


@pytest.fixture
def actor(person, powers):
    return powers(person, permissions.USE_API, of_projects.VIEW_VILLAGES, span=EVERYWHERE)


@pytest.fixture
def new(actor, person):
    return actions.issue_token(actor, person, name="月报取数", expires_on=clock.today() + timedelta(days=30))


def bearing(secret, scheme="Bearer"):
    return {"authorization": f"{scheme} {secret}"}


def asked(client, given, **headers):
    return client.post(TOKENS, given, content_type="application/json", headers=headers)


@pytest.fixture
def given(person, actor):
    return {"username": "zhangsan", "password": person.password_given, "name": "月报取数"}


# --- with a token ----------------------------------------------------------------------------------------------------


def test_it_is_its_person_without_a_session(client, new):
    answer = client.get(VILLAGES, headers=bearing(new.secret))
    assert answer.status_code == 200
    assert not answer.cookies
    assert answer["Cache-Control"] == "no-store"
    assert client.get(VILLAGES, headers=bearing(new.secret, "bearer")).status_code == 200
    assert client.get(VILLAGES).status_code == 401


def test_the_day_of_use_is_written_once(client, new):
    client.get(VILLAGES, headers=bearing(new.secret))
    assert ApiToken.objects.get().last_used_on == clock.today()
    with CaptureQueriesContext(connection) as queries:
        client.get(SCHEMA, headers=bearing(new.secret))
    assert not [query["sql"] for query in queries if query["sql"].startswith(("UPDATE", "INSERT"))]


def test_the_auditors_entrance_writes_nothing(client, new, settings):
    settings.PORTAL_POOL = "audit"
    assert client.get(VILLAGES, headers=bearing(new.secret)).status_code == 200
    assert ApiToken.objects.get().last_used_on is None


def test_a_deed_needs_no_token_of_a_page(new, powers, person):
    powers(person, of_projects.REPORT_FIGURES)
    client = Client(enforce_csrf_checks=True)
    answer = client.post(f"{VILLAGES}1/figures/", {}, content_type="application/json", headers=bearing(new.secret))
    assert answer.status_code == 404  # there is no such village: it was let in


@pytest.mark.parametrize(
    "value",
    ["Bearer", "Bearer ", "Bearer x", "Bearer  ", "Bearer " + "a" * 43, "Bearer 令牌", "bearer\tx", "Bearer a b"],
)
def test_what_is_no_token_of_ours_is_told_so_in_one_sentence(client, new, value):
    answer = client.get(VILLAGES, headers={"authorization": value.encode().decode("latin-1")})
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"] == "Bearer"


def test_over_ended_and_unknown_are_one_answer(client, new, actor):
    unknown = client.get(VILLAGES, headers=bearing("x" * 43)).json()["sentence"]
    actions.end_token(actor, new.token)
    assert client.get(VILLAGES, headers=bearing(new.secret)).json()["sentence"] == unknown
    other = actions.issue_token(actor, actor.user, name="另一个", expires_on=clock.today() + timedelta(days=2))
    go_on(timedelta(days=2))
    assert client.get(VILLAGES, headers=bearing(other.secret)).json()["sentence"] == unknown


def test_it_counts_for_the_api_alone(client, new):
    answer = client.get("/account/", headers=bearing(new.secret))
    assert answer.status_code == 302
    assert "/account/sign-in/" in answer.url


def test_it_goes_before_a_session(client, new, colleague, powers):
    """Whoever sends both is the token's person: no mixture, and a bad token is not saved by a cookie."""
    powers(colleague)
    client.force_login(User.objects.get(pk=colleague.pk))
    assert client.get(VILLAGES).status_code == 403
    assert client.get(VILLAGES, headers=bearing(new.secret)).status_code == 200
    assert client.get(SCHEMA, headers=bearing("x" * 43)).status_code == 401


def test_whoever_has_left_is_not_let_in(client, new, person):
    actions.deactivate_person(System("调离"), person)
    assert client.get(VILLAGES, headers=bearing(new.secret)).status_code == 401


def test_a_duty_comes_first(client, new, settings):
    settings.SECOND_FACTOR_REQUIRED = True
    answer = client.get(VILLAGES, headers=bearing(new.secret))
    assert answer.status_code == 403
    assert "动态验证码" in answer.json()["sentence"]
    confirmed(new.token.user)
    assert client.get(VILLAGES, headers=bearing(new.secret)).status_code == 200


# --- asking for one --------------------------------------------------------------------------------------------------


def test_account_and_password_give_one(client, given, person):
    answer = asked(client, given)
    assert answer.status_code == 201
    data = answer.json()
    assert data["expires_on"] == (clock.today() + timedelta(days=90)).isoformat()
    assert answer["Cache-Control"] == "no-store"
    assert not answer.cookies
    assert client.get(VILLAGES, headers=bearing(data["token"])).status_code == 200


def test_unknown_inactive_and_wrong_are_one_answer_after_one_hashing(client, given, register, monkeypatch):
    gone = register("zhaoliu", "赵六")
    actions.deactivate_person(System("调离"), gone)
    hashed = []
    encode = hashers.MD5PasswordHasher.encode
    monkeypatch.setattr(
        hashers.MD5PasswordHasher, "encode", lambda self, *args: hashed.append(1) or encode(self, *args)
    )
    sentences, counts = set(), set()
    for changes in (
        {"username": "nobody-here"},
        {"username": "zhaoliu", "password": gone.password_given},
        {"password": "wrong-password"},
    ):
        hashed.clear()
        answer = asked(client, {**given, **changes})
        assert answer.status_code == 401
        sentences.add(answer.json()["sentence"])
        counts.add(len(hashed))
    assert len(sentences) == len(counts) == 1
    assert not ApiToken.objects.exists()


def test_guesses_here_and_at_the_page_are_counted_together(client, given):
    for guess in range(3):
        client.post("/account/sign-in/", {"username": "zhangsan", "password": f"guess-{guess}"})
    for guess in range(2):
        assert asked(client, {**given, "password": f"guess-{guess}"}).status_code == 401
    answer = asked(client, given)
    assert answer.status_code == 429
    assert "15分钟" in answer.json()["sentence"]


def test_the_guess_is_counted_before_the_password_is_looked_at(client, given, monkeypatch):
    order = []
    monkeypatch.setattr(throttle, "seconds_to_wait", lambda *_: order.append("counted") or 7)
    monkeypatch.setattr(hashers.MD5PasswordHasher, "verify", lambda *_: order.append("looked") or True)
    assert asked(client, given).status_code == 429
    assert order == ["counted"]


def test_a_phone_in_use_is_asked_for_its_code(client, given, person):
    factor = confirmed(person)
    assert asked(client, given).json()["fields"].keys() == {"code"}
    assert asked(client, {**given, "code": wrong_code(factor)}).status_code == 401
    code = code_of(factor)
    assert asked(client, {**given, "code": code}).status_code == 201
    assert asked(client, {**given, "code": code}).status_code == 401  # no code counts twice


def test_duties_are_done_on_the_pages(client, given, register, powers, settings):
    fresh = register("xinren", "新人", must_change_password=True)
    powers(fresh, permissions.USE_API)
    answer = asked(client, {**given, "username": "xinren", "password": fresh.password_given})
    assert answer.status_code == 403
    assert "初始密码" in answer.json()["sentence"]
    settings.SECOND_FACTOR_REQUIRED = True
    assert "动态验证码" in asked(client, given).json()["sentence"]
    assert not ApiToken.objects.exists()


def test_whoever_may_not_use_the_api_gets_none(client, given, colleague, powers):
    powers(colleague)
    answer = asked(client, {**given, "username": "lisi", "password": colleague.password_given})
    assert answer.status_code == 403
    assert not ApiToken.objects.exists()


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"expires_on": "2026-1-1"}, 400),
        ({"expires_on": "２０２７-01-01"}, 400),
        ({"expires_on": 20270101}, 400),
        ({"expires_on": "2027-02-30"}, 422),
        ({"expires_on": "2020-01-01"}, 422),
        ({"expires_on": "2999-01-01"}, 422),
        ({"password": 5}, 400),
        ({"password": None}, 422),
        ({"user": 1}, 400),
        ({"name": ""}, 422),
        ({"name": "用" * 61}, 422),
    ],
)
def test_what_does_not_do_is_refused(client, given, changes, status):
    assert asked(client, {**given, **changes}).status_code == status
    assert not ApiToken.objects.exists()


def test_only_posting_is_offered(client, given, person):
    for method in ("get", "put", "patch", "delete", "options"):
        assert getattr(client, method)(TOKENS).status_code == 405


# --- on the page -----------------------------------------------------------------------------------------------------


@pytest.fixture
def page(client, sign_in, actor, person):
    sign_in(person)
    return client


def test_the_page_shows_the_secret_once_and_lists_without_it(page, person):
    given = {"name": "月报取数", "expires_on": clock.today() + timedelta(days=30), "password": person.password_given}
    answer = page.post("/account/tokens/", given)
    secret = answer.context["issued"].secret
    assert secret in answer.content.decode()
    assert answer["Cache-Control"] == "no-store"
    shown = page.get("/account/tokens/").content.decode()
    assert secret not in shown
    assert secret[-4:] in shown
    assert "使用中" in shown
    token = ApiToken.objects.get()
    answer = page.post(f"/account/tokens/{token.pk}/end/", follow=True)
    assert "已停用" in answer.content.decode()


def test_a_token_for_too_long_is_refused_beside_its_day(page, person):
    given = {"name": "月报取数", "expires_on": clock.today() + timedelta(days=400), "password": person.password_given}
    answer = page.post("/account/tokens/", given)
    assert answer.status_code == 422
    assert "expires_on" in answer.context["form"].errors
    assert "月报取数" in answer.content.decode()


def test_an_open_page_alone_issues_none(page, person):
    given = {"name": "月报取数", "expires_on": clock.today() + timedelta(days=30), "password": "guess"}
    for _ in range(5):
        answer = page.post("/account/tokens/", given)
        assert answer.status_code == 422
        assert "本人密码不符" in answer.content.decode()
    given["password"] = person.password_given
    assert "尝试次数较多" in page.post("/account/tokens/", given).content.decode()
    assert not ApiToken.objects.exists()


def test_anothers_token_is_missing(page, colleague, powers):
    other = powers(colleague, permissions.USE_API)
    end = clock.today() + timedelta(days=3)
    token = actions.issue_token(other, colleague, name="别人的", expires_on=end).token
    assert page.post(f"/account/tokens/{token.pk}/end/").status_code == 404
    assert "别人的" not in page.get("/account/tokens/").content.decode()
