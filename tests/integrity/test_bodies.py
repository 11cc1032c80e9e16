"""What stands in an entry: every field in the one spelling, who, for whom, by which way; of people only marks."""

from __future__ import annotations

import io
import json
import logging
import logging.config
import re
from copy import deepcopy
from datetime import timedelta

import pytest
from django.conf import settings as portal_settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from integrity.models import AuditEntry
from portal.accounts import actions as accounts
from portal.accounts.models import Organisation, User
from portal.jobs import worklist
from portal.jobs.contributions import JOB_KINDS, job_kind
from portal.jobs.models import Job
from portal.kernel import clock
from portal.kernel.deeds import Change, running_deed
from portal.kernel.entries import LONGEST, canonical, plain
from portal.kernel.errors import WrongState
from portal.kernel.money import Money
from portal.kernel.periods import Period
from tests import world
from tests.clock import go_on
from tests.integrity.hands import newest, said_since, without_lots

pytestmark = pytest.mark.django_db

FIELDS = {
    "v", "at", "actor", "roles", "via", "ip", "req", "action", "object", "scope", "result", "before", "after", "facts",
    "cause", "reason", "salt", "deed",
}  # fmt: skip
ROWS = 5_000
MANY = settings(
    max_examples=100,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
TEXTS = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=40)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXTS | st.floats(allow_nan=False) | st.dates() | st.binary(max_size=9)
    | st.decimals(allow_nan=False, allow_infinity=False) | st.fractions() | st.uuids()
    | st.datetimes(timezones=st.timezones()) | st.integers().map(Money),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=6,
)  # fmt: skip


def added_since(number):
    return list(AuditEntry.objects.filter(pk__gt=number).order_by("pk"))


# --- fields and spelling ---------------------------------------------------------------------------------------------


@MANY
@given(before=st.dictionaries(TEXTS, VALUES, max_size=4), after=st.dictionaries(TEXTS, VALUES, max_size=4), why=TEXTS)
def test_whatever_a_deed_wrote_its_entry_has_every_field_in_one_spelling(db, deed, before, after, why):
    before, after = ({name: plain(value) for name, value in given.items()} for given in (before, after))
    start = newest()
    deed(then=lambda: running_deed().changes.append(Change("a.b", 7, (2, 1), before, after)), reason=why)
    (entry,) = added_since(start)
    said = json.loads(entry.body, parse_float=_is_a_float)
    assert said.keys() == FIELDS
    assert entry.body.isascii()
    assert canonical(said) == entry.body
    assert (said["before"], said["after"], said["reason"]) == (before, after, plain(why))
    assert (entry.object, entry.deed, entry.scope) == (said["object"], said["deed"], [1, 2])
    assert (said["object"], said["scope"], said["v"]) == ("a.b:7", [1, 2], 1)


def _is_a_float(text):
    pytest.fail(f"{text} is a float")


def test_every_entry_of_a_life_has_every_field(seeded_today):
    user = world.holder("office")
    Client().post("/account/sign-in/", {"username": user.username, "password": "x"})
    entries = added_since(0)
    assert len(entries) > 400
    assert len({entry.said["salt"] for entry in entries}) == len(entries)
    for entry in entries:
        said = entry.said
        assert said.keys() == FIELDS
        assert canonical(said) == entry.body
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", said["at"])
        assert re.fullmatch(r"[0-9a-f]{32}", said["salt"])
        assert re.fullmatch(r"[0-9a-f-]{36}", said["deed"])
        assert said["scope"] == sorted(set(said["scope"]))
        assert said["result"] in ("ok", "denied", "failed")


# --- who, for whom, and why ------------------------------------------------------------------------------------------


def test_a_deed_inside_a_deed_names_the_one_that_led_to_it(db, deed):
    start = newest()
    deed(then=lambda: deed(then=lambda: deed(then=lambda: None)))
    inmost, middle, outer = said_since(start)
    assert (inmost["cause"], middle["cause"], outer["cause"]) == (middle["deed"], outer["deed"], None)
    assert len({said["deed"] for said in (inmost, middle, outer)}) == 3


def test_what_was_refused_inside_a_deed_that_went_on_is_told_by_it(db, deed):
    def goes_on():
        with pytest.raises(WrongState):
            deed(then=_refuse)

    start = newest()
    deed(then=goes_on)
    outer, refused = said_since(start)
    assert (outer["result"], refused["result"]) == ("ok", "failed")
    assert (refused["cause"], refused["facts"][0]["status"]) == (outer["deed"], 409)


def _refuse():
    raise WrongState("未办成：这项授权已经批准。请刷新后查看。")


def test_a_deputy_acts_as_himself_for_his_principal(seeded_today):
    principal, deputy = world.holder("liaison", world.village(1)), world.person("lisi")
    world.granted(principal, "relocation_force", world.village(1))
    days = Period(clock.today(), clock.today() + timedelta(days=9))
    accounts.delegate(world.WHY, principal, deputy=deputy, days=days, document="兴指办〔2026〕12号")
    start = newest()
    world.reported(world.village(1), "signed_households", 10, 100, by=world.actor(deputy))
    assert {canonical(said["actor"]) for said in said_since(start)} == {
        canonical({"kind": "person", "user": deputy.pk, "for": principal.pk})
    }
    go_on(timedelta(minutes=1))
    start = newest()
    world.reported(world.village(1), "signed_households", 11, 100, by=world.actor(principal))
    assert {canonical(said["actor"]) for said in said_since(start)} == {
        canonical({"kind": "person", "user": principal.pk})
    }


# --- the way in ------------------------------------------------------------------------------------------------------


