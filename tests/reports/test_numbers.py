"""期号: by year, without a gap, never twice, whoever signs at the same moment."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta

import pytest
from django.db import connection

from portal.kernel.errors import InvalidInput, Refusal, WrongState
from portal.kernel.periods import SHANGHAI, Week
from portal.kernel.permissions import PORTAL
from portal.reports import actions, rules
from portal.reports.models import Edition, ReportSettings
from tests import world
from tests.clock import stand_at
from tests.reports.conftest import FIRST_WEEK, MONDAY, SYSTEM, Hands, printed


def set_issue(**inputs: object) -> ReportSettings:
    given = {
        "number_pattern": "{year}年第{number}期", "numbers_used": 0, "report_to": "", "send_to": "", "issue_to": "",
        "copies": None,
    }  # fmt: skip
    return actions.set_issue(SYSTEM, PORTAL, **{**given, **inputs})


def issued_in(hands: Hands, week: Week, when: datetime) -> Edition:
    stand_at(when)
    return hands.issued(printed(week))


def at(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=SHANGHAI)  # type: ignore[arg-type, misc]


def test_an_office_that_had_numbered_on_paper_goes_on(hands: Hands) -> None:
    set_issue(numbers_used=45)
    assert hands.issued(printed()).number_text == "2026年第46期"


def test_each_year_begins_with_one_by_the_day_of_signing(hands: Hands) -> None:
    set_issue(numbers_used=50)
    last = issued_in(hands, Week(2026, 52), at(2026, 12, 31, 9))
    first = issued_in(hands, Week(2026, 53), at(2027, 1, 4, 9))
    assert [(row.number_text, row.number_year, row.number) for row in (last, first)] == [
        ("2026年第51期", 2026, 51),
        ("2027年第1期", 2027, 1),
    ]


def test_a_draft_that_was_voided_or_sent_back_takes_no_number(hands: Hands) -> None:
    edition = hands.checked(printed())
    actions.void_edition(hands.submitter, edition, reason="单位更正数据")
    stand_at(MONDAY + timedelta(days=7))
    assert hands.issued(printed(FIRST_WEEK.next)).number == 1


def test_the_pattern_is_the_office_s_own(hands: Hands) -> None:
    set_issue(number_pattern="兴城改专报〔{year}〕{number}号")
    assert hands.issued(printed()).number_text == "兴城改专报〔2026〕1号"
    edition = Edition.objects.get()
    with pytest.raises(WrongState, match="请在下一期更正"):
        actions.sign_edition(hands.signer, edition)


@pytest.mark.parametrize(
    ("sample", "pattern"),
    [
        ("2026年第1期", "{year}年第{number}期"),
        ("兴城改专报〔2026〕46号", "兴城改专报〔{year}〕{number}号"),
        ("2026年", None),
        ("第46期", None),
        ("20261", None),
        ("", None),
    ],
)
def test_a_pattern_is_read_from_a_sample(sample: str, pattern: str | None) -> None:
    assert rules.number_pattern(sample) == pattern


@pytest.mark.parametrize("pattern", ["第{number}期", "{year}年", "第46期", "第{number}期{year}年", "{year}{number}{x}"])
def test_a_pattern_names_year_and_number(hands: Hands, pattern: str) -> None:
    with pytest.raises(Refusal, match="期号样式须先写年份"):
        set_issue(number_pattern=pattern)


def test_what_was_used_on_paper_is_not_changed_after_the_first_number(hands: Hands) -> None:
    hands.issued(printed())
    with pytest.raises(WrongState, match="不能再改"):
        set_issue(numbers_used=45)
    set_issue(report_to="区委书记、区长。")


def test_the_lists_of_the_issue_are_those_of_the_day_of_signing(hands: Hands) -> None:
    set_issue(report_to="区委书记、区长。", copies=35)
    edition = hands.issued(printed())
    set_issue(report_to="另一位。")
    assert Edition.objects.get(pk=edition.pk).colophon == {
        "report_to": "区委书记、区长。", "send_to": "", "issue_to": "", "copies": 35,
    }  # fmt: skip


def test_following_issue_is_named_only_by_the_usual_pattern() -> None:
    assert rules.following_issue("2026年第46期", 46) == "第47期"
    assert rules.following_issue("兴城改专报〔2026〕46号", 46) == "下一期"


def test_a_number_out_of_its_range_is_refused(hands: Hands) -> None:
    with pytest.raises((InvalidInput, Refusal), match="1至9999"):
        set_issue(copies=0)


@pytest.mark.database
@pytest.mark.django_db(transaction=True)
def test_two_who_sign_at_the_same_moment_get_two_numbers_that_follow(seeded_monday: datetime) -> None:
    hands = Hands.seated()
    stand_at(MONDAY + timedelta(days=7))
    ready = [hands.checked(printed(week)) for week in (FIRST_WEEK, FIRST_WEEK.next)]
    started = threading.Barrier(2)

    def sign(edition: Edition) -> None:
        try:
            stand_at(MONDAY + timedelta(days=7))
            started.wait(10)
            actions.sign_edition(world.actor(hands.signer.user), edition)
        finally:
            connection.close()

    both = [threading.Thread(target=sign, args=[edition]) for edition in ready]
    for each in both:
        each.start()
    for each in both:
        each.join(30)
    assert sorted(Edition.objects.values_list("number", flat=True)) == [1, 2]


@pytest.mark.database
@pytest.mark.django_db(transaction=True)
def test_two_who_sign_the_same_edition_leave_one_number(seeded_monday: datetime) -> None:
    hands = Hands.seated()
    other = world.actor(world.holder("commander", username="zhihuizhang-b"))
    edition = hands.checked(printed())
    started, told = threading.Barrier(2), []

    def sign(user: object) -> None:
        try:
            stand_at(MONDAY)
            started.wait(10)
            told.append(actions.sign_edition(world.actor(user), edition).number_text)  # type: ignore[arg-type]
        except Refusal as refusal:
            told.append(refusal.sentence)
        finally:
            connection.close()

    both = [threading.Thread(target=sign, args=[each.user]) for each in (hands.signer, other)]
    for each in both:
        each.start()
    for each in both:
        each.join(30)
    assert sorted(told) == sorted(
        [
            "2026年第1期",
            "2026年第1期专报已于11月23日签发，不能改动。数据有误的，请在第2期更正，系统会自动注明原数、现数和原因。",
        ]
    )
