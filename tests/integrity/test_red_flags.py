"""Each red flag finds the planted case, and not the one beside it; what it found is raised once."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import models

import integrity.red_flags
from integrity.actions import dispose_finding, raise_findings
from integrity.job_kinds import look_for_red_flags
from integrity.models import Finding, FindingMove
from integrity.red_flags import RED_FLAGS
from integrity.report_sections import doubts
from portal.kernel import clock
from portal.kernel.deeds import Deed, running
from portal.kernel.periods import Week
from portal.kernel.permissions import PORTAL
from portal.reports.contributions import Scope
from quality.lifecycle import ComplaintState
from quality.models import Complaint
from relocation.models import HouseholdMember
from tests import world
from tests.quality.course import Hands
from tests.relocation import thread

pytestmark = pytest.mark.django_db
TWICE, ONCE = "640104198001011234", "640104198202022345"


@pytest.fixture(autouse=True)
def folder(tmp_path, settings):
    settings.PORTAL_VAR = tmp_path


@pytest.fixture
def seeded(seeded_today):
    """The portal that a test works in."""


def numbered(household, *numbers):
    """Give the members of a household these numbers, in their order."""
    token = running.set(Deed("tests.survey", world.WHY, PORTAL, cause=None))
    try:
        members = HouseholdMember.objects.filter(household=household).order_by("ordinal")
        for member, number in zip(members, numbers, strict=False):
            member.seal_into("id_number", number)
            member.save()
    finally:
        running.reset(token)


def found(key):
    return {hit.key: hit for hit in RED_FLAGS[key].find()}


def look():
    return look_for_red_flags(None)()


def test_every_flag_is_one_file_with_its_words():
    files = {path.stem for path in Path(integrity.red_flags.__file__).parent.glob("[a-z]*.py")}
    assert files == {flag.find.__module__.rpartition(".")[2] for flag in RED_FLAGS}
    for flag in RED_FLAGS:
        assert all([flag.label, flag.rule, flag.clause, flag.severity, flag.hit, flag.near_miss]), flag.key


def test_one_number_in_two_households(seeded):
    here, there = world.village(2), world.village(3)
    first, second = thread.household(here, "0001"), thread.household(there, "0002")
    alone, gone = thread.household(here, "0003"), thread.household(here, "0004")
    numbered(first, TWICE, ONCE)
    numbered(second, "", TWICE)
    numbered(alone, "640104199003033456")
    numbered(gone, ONCE)
    token = running.set(Deed("tests.survey", world.WHY, PORTAL, cause=None))
    gone.withdrawn_at, gone.withdrawn_reason = clock.now(), "重复登记"
    gone.save()
    running.reset(token)

    hits = found("duplicate-id")
    assert sorted((hit.village_id, hit.label) for hit in hits.values()) == sorted(
        [(here.pk, "0001户第1人"), (there.pk, "0002户第2人")]
    )
    assert look()["duplicate-id"] == 2
    assert look() == dict.fromkeys(RED_FLAGS.keys(), 0)
    assert Finding.objects.count() == FindingMove.objects.filter(verb="raise").count() == 2
    kept = json.dumps([*Finding.objects.values_list("subject_label", "detail")], ensure_ascii=False)
    assert TWICE not in kept
    assert TWICE[-4:] not in kept


def test_the_money_of_an_agreement_goes_to_somebody_else(seeded):
    here = world.village(2)
    thread.adopted_policy(here)
    thread.signed(thread.household(here, "0001"))
    apart = thread.signed(thread.household(here, "0002"), payee_name="示例乙")
    thread.drafted(thread.household(here, "0003"), payee_name="示例乙")
    assert list(found("payee-is-not-signatory")) == [f"relocation.agreement:{apart.pk}"]


def test_a_doubt_was_closed_though_nobody_looked_at_its_repair(seeded):
    hands = Hands(world.village(2))
    mended = hands.reinspected()
    unseen = hands.rectified(hands.assigned(hands.raised(what="二层有裂缝")))
    failed = hands.reinspected(hands.rectified(hands.assigned(hands.raised(what="一层有裂缝"))), has_passed=False)
    for complaint in (mended, unseen, failed):  # past every action, as a hand in the database would
        complaint.refresh_from_db()
        complaint.state = ComplaintState.CLOSED
        models.Model.save_base(complaint)
    assert set(found("closed-without-reinspection")) == {f"quality.complaint:{row.pk}" for row in (unseen, failed)}
    assert Complaint.objects.count() == 3


def test_the_edition_counts_what_was_known_and_names_nothing(seeded):
    here, week = world.village(2), Week.of(clock.today())
    scope = Scope((here.pk,), week, clock.now() + timedelta(hours=1), clock.now() + timedelta(hours=1))
    assert list(doubts(scope)) == []
    hit = integrity.red_flags.Hit("test.thing:1", "事项", "内容", here.pk)
    raise_findings(world.WHY, PORTAL, flag="duplicate-id", severity="notice", hits=[hit])
    finding = Finding.objects.get()
    dispose_finding(world.WHY, finding, verb="check", reason="调阅户档")
    text, *figures = doubts(scope)
    assert text.text == (
        "本周新增疑点1条；截至数据时点，核查中1条，已排除0条，属实0条，已移送0条。疑点只是核查的起点。"
    )
    assert [(each.key, each.numerator) for each in figures][:2] == [
        ("integrity.findings.raised", 1),
        ("integrity.findings.checking", 1),
    ]
    assert figures[0].counted == {f"{here.pk}@{finding.pk}": 1}
    assert list(doubts(replace(scope, known_at=clock.now() - timedelta(days=1)))) == []
    assert list(doubts(replace(scope, villages=(world.village(3).pk,)))) == []
