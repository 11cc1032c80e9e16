"""留痕记录: what auditors read of the trail, in words; what is not theirs is not there."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client

from integrity.models import AuditEntry
from integrity.selectors import VERIFYING, last_checkpoint
from integrity.selectors.causes import causes_of
from integrity.selectors.entries import Wanted, entries_wanted, in_words
from integrity.trail import sealing
from portal.accounts import actions as accounts
from portal.jobs import worklist
from portal.jobs.models import Job
from portal.kernel import clock
from portal.kernel.actions import ACTIONS
from projects import actions as projects
from projects.selectors.open_items import open_items_of
from tests import world
from tests.integrity.conftest import sign
from tests.integrity.hands import newest

pytestmark = pytest.mark.django_db
PHONE = "13955512345"


@pytest.fixture
def portal(seeded_today):
    """The portal that a test works in."""


def opened(role, where=None):
    client = Client()
    client.force_login(world.holder(role, where))
    return client


def text(client, address):
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def entry_of(row):
    return AuditEntry.objects.filter(object=f"{row._meta.label_lower}:{row.pk}").latest("pk")


def test_an_entry_says_in_words_what_was_before_and_after_and_hides_what_is_personal(portal):
    person = world.person("xiaowang", "小王", phone="13900000001")
    accounts.change_person(world.WHY, person, name="小汪", organisation=person.organisation, post="科员", phone=PHONE)
    entry = entry_of(person)
    page = text(opened("auditor"), f"/trail/{entry.pk}/")
    for words in (
        ACTIONS["portal.accounts.change_person"].label,
        "人员（编号",
        "职务",
        "科员",
        "手机号码",
        "已隐去",
        "系统（测试准备）",
        "尚未封存",
    ):
        assert words in page, words
    assert PHONE not in page
    assert "小汪" not in page
    assert PHONE[-4:] not in page.replace(entry.body, "")


def test_the_list_is_newest_first_goes_on_below_and_keeps_what_it_was_asked_for(portal):
    where = world.village(1)
    now = clock.now()
    rows = [
        world.reported(where, "signed_households", 10, 100, as_of=now - timedelta(hours=60 - number))
        for number in range(60)
    ]
    client = opened("auditor")
    address = f"/trail/?kind=projects.figurereport&village={where.pk}"
    listing = client.get(address).context["listing"]
    assert [row.pk for row in listing.page][:2] == [entry_of(rows[-1]).pk, entry_of(rows[-2]).pk]
    assert len(listing.page.object_list) == 50
    older = client.get(f"/trail/{listing.older_query}").context["listing"]
    assert [row.pk for row in older.page] == [entry_of(row).pk for row in reversed(rows[:10])]
    assert (older.older_query, older.is_newest) == ("", False)
    assert "回到最新" in text(client, f"/trail/{listing.older_query}")


def test_the_filters(portal):
    officer = world.holder("office", username="banshi")
    figure = world.reported(world.village(2), "accidents", 0, by=world.actor(officer))
    refused = opened("township", world.village(3))
    assert refused.post("/editions/make/").status_code == 403
    actor = world.actor(world.holder("auditor", username="shenji"))
    label = ACTIONS["projects.report_figure"].label
    today = clock.today()

    def found(**asked):
        return {row.pk for row in entries_wanted(actor, Wanted(**asked))}

    mine = entry_of(figure).pk
    assert found(person="banshi", power=label) == {mine}
    assert found(kind="projects.figurereport", number=figure.pk) == {mine}
    assert mine in found(village=world.village(2).pk, since=today, until=today, via="command", result="ok")
    assert not found(until=today.replace(year=2020))
    assert not found(village=world.village(2).pk, via="web")
    (denied,) = in_words(actor, list(entries_wanted(actor, Wanted(result="denied"))))
    assert (denied.what, denied.via, denied.is_done) == ("提交办理：生成专报送审稿", "网页", False)
    page = opened("discipline").get("/trail/?result=denied&since=不是日期")
    assert page.status_code == 200


def test_whoever_reads_one_village_sees_its_entries_alone(portal):
    here, there = world.village(2), world.village(3)
    own, foreign = world.reported(here, "accidents", 0), world.reported(there, "accidents", 0)
    client = opened("auditor", here)
    page = text(client, "/trail/")
    assert f"/trail/{entry_of(own).pk}/" in page
    assert f"/trail/{entry_of(foreign).pk}/" not in page
    assert client.get(f"/trail/{entry_of(foreign).pk}/").status_code == 404
    assert client.get(f"/trail/{entry_of(foreign).pk}/chain/").status_code == 404


def test_the_file_of_the_list_is_a_deed_itself(portal):
    before = newest()
    client = opened("audit_admin")
    answer = client.get("/trail/?as=xlsx&kind=projects.rolegrant")
    assert answer["Content-Type"].startswith("application/vnd.openxml")
    (taken,) = [
        row.said for row in AuditEntry.objects.filter(pk__gt=before) if row.said["action"].endswith("take_list")
    ]
    assert taken["facts"][0]["title"] == "留痕记录"


def test_a_deed_shows_what_led_to_it_and_what_it_led_to(portal):
    """A hand-over ends one grant in each of two villages; who reads one of them sees that the other was touched."""
    here, there = world.village(2), world.village(3)
    leaver, taker = world.person("leaver"), world.person("taker")
    grant, other = world.granted(leaver, "community", here), world.granted(leaver, "community", there)
    takers = {item.key: taker for item in open_items_of(leaver.pk) if item.needs_taker}
    projects.hand_over(world.WHY, leaver, takers=takers, document="交接单")
    end = AuditEntry.objects.filter(object=f"projects.rolegrant:{grant.pk}").latest("pk")

    tree = causes_of(world.actor(world.holder("discipline", username="jijian")), end)
    labels = [(deed.depth, deed.what) for deed in tree]
    assert labels[0] == (0, ACTIONS["projects.hand_over"].label)
    assert {depth for depth, _ in labels[1:]} == {1}
    assert [label for _, label in labels].count(ACTIONS["projects.end_grant"].label) == 2
    assert [deed.is_asked for deed in tree].count(True) == 1

    client = opened("auditor", here)
    page = text(client, f"/trail/{end.pk}/chain/")
    assert page.count("不在您查看范围内的办理") >= 1
    assert f"/trail/{entry_of(other).pk}/" not in page
    assert f"/trail/{end.pk}/" in page
    assert client.get(f"/trail/{entry_of(other).pk}/chain/").status_code == 404


@pytest.mark.django_db(transaction=True)
def test_the_page_says_how_far_the_trail_is_sealed_and_verified(seeded_today, signing_key):
    client = opened("auditor")
    assert "还没有核验" in text(client, "/trail/")
    sealing.seal(waits=True)
    sign()
    Job.objects.create(kind=VERIFYING, key="2026-11-30")
    worklist.perform(Job.objects.get(kind=VERIFYING).pk)
    page = text(client, "/trail/")
    for words in (f"校验码{last_checkpoint().root[:16]}", "条，相符", "只靠数据库授权保护"):
        assert words in page, words


def test_every_action_has_words():
    assert [action.key for action in ACTIONS if not re.search("[一-龥]", action.label)] == []


def test_a_panel_leads_from_a_thing_to_its_entries(portal):
    person = world.person("xiaowang")
    page = text(opened("auditor"), f"/people/{person.pk}/")
    assert f"/trail/?kind=accounts.user&amp;number={person.pk}" in page
    assert f"/trail/{entry_of(person).pk}/" in page
