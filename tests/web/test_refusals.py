"""How the portal says no: one sentence and one number, as a page and as JSON, and never more than that."""

from __future__ import annotations

import io
import json
import logging
import logging.config
import re

import pytest
from django.db import connection
from django.test import Client

from portal.kernel.errors import NotPermitted, NotSeen, Unavailable
from portal.settings.logs import logging_config
from portal.web.refusals import Defect
from tests import world
from tests.web.addresses import ENDS, TYPED

pytestmark = pytest.mark.urls("tests.web.addresses")
STATUSES = {
    "unreadable": 400,
    "suspicious": 400,
    "not-permitted": 403,
    "denied": 403,
    "not-seen": 404,
    "missing": 404,
    "wrong-state": 409,
    "invalid": 422,
    "broken": 422,
    "unavailable": 503,
    "database": 503,
    "defect": 500,
    "defect-of-words": 500,
}
REFERENCE = re.compile(r"查询编号：<span>([0-9A-F]{8})</span>")


@pytest.fixture
def client():
    """As a browser meets it: a defect is an answer, not an exception."""
    return Client(raise_request_exception=False)


@pytest.fixture
def log():
    """The lines that are logged meanwhile, parsed from what leaves on standard error."""
    config = logging_config("INFO")
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(logging.config.DictConfigurator(config).configure_formatter(config["formatters"]["json"]))
    logging.getLogger().handlers.insert(0, handler)  # before pytest's, whose own words of an exception are kept
    yield lambda: [json.loads(line) for line in written.getvalue().splitlines()]
    logging.getLogger().removeHandler(handler)


def page_of(answer):
    text = answer.content.decode()
    assert 'id="refusal"' in text
    assert REFERENCE.search(text)[1] == answer["X-Reference"]
    return text


# --- each status -----------------------------------------------------------------------------------------------------


def test_every_end_is_tried():
    assert set(STATUSES) == set(ENDS)


@pytest.mark.parametrize(("how", "status"), STATUSES.items())
def test_an_end_is_a_page_with_its_number(client, how, status):
    answer = client.get(f"/ends/{how}/")
    text = page_of(answer)
    assert answer.status_code == status
    sentence = getattr(ENDS[how], "sentence", "")
    assert sentence in text
    assert TYPED not in text
    assert "Traceback" not in text
    assert not re.search("错误|失败|非法|禁止|！", text)


@pytest.mark.parametrize(("how", "status"), STATUSES.items())
def test_an_end_is_json_in_the_api_from_both_kinds_of_views(client, how, status):
    answer = client.get(f"/api/ends/{how}/")
    data = answer.json()
    assert answer.status_code == status
    assert data["reference"] == answer["X-Reference"]
    assert set(data) == {"sentence", "clause", "reference"} | ({"fields"} if how == "invalid" else set())
    assert TYPED not in answer.content.decode()
    page = client.get(f"/ends/{how}/").content.decode()
    assert data["sentence"] in page


@pytest.mark.parametrize(
    ("referer", "back"),
    [
        ("http://testserver/villages/3/?unit=元", 'href="/villages/3/?unit=元"'),
        ("http://elsewhere.example/villages/3/", ""),
        ("http://testserver.elsewhere.example/", ""),
        ("javascript:alert(1)//testserver/x", ""),
        ("http://[testserver/", ""),
        ("", ""),
    ],
)
def test_the_way_back_leads_to_our_own_page_only(client, referer, back):
    page = client.get("/ends/wrong-state/", headers={"referer": referer, "host": "testserver"}).content.decode()
    assert ("返回上一页" in page) == bool(back)
    assert back in page


def test_the_clause_is_shown(client):
    assert "依据：《测试办法》第三条" in page_of(client.get("/ends/wrong-state/"))
    assert client.get("/api/ends/wrong-state/").json()["clause"] == "《测试办法》第三条"


def test_htmx_gets_the_part_that_the_page_takes_out_of_it(client):
    answer = client.get("/ends/not-seen/", headers={"hx-request": "true"})
    assert answer.status_code == 404
    part = re.search(r'<section class="refusal" id="refusal">.*?</section>', answer.content.decode(), re.S)[0]
    assert NotSeen.sentence in part
    assert answer["X-Reference"] in part


def test_missing_and_foreign_are_the_same_page(seeded_today, client):
    client.force_login(world.holder("liaison", world.village(1)))
    village = world.village(2).pk
    texts = set()
    for address in (f"/villages/{village}/", "/villages/987654/", "/nowhere/", "/nowhere", f"/villages/{10**20}/"):
        answer = client.get(address)
        assert answer.status_code == 404
        texts.add(page_of(answer).replace(answer["X-Reference"], ""))
    assert len(texts) == 1


def test_an_address_that_does_not_exist_in_the_api_is_json(client, db):
    answer = client.get("/api/v1/nothing/")
    assert answer.status_code == 404
    assert answer.json()["sentence"] == NotSeen.sentence


# --- defects ---------------------------------------------------------------------------------------------------------


