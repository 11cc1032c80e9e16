"""The bars of 年度投资: each with its percents where a dark bar, a short one and a black copy let them be read."""

from __future__ import annotations

from datetime import datetime

import pytest

from portal.kernel.periods import SHANGHAI, Week
from projects.models import Village
from projects.selectors.charts import ROOM_FOR_LABEL, chart_of
from projects.selectors.moment import Moment
from projects.selectors.picture import read_picture
from tests import world
from tests.clock import stand_at

pytestmark = pytest.mark.django_db
WHOLE = 60_000_000_00


def test_percents_are_white_in_a_dark_bar_and_black_behind_a_short_one() -> None:
    stand_at(datetime(2026, 11, 22, 9, tzinfo=SHANGHAI))
    world.seeded()
    for number, percent in ((3, 50), (4, 2)):
        world.reported(world.village(number), "annual_investment", WHOLE * percent // 100, WHOLE)
    now = Moment.now()
    chart = chart_of(read_picture(Village.objects.all(), now, Week.of(now.day).days))
    assert chart is not None
    bars = chart.option["series"][0]["data"]
    assert [(bar["value"], bar["label"]["color"], bar["label"]["position"]) for bar in bars] == [
        (2, "#000000", "right"),
        (50, "#ffffff", "insideLeft"),
    ]
    assert all((bar["value"] >= ROOM_FOR_LABEL) == (bar["label"]["position"] == "insideLeft") for bar in bars)
