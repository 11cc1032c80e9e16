"""What quality counts stands in the place of a reported figure; a village without any doubt goes on reporting."""

from __future__ import annotations

from datetime import timedelta

from django.urls import reverse

from projects.selectors.moment import Moment
from quality.figure_sources import complaints, ledger_of
from tests.clock import go_on, stand_at
from tests.quality.test_report_section import WEEK


def test_new_closed_and_late_since_monday(hands, elsewhere, django_assert_num_queries):
    stand_at(WEEK.cut_off() - timedelta(days=40))
    hands.assigned()
    go_on(timedelta(days=35))
    hands.raised()
    moment = Moment.now()
    with django_assert_num_queries(3):
        counted = complaints([hands.village.pk, elsewhere.pk], moment)
    told = {kind: tally.numerator for kind, tally in counted[hands.village.pk].items()}
    assert told == {"inquiries_new": 1, "inquiries_closed": 0, "inquiries_overdue": 1}
    assert elsewhere.pk not in counted
    assert ledger_of(None) == reverse("quality:complaint-list")
    assert ledger_of(7).endswith("?village=7")
