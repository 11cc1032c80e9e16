"""What every answer tells the browser: no foreign script, no frame, no guessing, nothing kept of what people saw."""

from __future__ import annotations

import pytest
from django.test import Client

from tests import world


@pytest.fixture
def staff(client, office):
    client.force_login(office)
    return client


def directives(answer):
    parts = (part.split() for part in answer["Content-Security-Policy"].split(";"))
    return {name: words for name, *words in parts}


def is_guarded(answer):
    policy = directives(answer)
    assert policy["default-src"] == ["'self'"]
    assert policy["frame-ancestors"] == ["'none'"]
    assert policy["base-uri"] == policy["form-action"] == ["'self'"]
    scripts = policy.get("script-src", policy["default-src"])
    assert not {"'unsafe-inline'", "'unsafe-eval'", "*", "data:", "https:"} & set(scripts)
    assert "'unsafe-inline'" not in policy.get("style-src", [])
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
    assert len(answer["X-Reference"]) == 8


@pytest.mark.parametrize("address", ["/account/sign-in/", "/people/", "/editions/", "/nowhere/", "/api/v1/villages/"])
def test_every_answer_is_guarded(staff, address):
    is_guarded(staff.get(address))
    is_guarded(Client().get(address))


def test_refusals_are_guarded_like_pages(staff, client):
    is_guarded(staff.get("/people/?q=%00"))
    is_guarded(staff.post("/people/"))
    is_guarded(Client(enforce_csrf_checks=True).post("/account/sign-in/"))


def test_what_somebody_saw_is_kept_nowhere(staff):
    addresses = (
        "/people/",
        "/account/",
        "/editions/",
        "/nowhere/",
        "/people/?q=%00",
        "/api/v1/villages/",
        "/api/v1/x/",
    )
    for address in addresses[:4] + addresses[5:]:
        assert staff.get(address)["Cache-Control"] == "no-store", address
    assert staff.post("/people/")["Cache-Control"] == "no-store"
    assert staff.post("/account/sign-out/")["Cache-Control"] == "no-store"


def test_a_page_for_nobody_carries_no_session(client, db):
    for address in ("/healthz", "/nowhere/", "/api/v1/villages/"):
        answer = client.get(address)
        assert not answer.cookies


def test_cookies_are_out_of_reach_of_scripts(client, db):
    person = world.person("qianqi")
    answer = client.post("/account/sign-in/", {"username": "qianqi", "password": person.password_given})
    session = answer.cookies["sessionid"]
    assert (session["httponly"], session["samesite"]) == (True, "Lax")
    assert client.get("/account/password/").cookies["csrftoken"]["samesite"] == "Lax"


def test_production_asks_for_tls_and_cookies_of_this_host(monkeypatch):
    import importlib

    monkeypatch.setenv("ALLOWED_HOSTS", "portal.example.gov.cn")
    production = importlib.import_module("portal.settings.production")
    assert production.SECURE_HSTS_SECONDS >= 31_536_000
    assert production.SESSION_COOKIE_SECURE
    assert production.CSRF_COOKIE_SECURE
    assert production.SESSION_COOKIE_NAME.startswith("__Host-")
    assert production.CSRF_COOKIE_NAME.startswith("__Host-")
    assert production.SECOND_FACTOR_REQUIRED
    assert not production.DEBUG


# --- slashes ---------------------------------------------------------------------------------------------------------


def test_readers_are_led_to_the_address_with_a_slash(staff):
    answer = staff.get("/people?q=x&page=2")
    assert (answer.status_code, answer["Location"]) == (301, "/people/?q=x&page=2")
    assert staff.head("/api/v1/villages").status_code == 301
    assert staff.get("/people//").status_code == 404
    assert staff.get("/healthz/").status_code == 404


def test_a_deed_is_never_led_away_as_a_reading(staff):
    for address in ("/account/sign-out", "/editions/make", f"/api/v1/villages/{world.village(1).pk}/figures"):
        assert staff.post(address).status_code == 404
    assert staff.get("/account/").status_code == 200


def test_no_address_leads_away_from_us(client, db):
    for path in ("//evil.example/people", "/\\evil.example/people", "//evil.example", "///evil.example/people"):
        answer = client.get("/", PATH_INFO=path)
        assert answer.status_code == 404, path
