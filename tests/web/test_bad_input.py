"""Whatever is sent, the answer is a sentence with the right status: never a 500, and nothing half written."""

from __future__ import annotations

import re
from urllib.parse import quote

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.accounts.models import Delegation, Organisation, User
from portal.jobs.models import Job
from portal.reports.models import Edition
from portal.web.access import routes
from portal.web.hostile import holds_hostile, is_hostile_address
from portal.web.refusals import HostileInput, TooLarge
from projects.models import RoleGrant
from tests import world

# An address of the API may refuse the form of the body before it looks for the row.
MISSING = {False: {403, 404, 405}, True: {400, 403, 404, 405}}
HUGE = "99999999999999999999"
BAD_PIECES = ("%00", "%ff", "%ed%a0%80", "%ED%B0%80", "%c3%28", "%", "%zz", "%u4e2d", "%EF%BF%BD", "a%00b", "%e4%b8")


def sentence(answer, status, words=""):
    text = answer.content.decode()
    assert answer.status_code == status, text[:500]
    assert answer["X-Reference"] in text
    assert words in text
    return text


@pytest.fixture
def staff(client, office):
    client.force_login(office)
    return client


# --- hostile text ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("piece", BAD_PIECES)
def test_hostile_text_in_path_and_query_cannot_be_read(client, db, piece):
    for address in (
        f"/people/{piece}/",
        f"/{piece}",
        f"/people/?q={piece}",
        f"/people/?{piece}=1",
        f"/api/v1/?x={piece}",
    ):
        answer = client.generic("GET", address, QUERY_STRING=address.partition("?")[2], RAW_URI=address)
        assert sentence(answer, 400, HostileInput.sentence)


def test_raw_bytes_in_an_address_cannot_be_read(client, db):
    for address in ("/\xff", "/people/?q=\xed\xa0\x80", "/people/?q=\x00"):
        assert sentence(client.get("/people/", RAW_URI=address), 400)
    assert not is_hostile_address("/people/?q=" + "张三".encode().decode("latin-1"))


def test_what_people_type_is_no_hostile_text():
    for typed in (
        "张三",
        "北塔村（三四六队）",
        "100%",
        "a+b&c=d",
        "👍",
        "𠮷",
        "\u3000",
        "O'Brien",
        "\n\r\t",
        "\x7f",
        "\u200b",
    ):
        assert not is_hostile_address(f"/people/?q={quote(typed)}")
        assert not holds_hostile({"a": [typed, {typed: 1.5}]})


def test_hostile_text_in_a_form_cannot_be_read(client, db):
    for value in ("%00", "a%00b", "%ff", "%ed%a0%80"):
        for body in (f"username={value}&password=x", f"{value}=1"):
            answer = client.post("/account/sign-in/", body, content_type="application/x-www-form-urlencoded")
            assert sentence(answer, 400, HostileInput.sentence)
    for value in ("\x00", "\ufffd", "\x1b", "\u202e", "\u2066"):
        assert sentence(client.post("/account/sign-in/", {"username": value, "password": "x"}), 400)


def multipart(disposition):
    return b"--x\r\nContent-Disposition: form-data; " + disposition + b"\r\n\r\nx\r\n--x--\r\n"


def test_hostile_text_in_the_name_of_a_file_cannot_be_read(client, db):
    for name in (b"filename*=UTF-8''%ff.jpg", b"filename*=UTF-8''%ed%a0%80.jpg", b'filename="\xef\xbf\xbd.jpg"'):
        body = multipart(b'name="file"; ' + name)
        answer = client.post("/account/sign-in/", body, content_type="multipart/form-data; boundary=x")
        assert sentence(answer, 400, HostileInput.sentence)


@pytest.mark.parametrize(
    ("name", "kept"),
    [(b'filename="a\x00b.jpg"', ["ab.jpg"]), (b"filename*=UTF-8''a%00b.jpg", ["ab.jpg"]), (b'filename="\xff.jpg"', [])],
)
def test_what_django_takes_out_of_the_name_of_a_file_reaches_nobody(rf, name, kept):
    """NUL is cut out of a name, and a part whose head is no UTF-8 is no file: our middleware never meets them."""
    body = multipart(b'name="file"; ' + name)
    request = rf.generic("POST", "/", body, content_type="multipart/form-data; boundary=x")
    assert [file.name for file in request.FILES.values()] == kept


