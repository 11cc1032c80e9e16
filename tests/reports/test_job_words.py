"""The page of jobs names weeks and editions as people do, not by their keys."""

from __future__ import annotations

from typing import Any

import pytest

from integrity.job_kinds import slot_words
from portal.jobs.contributions import JOB_KINDS
from portal.reports import selectors
from tests.reports.conftest import Hands, printed


@pytest.mark.parametrize(
    ("kind", "key", "words"),
    [
        (selectors.WEEKLY_EDITION, "2026-W48", "2026年11月23日—29日"),
        (selectors.EDITION_AGAIN, "2026-W48/2", "2026年11月23日—29日（第2稿）"),
    ],
)
def test_a_week_is_named_by_its_days(kind: str, key: str, words: str) -> None:
    assert JOB_KINDS[kind].about([key]) == {key: words}


def test_papers_are_named_by_their_editions_all_at_once(hands: Hands, django_assert_num_queries: Any) -> None:
    issued = hands.issued(printed())
    key, worded = str(issued.pk), [f"{issued.pk}/0123456789abcdef", f"{issued.pk}/fedcba9876543210"]
    assert JOB_KINDS[selectors.ISSUE_PAPER].about([key]) == {key: "2026年第1期"}
    with django_assert_num_queries(1):
        assert JOB_KINDS[selectors.WORDED_PAPER].about(worded) == dict.fromkeys(worded, "2026年第1期")


def test_a_signature_is_named_by_its_moment_or_by_what_an_edition_froze() -> None:
    assert slot_words("2026-11-30T16:50Z") == "2026年12月1日0时50分"
    assert slot_words("2026-W48/1@1362") == "专报编制前1362条"
