"""The API: the rows of the pages, the action of the pages, and an answer in one shape whatever was sent."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from portal.accounts.models import User
from portal.kernel import clock
from portal.kernel.errors import NotSeen, Unreadable
from portal.kernel.periods import SHANGHAI, Week
from portal.web.serializers import Seen, StrictSerializer
from projects import actions
from projects.models import FigureReport, Village
from projects.selectors.moment import Moment
from projects.selectors.villages import village_rows
from tests import world

VILLAGES = "/api/v1/villages/"
VALUE = re.compile(r"'[^']*'|\b\d+\b")


def figures_of(village):
    return f"{VILLAGES}{village.pk}/figures/"


@pytest.fixture
def figure(seeded):
    """A report that fits."""
    return {
        "kind": "signed_households",
        "numerator": 10,
        "denominator": 20,
        "as_of": (clock.now() - timedelta(hours=1)).isoformat(timespec="seconds"),
        "source": "征拆台账",
    }


def sent(client, address, body, **headers):
    raw = body if isinstance(body, str | bytes) else json.dumps(body)
    return client.post(address, raw, content_type="application/json", headers=headers)


def is_refusal(answer, status, *words):
    """The one shape: a sentence, the clause, the number that the header carries too."""
    data = answer.json()
    assert answer.status_code == status, data
    assert set(data) - {"fields"} == {"sentence", "clause", "reference"}
    assert data["reference"] == answer["X-Reference"]
    assert all(word in data["sentence"] for word in words), data["sentence"]
    return data


def statements(ask, *inputs):
    """What the database was asked on the way to a 404, with every value taken out."""
    with CaptureQueriesContext(connection) as queries:
        answer = ask(*inputs)
    assert is_refusal(answer, 404)["sentence"] == NotSeen.sentence
    return [VALUE.sub("?", query["sql"]) for query in queries]


# --- reading ---------------------------------------------------------------------------------------------------------


def test_villages_are_the_rows_of_the_pages(client, office):
    client.force_login(office)
    world.reported(world.village(1), "signed_households", 5, 10)
    data = client.get(VILLAGES).json()
    rows = village_rows(Village.objects.all(), Moment.now())
    assert [row["id"] for row in data["results"]] == [row.id for row in rows]
    assert [row["label"] for row in data["results"]] == [row.label for row in rows]
    assert data["count"] == 12
    lead, row = data["results"][0], rows[0]
    assert [(lamp["dimension"], lamp["colour"], lamp["word"]) for lamp in lead["lamps"]] == [
        (lamp.dimension, lamp.lamp.colour, lamp.lamp.word) for lamp in row.lamps
    ]
    assert [figure["numerator"] for figure in lead["figures"]] == [5]
    assert [one["kind"] for one in lead["milestones"]] == [one.kind for one in row.milestones]
    assert client.get(f"{VILLAGES}{row.id}/").json() == lead


def test_only_visible_villages_are_listed_and_counted(client, liaison):
    client.force_login(liaison)
    data = client.get(VILLAGES).json()
    assert [row["ordinal"] for row in data["results"]] == [1]
    assert data["count"] == 1


def test_a_foreign_village_is_missing_with_the_same_statements(client, liaison):
    client.force_login(liaison)
    client.get(VILLAGES)  # the first request writes the session
    for tail in ("", "figures/"):
        foreign, missing = (statements(client.get, f"{VILLAGES}{pk}/{tail}") for pk in (world.village(2).pk, 987_654))
        assert foreign == missing
        assert any('FROM "projects_village"' in sql for sql in foreign)


def test_reporting_for_a_foreign_village_is_missing_with_the_same_statements(client, liaison, figure):
    client.force_login(liaison)
    client.get(VILLAGES)
    foreign, missing = (
        statements(sent, client, f"{VILLAGES}{pk}/figures/", figure) for pk in (world.village(2).pk, 987_654)
    )
    assert foreign == missing
    assert not FigureReport.objects.exists()


def test_figures_come_newest_first_and_money_in_fen(client, liaison):
    client.force_login(liaison)
    village, now = world.village(1), clock.now()
    world.reported(village, "funds_paid", 123_45, 200_00, as_of=now - timedelta(days=2))
    world.reported(village, "signed_households", 5, 10, as_of=now - timedelta(days=1))
    world.reported(world.village(2), "signed_households", 6, 10)
    signed, paid = client.get(figures_of(village)).json()["results"]
    assert (signed["numerator"], signed["denominator"], signed["numerator_fen"]) == (5, 10, None)
    assert (paid["numerator_fen"], paid["denominator_fen"], paid["numerator"]) == (12345, 20000, None)


# --- figures, read onwards -------------------------------------------------------------------------------------------

FIGURES = "/api/v1/figures/"


def numerators(client, address, **asked):
    answer = client.get(address, asked)
    assert answer.status_code == 200, answer.json()
    return [row["numerator"] for row in answer.json()["results"]]


@pytest.fixture
def weeks(office):
    """Ten figures of village 1, a day apart, the newest now; and one of village 2."""
    now = clock.now()
    for days in range(10):
        world.reported(world.village(1), "signed_households", 20 - days, 30, as_of=now - timedelta(days=days))
    world.reported(world.village(2), "accidents", 0, as_of=now - timedelta(minutes=1))


def test_figures_are_read_onwards_without_gap_or_repetition(client, office, weeks, monkeypatch):
    monkeypatch.setattr("portal.web.api.Onwards.page_size", 4)
    client.force_login(office)
    for start in (FIGURES, figures_of(world.village(1))):
        seen, address = [], start
        while address:
            data = client.get(address).json()
            assert set(data) == {"next", "results"}
            assert len(data["results"]) <= 4
            seen += [(row["as_of"], row["id"]) for row in data["results"]]
            if len(seen) == 4 and start == FIGURES:  # what comes meanwhile is newer: it moves nothing
                world.reported(world.village(1), "accidents", 0)
            address = data["next"]
        assert seen == sorted(set(seen), reverse=True)
        assert len(seen) == 11


def test_figures_are_asked_for_by_village_kind_and_period(client, office, weeks):
    client.force_login(office)
    first, now = world.village(1), clock.now().astimezone(SHANGHAI)
    assert numerators(client, FIGURES, village=world.village(2).pk) == [0]
    assert numerators(client, FIGURES, kind="signed_households", village=first.pk) == list(range(20, 10, -1))
    assert numerators(client, figures_of(first), kind="accidents") == []
    two_days_ago = (now - timedelta(days=2)).date().isoformat()
    assert numerators(client, FIGURES, village=first.pk, since=two_days_ago) == [20, 19, 18]
    assert numerators(client, FIGURES, village=first.pk, since=two_days_ago, until=two_days_ago) == [18]
    week = Week.of(now.date())
    inside = [20 - days for days in range(10) if (now - timedelta(days=days)).date() in week.days]
    assert numerators(client, FIGURES, village=first.pk, week=str(week)) == inside


def test_a_corrected_figure_stands_as_corrected(client, office, weeks):
    client.force_login(office)
    wrong = FigureReport.objects.get(numerator=15)
    actions.correct_figure(
        world.actor(office), wrong, numerator=14, denominator=30, source="征拆台账", reason="重复统计一户"
    )
    found = numerators(client, FIGURES, kind="signed_households")
    assert 15 not in found
    assert found.count(14) == 2


@pytest.mark.parametrize(
    "query",
    [
        "week=2026-W60", "week=2026W47", "week=２０２６-W47", "since=2026-02-30", "since=2026-1-1", "until=yesterday",
        "village=0", "village=-1", "village=1_0", "village=１", "village=1.0", "village=", "after=0", "after=abc",
        "after=" + "9" * 30, "kind=A", "kind=%20", "kind=a&kind=b", "page=1", "limit=5", "format=json",
        "week=2026-W47&since=2026-11-20", "since=2026-11-20&until=2026-11-19",
    ],
)  # fmt: skip
def test_what_an_address_asks_for_is_read_strictly(client, office, query):
    client.force_login(office)
    is_refusal(client.get(f"{FIGURES}?{query}"), 400)


def test_what_an_address_names_and_the_person_does_not_see_is_missing(client, liaison):
    foreign = world.reported(world.village(2), "signed_households", 5, 10)
    client.force_login(liaison)
    for asked in ({"village": world.village(2).pk}, {"village": 987_654}, {"after": foreign.pk}, {"kind": "no_such"}):
        is_refusal(client.get(FIGURES, asked), 404)
    assert numerators(client, FIGURES) == []


def test_a_page_of_figures_asks_as_often_whatever_it_shows(client, office, weeks, monkeypatch):
    client.force_login(office)
    client.get(FIGURES)
    counts = set()
    for size in (2, 100):
        monkeypatch.setattr("portal.web.api.Onwards.page_size", size)
        with CaptureQueriesContext(connection) as queries:
            client.get(FIGURES)
        counts.add(len(queries))
    assert len(counts) == 1
    assert counts.pop() <= 9


# --- milestones, lamps, public facts ---------------------------------------------------------------------------------


def test_milestones_and_lamps_are_those_of_the_villages(client, office):
    client.force_login(office)
    rows = village_rows(Village.objects.all(), Moment.now())
    held = [(row.id, one.kind) for row in rows for one in row.milestones]
    found, address = [], "/api/v1/milestones/"
    while address:
        data = client.get(address).json()
        found += [(one["village"], one["kind"]) for one in data["results"]]
        address = data["next"]
    assert found == held
    lamps = client.get("/api/v1/lamps/", {"village": rows[0].id}).json()["results"]
    assert [(one["dimension"], one["colour"]) for one in lamps] == [
        (one.dimension, one.lamp.colour) for one in rows[0].lamps
    ]
    for colour in {one["colour"] for one in lamps}:
        wanted = client.get("/api/v1/lamps/", {"village": rows[0].id, "colour": colour}).json()
        assert {one["colour"] for one in wanted["results"]} == {colour}
    for state in ("waiting", "overdue", "reached"):
        for one in client.get("/api/v1/milestones/", {"state": state}).json()["results"]:
            assert bool(one["reached_on"]) == (state == "reached")
            assert one["is_overdue"] == (state == "overdue")


def test_public_facts_have_their_source(client, liaison):
    client.force_login(liaison)
    rows = client.get("/api/v1/public-facts/").json()["results"]
    assert rows
    assert {row["village"] for row in rows} <= {None, world.village(1).pk}
    assert all(row["source"] and row["confidence"] for row in rows if row["value"])
    of_village = client.get("/api/v1/public-facts/", {"village": world.village(1).pk}).json()["results"]
    assert {row["village"] for row in of_village} == {world.village(1).pk}


def test_lists_show_only_what_the_person_sees(client, liaison):
    client.force_login(liaison)
    for address in ("/api/v1/milestones/", "/api/v1/lamps/"):
        assert {row["village"] for row in client.get(address).json()["results"]} == {world.village(1).pk}
        is_refusal(client.get(address, {"village": world.village(2).pk}), 404)
        is_refusal(client.get(address, {"colour": "pink"}), 400)
        is_refusal(client.get(address, {"state": "late"}), 400)


def test_pages_are_strict(client, office):
    client.force_login(office)
    for page in ("0", "-1", "1_0", "１", "abc", "", "1.0", " 1", "99999999999999999999"):
        is_refusal(client.get(VILLAGES, {"page": page}), 400)
    is_refusal(client.get(VILLAGES, {"page": "2"}), 404)
    is_refusal(client.get(f"{VILLAGES}?page=1&page=1"), 400)
    is_refusal(client.get(VILLAGES, {"q": "x"}), 400)
    is_refusal(client.get(f"{VILLAGES}{world.village(1).pk}/", {"page": "1"}), 400)
    assert client.get(VILLAGES, {"page": "1"}).status_code == 200


def test_pages_lead_to_one_another(client, office, monkeypatch):
    monkeypatch.setattr("portal.web.api.Pages.page_size", 5)
    client.force_login(office)
    seen, address = [], VILLAGES
    while address:
        data = client.get(address).json()
        seen += [row["ordinal"] for row in data["results"]]
        address = data["next"]
    assert seen == list(range(1, 13))


def test_only_whom_get_answers_is_answered_by_options_and_head(client, liaison):
    client.force_login(liaison)
    mine, foreign = (f"{VILLAGES}{world.village(number).pk}/" for number in (1, 2))
    answer = client.options(mine)
    assert answer.status_code == 204
    assert answer.content == b""
    assert answer["Allow"] == "GET, HEAD, OPTIONS"
    assert client.options(f"{mine}figures/")["Allow"] == "GET, POST, HEAD, OPTIONS"
    assert client.head(mine).status_code == 200
    assert client.head(mine).content == b""
    assert [client.options(foreign).status_code, client.head(foreign).status_code] == [404, 404]


def test_there_is_one_form_of_answer(client, office):
    client.force_login(office)
    for accepted in ("text/html", "application/xml", "nonsense", ""):
        answer = client.get(VILLAGES, headers={"accept": accepted})
        assert (answer.status_code, answer["Content-Type"]) == (200, "application/json")
    for suffix in ("villages.json", "villages/.json", "villages.api"):
        is_refusal(client.get(f"/api/v1/{suffix}"), 404)
    is_refusal(client.get(VILLAGES, {"format": "json"}), 400)


# --- who -------------------------------------------------------------------------------------------------------------


def test_nobody_is_told_to_sign_in(client, seeded):
    village = world.village(1)
    for address in (VILLAGES, f"{VILLAGES}{village.pk}/", figures_of(village), "/api/v1/editions/", "/api/v1/schema/"):
        for method in ("get", "head", "options", "post", "put", "delete"):
            answer = getattr(client, method)(address)
            assert answer.status_code == 401
        is_refusal(client.get(address), 401, "请先登录")


def test_whoever_lacks_the_power_is_refused_before_anything_is_read(client, household, supervisor, figure):
    client.force_login(household)
    for address in (VILLAGES, figures_of(world.village(1)), "/api/v1/editions/", "/api/v1/editions/1/"):
        is_refusal(client.get(address), 403)
        assert client.options(address).status_code == 403
    client.force_login(supervisor)
    is_refusal(sent(client, figures_of(world.village(1)), figure), 403)
    is_refusal(sent(client, figures_of(world.village(1)), "{"), 403)
    assert client.get(figures_of(world.village(1))).status_code == 200


def test_seeing_a_village_is_not_reporting_for_it(client, supervisor, figure):
    world.granted(supervisor, "community", world.village(2))
    client.force_login(supervisor)
    is_refusal(sent(client, figures_of(world.village(1)), figure), 403)
    assert sent(client, figures_of(world.village(2)), figure).status_code == 201


def test_an_initial_password_opens_nothing(client, seeded):
    fresh = world.person("xinren", must_change_password=True)
    world.granted(fresh, "office")
    client.force_login(User.objects.get(pk=fresh.pk))
    is_refusal(client.get(VILLAGES), 403, "初始密码")


# --- reporting -------------------------------------------------------------------------------------------------------


def test_a_figure_is_reported_by_the_same_action(client, liaison, figure):
    client.force_login(liaison)
    answer = sent(client, figures_of(world.village(1)), figure)
    assert answer.status_code == 201
    report = FigureReport.objects.get()
    assert answer.json()["id"] == report.pk
    assert (report.numerator, report.denominator, report.source) == (10, 20, "征拆台账")
    assert (report.reported_by_id, report.organisation_id) == (liaison.pk, liaison.organisation_id)
    assert client.get(figures_of(world.village(1))).json()["results"] == [answer.json()]


def test_a_figure_of_another_matter_is_refused_with_whom_to_ask(client, liaison, figure):
    client.force_login(liaison)
    money = {**figure, "kind": "funds_paid", "numerator_fen": 1, "denominator_fen": 2}
    del money["numerator"], money["denominator"]
    is_refusal(sent(client, figures_of(world.village(1)), money), 403, "“资金支付”由资金领域的单位填报", "请转资金专班")
    assert not FigureReport.objects.exists()


def test_a_figure_that_fell_is_reported_with_its_reason(client, liaison, figure):
    client.force_login(liaison)
    world.reported(world.village(1), "signed_households", 12, 20, as_of=clock.now() - timedelta(hours=2))
    data = is_refusal(sent(client, figures_of(world.village(1)), figure), 422, "少2户")
    assert list(data["fields"]) == ["note"]
    told = {**figure, "note": "两户解除协议"}
    assert sent(client, figures_of(world.village(1)), told).status_code == 201


class Naming(StrictSerializer):
    """Names a village by its id, as bodies of later actions will."""

    village = Seen(Village, by="id")


def test_keys_inside_a_body_name_only_what_the_person_sees(liaison):
    asking = {"request": SimpleNamespace(actor=world.actor(liaison))}
    mine, foreign = world.village(1).pk, world.village(2).pk
    found = Naming(data={"village": mine}, context=asking)
    assert found.is_valid()
    assert found.validated_data["village"] == world.village(1)
    sentences = set()
    for key in (foreign, 987_654, 2**70, -1):
        unseen = Naming(data={"village": key}, context=asking)
        assert not unseen.is_valid()
        sentences.add(str(unseen.errors["village"][0]))
    assert len(sentences) == 1
    for key in (str(mine), float(mine), True, [mine]):
        with pytest.raises(Unreadable):
            Naming(data={"village": key}, context=asking).is_valid()


def test_money_is_reported_in_fen_and_under_its_own_name(client, office, figure):
    client.force_login(office)
    address, money = figures_of(world.village(1)), {**figure, "kind": "funds_paid"}
    data = is_refusal(sent(client, address, money), 422)
    assert set(data["fields"]) == {"numerator", "denominator"}
    del money["numerator"], money["denominator"]
    assert set(is_refusal(sent(client, address, money), 422)["fields"]) == {"numerator_fen"}
    assert sent(client, address, {**money, "numerator_fen": 1_234_567, "denominator_fen": 2_000_000}).status_code == 201
    assert FigureReport.objects.get().numerator == 1_234_567
    data = is_refusal(sent(client, address, {**figure, "numerator_fen": 5}), 422)
    assert set(data["fields"]) == {"numerator_fen"}


OTHER_TYPES = [
    ("numerator", "10"),
    ("numerator", "1_000"),
    ("numerator", "１０"),
    ("numerator", 10.0),
    ("numerator", 1e3),
    ("numerator", True),
    ("numerator", [10]),
    ("numerator_fen", 10.5),
    ("denominator_fen", "10"),
    ("kind", 5),
    ("kind", True),
    ("kind", {"key": "signed_households"}),
    ("source", 5),
    ("source", ["x"]),
    ("as_of", "2026-11-20"),
    ("as_of", "2026-11-20T10:00:00"),
    ("as_of", "２０２６-11-20T10:00:00+08:00"),
    ("as_of", 1_700_000_000),
    ("recorded_at", "2026-11-20T10:00:00+08:00"),
    ("id", 5),
    ("is_demonstration", False),
    ("reported_by", 1),
    ("unknown", None),
]


def test_what_is_of_another_type_or_unknown_cannot_be_read(client, liaison, figure):
    client.force_login(liaison)
    for field, value in OTHER_TYPES:
        is_refusal(sent(client, figures_of(world.village(1)), {**figure, field: value}), 400, field)
    assert not FigureReport.objects.exists()


UNFIT = [
    ({"numerator": None}, "numerator"),
    ({"numerator": 21}, "numerator"),
    ({"numerator": 2**63}, "numerator"),
    ({"denominator": 10**30}, "denominator"),
    ({"kind": "no_such_kind"}, "kind"),
    ({"source": ""}, "source"),
    ({"source": "   "}, "source"),
    ({"source": "源" * 201}, "source"),
    ({"as_of": "2026-02-30T10:00:00+08:00"}, "as_of"),
    ({"as_of": "0001-01-01T00:00:00+14:00"}, "as_of"),
    ({"as_of": "9999-12-31T23:59:59-12:00"}, "as_of"),
]


def test_what_does_not_do_is_refused_with_its_field(client, liaison, figure):
    client.force_login(liaison)
    for changes, field in UNFIT:
        data = is_refusal(sent(client, figures_of(world.village(1)), {**figure, **changes}), 422)
        assert list(data["fields"]) == [field], changes
    assert not FigureReport.objects.exists()


@pytest.mark.parametrize("changes", [{"numerator": -1}, {"as_of": "2999-01-01T00:00:00+08:00"}])
def test_what_the_database_does_not_keep_is_refused_in_its_words(client, liaison, figure, changes):
    client.force_login(liaison)
    is_refusal(sent(client, figures_of(world.village(1)), {**figure, **changes}), 422, "不能")
    assert not FigureReport.objects.exists()


def test_an_empty_body_names_what_is_missing(client, liaison):
    client.force_login(liaison)
    for body in ("", "{}"):
        data = is_refusal(sent(client, figures_of(world.village(1)), body), 422)
        assert set(data["fields"]) == {"kind", "as_of", "source"}


def test_the_same_figure_twice_is_refused_in_the_words_of_its_constraint(client, liaison, figure):
    client.force_login(liaison)
    assert sent(client, figures_of(world.village(1)), figure).status_code == 201
    is_refusal(sent(client, figures_of(world.village(1)), figure), 422, "已报过")
    assert FigureReport.objects.count() == 1


NO_OBJECTS = [
    "{",
    "[]",
    "5",
    "null",
    '"text"',
    "{} {}",
    '{"kind": NaN}',
    '{"numerator": Infinity}',
    '{"kind": "a", "kind": "b"}',
    '{"kind": "\\u0000"}',
    '{"kind": "\\ud800"}',
    '{"\\udfff": 1}',
    '{"source": {"deep": ["\\u0000"]}}',
    b'{"kind": "\xff"}',
    b"\xff\xfe{\x00}\x00",
    "[" * 100_000,
    '{"numerator": ' + "9" * 5000 + "}",
]


def test_what_is_no_json_object_cannot_be_read(client, liaison):
    client.force_login(liaison)
    for body in NO_OBJECTS:
        is_refusal(sent(client, figures_of(world.village(1)), body), 400)


def test_other_forms_of_body_cannot_be_read(client, liaison, figure):
    client.force_login(liaison)
    address = figures_of(world.village(1))
    is_refusal(client.post(address, figure), 400, "JSON")
    is_refusal(client.post(address, "kind=x", content_type="application/x-www-form-urlencoded"), 400)
    is_refusal(client.post(address, "<a/>", content_type="application/xml"), 400)


def test_a_body_has_an_end(client, liaison, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    client.force_login(liaison)
    is_refusal(sent(client, figures_of(world.village(1)), json.dumps({"source": "x" * 1000})), 400, "过大")


def test_a_deed_without_the_token_of_our_page_is_refused(liaison, figure):
    client = Client(enforce_csrf_checks=True)
    client.force_login(liaison)
    is_refusal(sent(client, figures_of(world.village(1)), figure), 403, "来源无法确认")
    client.get("/account/password/")
    token = client.cookies["csrftoken"].value
    answer = sent(client, figures_of(world.village(1)), figure, **{"X-CSRFToken": token})
    assert answer.status_code == 201


def test_other_methods_are_refused_in_a_sentence(client, office):
    client.force_login(office)
    for method in ("PUT", "PATCH", "DELETE", "POST", "TRACE", "BREW"):
        answer = client.generic(method, f"{VILLAGES}{world.village(1).pk}/")
        is_refusal(answer, 405, "不支持")
        assert answer["Allow"] == "GET, HEAD, OPTIONS"