def test_a_broken_multipart_body_cannot_be_read(client, db):
    for kind, body in (
        ("multipart/form-data", b"--x\r\n"),
        ("multipart/form-data; boundary=", b"--x\r\n"),
        ("multipart/form-data; boundary=\xff", b"--x\r\n"),
        (
            "multipart/form-data; boundary=x",
            b'--x\r\nContent-Disposition: form-data; name="a"\r\n'
            b"Content-Transfer-Encoding: base64\r\n\r\n!\r\n--x--\r\n",
        ),
    ):
        answer = client.post("/account/sign-in/", body, content_type=kind)
        assert answer.status_code in (400, 422), (kind, answer.status_code)
        assert answer.content


def test_hostile_text_in_cookies_and_headers_cannot_be_read(client, db):
    # A cookie in quotes may spell any byte in plain characters: no server in front of us would notice.
    for cookie in (
        'sessionid="\\000aaaaaaaa"',
        'csrftoken="\\000"',
        "sessionid=\x00aaaaaaaaa",
        "sessionid=\xff\xfeaaaaaaa",
    ):
        assert sentence(client.get("/account/", headers={"cookie": cookie}), 400, HostileInput.sentence)
    for header in ("hx-current-url", "user-agent", "x-forwarded-for", "referer", "accept-language"):
        assert sentence(client.get("/account/", headers={header: "a\x00b"}), 400, HostileInput.sentence)


def test_odd_headers_are_no_defect(staff):
    for header, value in {
        "hx-current-url": "http://[::1",
        "hx-request": "maybe",
        "accept-language": "x" * 5000,
        "cookie": "=;;; a b=c; sessionid",
        "content-type": "text/" + "x" * 500,
        "if-modified-since": "yesterday",
        "range": "bytes=5-1",
        "x-forwarded-for": "not an address, ' OR 1=1",
    }.items():
        for address in ("/people/", "/account/sign-in/", "/editions/", "/api/v1/villages/"):
            assert staff.get(address, headers={header: value}).status_code in (200, 302, 400, 401), (header, address)


def test_hosts_that_are_not_ours_are_refused(client, db):
    for host in ("evil.example", "testserver:x", "a\x00b", "[::1", ""):
        answer = client.get("/account/sign-in/", headers={"host": host})
        assert answer.status_code in (200, 400), host
        assert answer.status_code == 400 or host == ""
        assert "evil" not in answer.content.decode()


# --- more than there is room for -------------------------------------------------------------------------------------


