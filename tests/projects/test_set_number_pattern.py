"""set_number_pattern: how a kind of paper is numbered from now on."""

from __future__ import annotations

import pytest

from portal.kernel.errors import BrokenInvariant, NotPermitted
from portal.kernel.permissions import PORTAL
from projects import actions
from projects.actions.numbers import NumberPatternUnreadable
from projects.facts import NumberPatternSet
from tests.projects import ordering

BASIS = "指挥部办公室发文字号的通知"


def test_the_next_number_follows_it(village, acting, deeds):
    actor, year = acting("office", None), ordering.day(0).year
    first = ordering.issued(village)
    deeds.clear()
    made = actions.set_number_pattern(actor, PORTAL, series="order", sample="兴改办督〔2026〕1号", basis=BASIS, used=11)
    assert deeds[0].facts == [NumberPatternSet(made.pk, "order", "兴改办督〔{year}〕{number}号")]
    assert (ordering.issued(village).number, first.number) == (
        f"兴改办督〔{year}〕12号",
        f"兴城改督〔{year}〕1号",
    )


def test_a_pattern_names_year_and_number_and_rests_on_something(village, acting):
    actor = acting("office", None)
    with pytest.raises(NumberPatternUnreadable, match="没有读懂") as refused:
        actions.set_number_pattern(actor, PORTAL, series="order", sample="督办1号", basis=BASIS)
    assert set(refused.value.fields) == {"sample"}
    with pytest.raises(BrokenInvariant, match="依据"):
        actions.set_number_pattern(actor, PORTAL, series="order", sample="兴改办督〔2026〕1号", basis=" ")
    with pytest.raises(NotPermitted):
        actions.set_number_pattern(
            acting("office", village), PORTAL, series="order", sample="兴改办督〔2026〕1号", basis=BASIS
        )