def test_each_way_in_is_told_with_its_address_and_number(seeded_today, monkeypatch):
    office = world.holder("office")
    client, ways = Client(REMOTE_ADDR="10.20.30.40"), {}

    def told(way, entered):
        start = newest()
        number = entered()
        (said,) = {canonical([each["via"], each["ip"], each["req"]]) for each in said_since(start)}
        ways[way] = (*json.loads(said), number)

    def by_the_web():
        given = {"username": office.username, "password": office.password_given}
        return client.post("/account/sign-in/", given)["X-Reference"]

    def by_the_api():
        given = {"username": office.username, "password": office.password_given, "name": "取数"}
        answer = client.post("/api/v1/tokens/", given, content_type="application/json")
        assert answer.status_code == 201
        return answer["X-Reference"]

    def by_a_task():
        worklist.perform(Job.objects.create(kind="count", key="2026-W40").pk)
        return ""

    monkeypatch.setattr(JOB_KINDS, "_entries", {})
    job_kind("count", "计数", due=lambda now: [])(lambda claim: lambda: world.organisation("甲") and {})
    told("web", by_the_web)
    told("api", by_the_api)
    told("command", lambda: world.organisation("乙") and "")
    assert ways["web"] == ("web", "10.20.30.40", ways["web"][3], ways["web"][2])
    assert ways["api"] == ("api", "10.20.30.40", ways["api"][3], ways["api"][2])
    assert ways["command"] == ("command", "", "", "")
    told("task", by_a_task)
    assert ways["task"][:2] == ("task", "")
    assert ways["task"][2]


# --- thousands of rows -----------------------------------------------------------------------------------------------


def test_a_deed_of_thousands_of_rows_is_one_statement_and_tells_its_facts_once(db, deed):
    def open_all():
        Organisation.objects.bulk_create(
            Organisation(name=f"第{number}家单位", kind="department") for number in range(ROWS)
        )
        running_deed().facts.append(_Told())

    start = newest()
    with CaptureQueriesContext(connection) as asked:
        deed(then=open_all, reason="批量登记")
    written = [query["sql"] for query in asked if "INSERT INTO audit_entry" in query["sql"]]
    entries = added_since(start)
    assert (len(written), len(entries)) == (1, ROWS)
    assert len({entry.deed for entry in entries}) == 1
    assert [bool(entry.said["facts"]) for entry in entries] == [True] + [False] * (ROWS - 1)
    assert len(entries[0].body) > 100_000
    assert sum(len(entry.body) for entry in entries[1:]) < 900 * ROWS


class _Told:
    """A fact that is long in itself."""

    def as_entry(self):
        return {"fact": "Told", "rows": ["一段说明" * 10] * 500}


def test_a_long_value_is_named_by_its_digest_alone(db, deed):
    start = newest()
    deed(then=lambda: None, reason="长" * (LONGEST + 1))
    (said,) = said_since(start)
    assert re.fullmatch(r"sha256:[0-9a-f]{64}", said["reason"])


# --- persons ---------------------------------------------------------------------------------------------------------

PHONES = st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True)
IDENTITIES = st.from_regex(r"6401[0-9]{13}[0-9X]", fullmatch=True)
CARDS = st.from_regex(r"6[0-9]{15}", fullmatch=True) | st.from_regex(r"62[0-9]{17}", fullmatch=True)


@pytest.fixture
def log():
    """Everything that is logged, at the finest level, as the portal would write it."""
    before = logging.root.handlers[:], logging.root.level
    written, config = io.StringIO(), deepcopy(portal_settings.LOGGING)
    config["root"]["level"] = "DEBUG"
    config["handlers"]["stderr"]["stream"] = written
    logging.config.dictConfig(config)
    yield written
    logging.config.dictConfig(portal_settings.LOGGING)
    logging.root.handlers[:], level = before
    logging.root.setLevel(level)


@settings(MANY, max_examples=30)
@given(phone=PHONES, other=PHONES, identity=IDENTITIES, card=CARDS)
def test_of_a_persons_numbers_nothing_but_keyed_marks_stands_anywhere(db, deed, log, phone, other, identity, card):
    """In their own columns, in the name, and typed where they do not belong: a post, a reason, an address, the log."""
    start, unit, count = newest(), world.organisation(), User.objects.count()
    log.seek(0)
    log.truncate()
    other_person = world.person(f"lisi{count}")
    person = world.person(f"zhangsan{count}", f"张{identity}", unit=unit, phone=phone, post=f"电话{phone}")
    accounts.change_person(
        world.WHY, person, name=f"李{card}", organisation=unit, post=f"{identity}，卡{card}", phone=other
    )
    accounts.reset_password(world.WHY, person)
    with pytest.raises(WrongState):
        deed(then=_refuse, reason=f"本人{identity}来电{phone}要求")
    Client().post("/account/sign-in/", {"username": card, "password": identity})
    client = Client()
    client.force_login(other_person)
    client.post(f"/people/{phone}/deactivate/?q={identity}", {"reason": card})
    logging.getLogger("portal.accounts").warning("asked for %s and %s, %s", phone, identity, card)
    kept = " ".join(entry.body for entry in added_since(start)) + log.getvalue()
    assert "hmac:" in kept
    kept = without_lots(kept)
    for number in (phone, other, identity, card):
        parts = {number[start : start + 6] for start in range(len(number) - 5)}
        assert not [part for part in parts if part in kept]


def test_the_same_number_has_the_same_mark_wherever_it_was_typed(db, deed):
    start = newest()
    deed(then=lambda: None, reason="13995071234来电")
    deed(then=lambda: None, reason="回电 13995071234、13995071235")
    first, second = (re.findall("hmac:[0-9a-f:]+", said["reason"]) for said in said_since(start))
    assert first == second[:1] != second[1:]