def test_a_body_has_an_end(client, db, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    answer = client.post("/account/sign-in/", "x=" + "a" * 2000, content_type="application/x-www-form-urlencoded")
    assert sentence(answer, 400, TooLarge.sentence)
    assert sentence(client.post("/account/sign-in/", {"x": "a" * 2000}), 400, TooLarge.sentence)


def test_too_many_fields_are_refused(staff):
    many = "&".join(f"f{number}=1" for number in range(1001))
    assert sentence(staff.get(f"/people/?{many}"), 400, TooLarge.sentence)
    body = staff.post("/account/sign-out/", many, content_type="application/x-www-form-urlencoded")
    assert sentence(body, 400, TooLarge.sentence)
    answer = staff.get(f"/api/v1/villages/?{many}")
    assert (answer.status_code, answer.json()["sentence"]) == (400, TooLarge.sentence)


def test_a_very_long_query_is_read_or_refused_but_no_defect(staff):
    for name in ("q", "page", "next"):
        for value in ("a" * 100_000, quote("长" * 20_000)):
            for address in ("/people/", "/organisations/", "/grants/", "/editions/", "/villages/", "/account/sign-in/"):
                assert staff.get(f"{address}?{name}={value}").status_code in (200, 302, 400, 404), (address, name)


# --- numbers ---------------------------------------------------------------------------------------------------------


def test_pages_that_do_not_exist_show_one_that_does(staff):
    for page in (HUGE, "-1", "0", "x", "", "1.5", "１", "1_0", "null", "1e9", "9" * 5000, "' OR 1=1"):
        for address in ("/people/", "/organisations/", "/grants/", "/editions/"):
            assert staff.get(address, {"page": page}).status_code in (200, 404), (address, page)


def filled(path, value):
    return "/" + re.sub("<[^>]+>", str(value), path)


def test_numbers_that_no_row_has_are_missing(staff):
    with_numbers = [route.path for route in routes() if "<int:" in route.path]
    assert len(with_numbers) > 15
    for path in with_numbers:
        for number in (0, 2**63 - 1, 2**63, HUGE, "9" * 5000):
            for method in (staff.get, staff.post):
                answer = method(filled(path, number))
                assert answer.status_code in MISSING[path[:4] == "api/"], (path, number, answer.status_code)
        for word in ("-1", "１", "1_0"):
            assert staff.get(filled(path, word)).status_code == 404, (path, word)


def test_foreign_villages_are_missing_whatever_is_done(client, liaison):
    client.force_login(liaison)
    foreign = world.village(2).pk
    paths = [route.path for route in routes() if re.search(r"villages/<int:\w+>/", route.path)]
    assert paths
    for path in paths:
        if path.count("<") > 1:
            continue
        for method in (client.get, client.post, client.head):
            assert method(filled(path, foreign)).status_code in MISSING[path[:4] == "api/"], path


def test_an_impossible_week_is_a_sentence_and_leaves_nothing(staff):
    before = Edition.objects.count(), Job.objects.count()
    weeks = ("2026-W54", "2026-W00", "2025-W53", "0000-W01", "9999-W53", "2999-W01", "1999-W01", "２０２６-W47")
    for week in (*weeks, "", "x", "2026-W", "2026-W470", "2026W47", "' OR 1", "-2026-W47"):
        answer = staff.post("/editions/make/", {"week": week})
        assert sentence(answer, 422), week
        assert not re.search("错误|失败|非法|禁止|！", answer.content.decode())
    assert (Edition.objects.count(), Job.objects.count()) == before


# --- everything else -------------------------------------------------------------------------------------------------

NAMES = "q page state next kind matter week village sort order unit format lang day is_active"
VALUES = (
    *(HUGE, "-1", "0", "1e309", "NaN", "None", "null", "[]", "{}", "１２", "%s", "..", "\\", "\u202e", "\r\nX: y"),
    *("' OR 1=1 --", "{{7*7}}", "<script>", "//evil.example", "javascript:alert(1)"),
    *("2026-02-30", "2026-W60", "9999-12-31", "0001-01-01"),
)
NAME = st.sampled_from(NAMES.split()) | st.text(max_size=8)
VALUE = st.sampled_from(VALUES) | st.text(max_size=30) | st.integers().map(str)
FORMS = st.dictionaries(NAME, VALUE | st.lists(VALUE, max_size=3), max_size=4)
HEADERS = st.sampled_from([{}, {"hx-request": "true"}, {"hx-request": "true", "hx-current-url": "x"}])
PATHS = sorted(route.path for route in routes() if route.path != "metrics")
ALLOWED = {200, 204, 302, 400, 401, 403, 404, 405, 409, 422}


@pytest.fixture
def askers(office, liaison, household):
    """A client per kind of person, and one whom nobody knows."""
    askers = {"nobody": Client()}
    for who in (office, liaison, household, world.holder("system_admin"), world.holder("auditor")):
        askers[who.username] = Client()
        askers[who.username].force_login(who)
    return askers


@pytest.fixture
def known(seeded, office):
    """Addresses lead to rows that there are."""
    world.reported(world.village(1), "signed_households", 5, 10)
    firsts = [model.objects.order_by("pk").first() for model in (User, Organisation, RoleGrant, Edition, Delegation)]
    return sorted({row.pk for row in (*firsts, world.village(1)) if row})


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(data=st.data())
def test_no_address_ends_in_a_defect(askers, known, data):
    asker = askers[data.draw(st.sampled_from(sorted(askers)), "who")]
    path = data.draw(st.sampled_from(PATHS), "path")
    key = data.draw(st.sampled_from(known) | st.integers(min_value=0, max_value=10**25), "key")
    query = data.draw(FORMS, "query")
    headers = data.draw(
        st.sampled_from([{}, {"hx-request": "true"}, {"hx-request": "true", "hx-current-url": "x"}]), "headers"
    )
    answer = asker.get(filled(path, key), query, headers=headers)
    assert answer.status_code in ALLOWED
    assert answer.content or answer.status_code in (204, 302) or "HX-Redirect" in answer


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(data=st.data())
def test_no_deed_ends_in_a_defect(askers, known, data):
    asker = askers[data.draw(st.sampled_from(sorted(askers)), "who")]
    path = data.draw(st.sampled_from([path for path in PATHS if path != "account/sign-out/"]), "path")
    key = data.draw(st.sampled_from(known) | st.integers(min_value=0, max_value=10**25), "key")
    answer = asker.post(filled(path, key), data.draw(FORMS, "form"))
    assert answer.status_code in ALLOWED