def test_a_defect_shows_nothing_and_is_found_in_the_log_by_its_number(client, log):
    answer = client.get(f"/ends/defect/?id={TYPED}", headers={"user-agent": TYPED})
    assert Defect.sentence in page_of(answer)
    assert "ValueError" not in answer.content.decode()
    (line,) = [line for line in log() if line.get("exception")]
    assert line["reference"] == answer["X-Reference"]
    assert (line["level"], line["logger"]) == ("error", "django.request")
    assert "addresses.py" in line["exception"]
    assert "ValueError" in line["exception"]


def test_a_log_line_holds_nothing_that_was_typed_or_stored(seeded_today, client, log):
    person = world.person("lijie", "李洁", phone="13995071234")
    client.force_login(person)
    client.get(f"/ends/defect/?id={TYPED}")
    client.post(f"/ends/defect/?id={TYPED}", {"phone": "13995071234"}, headers={"referer": f"http://x/?{TYPED}"})
    client.get(f"/nowhere/?id={TYPED}")
    client.get(f"/villages/?q={TYPED}")
    client.post("/account/sign-in/", {"username": "lijie", "password": TYPED})
    client.post("/api/v1/villages/1/figures/", f'{{"source": "{TYPED}"', content_type="application/json")
    lines = log()
    assert len(lines) > 5
    for line in lines:
        assert re.fullmatch("[0-9A-F]{8}", line["reference"]), line
        said = json.dumps(line, ensure_ascii=False)
        assert not re.search(f"{TYPED}|13995071234|李洁|lijie", said), said


def test_a_log_line_keeps_what_only_the_program_says(client, log):
    client.get("/ends/defect-of-words/")
    (line,) = [line for line in log() if line.get("exception")]
    assert "'NoneType' object has no attribute 'name'" in line["exception"]


def test_the_line_of_a_request_that_gunicorn_cannot_read_is_not_logged(log):
    said = f"Invalid HTTP request line: 'GET /people/?q={TYPED} HTTP/1.1'"
    server = logging.getLogger("gunicorn.error")
    server.propagate, server.disabled = True, False
    server.warning("Invalid request from ip=%s: %s", "127.0.0.1", said)
    server.propagate = False
    (line,) = log()
    assert (line["event"], line["logger"]) == ("a request that could not be read was refused", "gunicorn.error")
    assert TYPED not in json.dumps(line)


def test_the_cause_of_a_defect_is_logged_with_it(log):
    try:
        try:
            int(TYPED[:-1] + "X")
        except ValueError as error:
            raise KeyError(TYPED) from error
    except KeyError:
        logging.getLogger("portal").exception("it went wrong")
    (line,) = log()
    assert line["exception"].index("ValueError") < line["exception"].index("KeyError")
    assert TYPED[:-1] not in line["exception"]


# --- the database is away --------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_a_database_that_is_away_is_a_sentence(client, log, monkeypatch):
    client.force_login(world.person("lisi"))
    connection.close()
    monkeypatch.setitem(connection.settings_dict, "PORT", "1")
    for address in ("/clock/", "/whoever/", "/todo/", "/account/"):  # in the view, and in the middleware before it
        answer = client.get(address)
        assert answer.status_code == 503
        assert Unavailable.sentence in page_of(answer)
    answer = client.get("/api/v1/villages/")
    assert (answer.status_code, answer.json()["sentence"]) == (503, Unavailable.sentence)
    assert Client(raise_request_exception=False).get("/clock/").status_code == 503
    assert any("OperationalError" in line.get("exception", "") for line in log())


# --- ways and tokens -------------------------------------------------------------------------------------------------


def test_a_form_without_its_token_is_a_sentence(db):
    person = world.person("zhaoliu")
    client = Client(enforce_csrf_checks=True)
    client.force_login(person)
    answer = client.post("/account/sign-out/")
    assert answer.status_code == 403
    assert "页面停留时间过长或来源无法确认" in page_of(answer)
    assert client.get("/account/").status_code == 200


def test_a_method_that_is_not_offered_is_a_sentence(seeded_today, client):
    client.force_login(world.holder("office"))
    for method in ("PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW", "propfind"):
        for address in ("/seen/", "/seen/any/", "/seen/class/", "/everybody/", "/account/", "/healthz"):
            answer = client.generic(method, address)
            assert answer.status_code == 405
            assert "不支持这种操作方式" in page_of(answer)
            assert answer["Allow"] == "GET, HEAD, POST"
    answer = client.post("/seen/")
    assert (answer.status_code, answer["Allow"]) == (405, "GET, HEAD")
    assert page_of(answer)
    assert page_of(client.get("/account/sign-out/"))
    assert client.get("/account/sign-out/")["Allow"] == "POST"


def test_a_closed_page_tells_no_method(client, db):
    client.force_login(world.person("wuming"))
    for method in ("PUT", "OPTIONS", "POST", "BREW"):
        answer = client.generic(method, "/seen/")
        assert answer.status_code == 403
        assert NotPermitted.sentence in page_of(answer)
        assert "Allow" not in answer


def test_head_is_get_without_its_body(seeded_today, client):
    client.force_login(world.holder("office"))
    for address in ("/seen/", "/seen/any/", "/account/", "/api/v1/villages/", "/nowhere/"):
        head, get = client.head(address), client.get(address)
        assert (head.status_code, head.content) == (get.status_code, b"")
        assert head["Content-Type"] == get["Content-Type"]
    assert client.get("/seen/", headers={"x-http-method-override": "DELETE"}).status_code == 200
