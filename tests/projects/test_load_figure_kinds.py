"""load_figure_kinds: what is counted everywhere alike; an office's own kinds stay."""

import pytest

from portal.kernel.errors import BrokenInvariant, NotPermitted
from portal.kernel.permissions import PORTAL
from projects import actions
from projects.models import FigureKind
from projects.selectors.figures import figure_kinds
from projects.selectors.seed_data import seed_figure_kinds
from tests import world


def own_kind(**changed):
    kind = {
        "key": "own_kind",
        "label": "自定指标",
        "unit": "户",
        "numerator_label": "已办",
        "denominator_label": "应办",
        "matter": "overall",
        "definition": "示例口径",
    }
    return {**kind, **changed}


def test_the_seeded_kinds_stand_in_their_order(seeded):
    assert [kind.key for kind in figure_kinds()] == [kind["key"] for kind in seed_figure_kinds()]


def test_the_same_file_again_changes_nothing(seeded, deeds):
    actions.load_figure_kinds(world.WHY, PORTAL, kinds=seed_figure_kinds())
    assert deeds[0].changes == []


def test_what_changed_in_the_file_is_changed_and_nothing_else(seeded, deeds):
    kinds = seed_figure_kinds()
    kinds[0] = {**kinds[0], "definition": "新口径"}
    actions.load_figure_kinds(world.WHY, PORTAL, kinds=kinds)
    [change] = deeds[0].changes
    assert change.after == {"definition": "新口径"}


def test_a_kind_of_ones_own_stays(seeded):
    actions.load_figure_kinds(world.WHY, PORTAL, kinds=[*seed_figure_kinds(), own_kind()])
    actions.load_figure_kinds(world.WHY, PORTAL, kinds=seed_figure_kinds())
    assert FigureKind.objects.filter(key="own_kind").exists()


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"definition": ""}, "口径"),
        ({"matter": "weather"}, "领域"),
        ({"is_part": True, "denominator_label": ""}, "须有分母"),
    ],
)
@pytest.mark.database
def test_a_kind_that_cannot_be_counted_is_refused(seeded, changed, said):
    with pytest.raises(BrokenInvariant, match=said):
        actions.load_figure_kinds(world.WHY, PORTAL, kinds=[own_kind(**changed)])


def test_it_takes_the_power_over_all_villages(village, acting):
    for actor in (acting("office", village), acting("commander", None)):
        with pytest.raises(NotPermitted):
            actions.load_figure_kinds(actor, PORTAL, kinds=[own_kind()])
