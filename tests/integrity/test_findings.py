"""疑点: seen by those who watch, disposed of by the 廉政专员 with a reason, never by whom it is about."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client

from integrity.actions import dispose_finding, raise_findings
from integrity.actions.findings import FindingUnexplained, OwnFinding
from integrity.facts import FindingMoved
from integrity.listeners import look_at_override
from integrity.models import AuditEntry, Finding, FindingMove
from integrity.models.finding import OWN_MATTER
from integrity.red_flags import Hit
from portal.approvals.actions import ask_override
from portal.approvals.facts import OverrideUsed
from portal.kernel import clock
from portal.kernel.deeds import Deed, running
from portal.kernel.errors import NotPermitted, WrongState
from portal.kernel.permissions import PORTAL
from tests import world

pytestmark = pytest.mark.django_db


@pytest.fixture
def village(seeded_today):
    return world.village(2)


def raised(where=None, key="relocation.householdmember:1", involved=()):
    hits = [Hit(key, "0001户第1人", "该成员的证件号码在另外1户也有登记。", where and where.pk, tuple(involved))]
    raise_findings(world.WHY, PORTAL, flag="duplicate-id", severity="serious", hits=hits)
    return Finding.objects.latest("pk")


def opened(user):
    client = Client()
    client.force_login(user)
    return client


def test_it_goes_its_course_with_a_reason_at_each_step(village):
    finding = raised(village)
    officer = world.actor(world.holder("integrity_officer", village))
    with pytest.raises(FindingUnexplained, match="请补充"):
        dispose_finding(officer, finding, verb="check", reason=" ")
    with pytest.raises(WrongState):
        dispose_finding(officer, finding, verb="confirm", reason="未核查")
    for verb in ("check", "confirm", "transfer"):
        finding = dispose_finding(officer, finding, verb=verb, reason="依据调查笔录")
    moves = FindingMove.objects.filter(finding=finding).order_by("pk")
    assert [(move.verb, move.to_state, move.by) for move in moves] == [
        ("raise", "open", None),
        ("check", "checking", officer.user),
        ("confirm", "confirmed", officer.user),
        ("transfer", "transferred", officer.user),
    ]
    said = AuditEntry.objects.filter(object=f"integrity.finding:{finding.pk}").latest("pk").said
    assert (said["after"], said["scope"], said["reason"]) == ({"state": "transferred"}, [village.pk], "依据调查笔录")
    assert FindingMoved(finding.pk, "transfer").as_entry() in said["facts"]


def test_nobody_disposes_of_what_is_about_himself_nor_without_the_power(village):
    user = world.holder("integrity_officer", village)
    finding = raised(village, involved=[user.pk])
    with pytest.raises(OwnFinding, match="由其他廉政专员"):
        dispose_finding(world.actor(user), finding, verb="check", reason="自查")
    with pytest.raises(NotPermitted):
        dispose_finding(world.actor(world.holder("discipline")), finding, verb="check", reason="核查")
    with pytest.raises(NotPermitted):
        dispose_finding(
            world.actor(world.holder("integrity_officer", world.village(3))), finding, verb="check", reason="核查"
        )


@pytest.mark.database
def test_the_database_itself_refuses_that_somebody_disposes_of_his_own(village):
    user = world.person("ziji")
    finding = raised(village, involved=[user.pk])
    with pytest.raises(IntegrityError, match=OWN_MATTER), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO integrity_findingmove (finding_id, verb, from_state, to_state, reason, by_id)"
            " VALUES (%s, 'check', 'open', 'checking', 'x', %s)",
            [finding.pk, user.pk],
        )


def test_the_pages(village):
    here, everywhere = raised(village), raised(None, "approvals.approval:1")
    officer = opened(world.holder("integrity_officer"))
    page = officer.get("/findings/").content.decode()
    assert "疑点2条，核查中0条" in page
    assert "证件号码重复" in page
    assert officer.get(f"/findings/{everywhere.pk}/").status_code == 200
    answer = officer.post(f"/findings/{here.pk}/dispose/", {"verb": "check", "reason": ""})
    assert answer.status_code == 422
    answer = officer.post(f"/findings/{here.pk}/dispose/", {"verb": "check", "reason": "调阅户档"}, follow=True)
    page = answer.content.decode()
    for words in ("调阅户档", "核查中", "排除", "该事项的留痕", f"kind=integrity.finding&amp;number={here.pk}"):
        assert words in page, words
    assert officer.get("/findings/?as=xlsx&state=checking").status_code == 200

    auditor = opened(world.holder("auditor", village))
    page = auditor.get("/findings/").content.decode()
    assert f"/findings/{here.pk}/" in page
    assert f"/findings/{everywhere.pk}/" not in page
    assert "下一步" not in auditor.get(f"/findings/{here.pk}/").content.decode()
    assert auditor.get(f"/findings/{everywhere.pk}/").status_code == 404
    assert "核查中1条" in auditor.get(f"/villages/{village.pk}/").content.decode()

    office = opened(world.holder("office"))
    assert office.get("/findings/").status_code == 403
    assert "疑点台账" not in office.get(f"/villages/{village.pk}/").content.decode()


def test_an_exception_that_was_used_is_looked_at(village):
    asker = world.actor(world.holder("office"))
    given = {"gate": "reader-grant-ended", "subject": "GrantEnded:7", "title": "终止授权", "document": "会议纪要"}
    override = ask_override(asker, PORTAL, reason="抢险", last_on=clock.today(), **given)
    look_at_override_within_a_deed(OverrideUsed(override.approval_id, given["gate"], given["subject"]))
    finding = Finding.objects.get(flag="override-used")
    assert (finding.subject_label, finding.village, finding.involved) == ("例外办理：终止授权", None, [asker.user.pk])
    assert "例外办理" in finding.detail


def look_at_override_within_a_deed(fact):
    """As a gate tells it: inside the deed that it lets pass."""
    token = running.set(Deed("tests.pass", world.WHY, PORTAL, cause=None))
    try:
        look_at_override(fact)
    finally:
        running.reset(token)
