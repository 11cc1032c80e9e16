"""load_lamp_profiles: rules that cities published; one that stands is never rewritten."""

import pytest

from portal.kernel.errors import BrokenInvariant, NotPermitted
from portal.kernel.permissions import PORTAL
from projects import actions
from projects.models import LampProfile
from projects.selectors.seed_data import seed_lamp_profiles
from tests import world


def own_rule(**changed):
    rule = {**seed_lamp_profiles()[0], "key": "own", "name": "本指挥部规则"}
    return {**rule, **changed}


def test_the_seeded_rules_stand_with_their_clauses(seeded):
    assert [profile.key for profile in LampProfile.objects.order_by("pk")] == [
        profile["key"] for profile in seed_lamp_profiles()
    ]
    assert all(profile.clause and profile.source for profile in LampProfile.objects.all())


def test_only_new_ones_are_added(seeded, acting, deeds):
    actor = acting("office", None)
    deeds.clear()
    changed = {**seed_lamp_profiles()[0], "yellow": 5}
    loaded = actions.load_lamp_profiles(actor, PORTAL, profiles=[changed, own_rule()])
    assert [profile.key for profile in loaded] == ["own"]
    assert LampProfile.objects.get(key=changed["key"]).yellow == seed_lamp_profiles()[0]["yellow"]
    assert [change.after["key"] for change in deeds[0].changes] == ["own"]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"clause": ""}, "没有依据的规则不能启用"),
        ({"yellow": 30, "red": 10}, "界限顺序"),
        ({"measure": "ratio", "yellow": 60, "red": 80}, "界限顺序"),
        ({"small_gap": "maybe"}, "不在规定的范围内"),
        ({"pace": [50] * 11}, "12个月"),
        ({"confidence": "D"}, "可信度"),
    ],
)
@pytest.mark.database
def test_a_rule_that_cannot_be_is_refused(seeded, changed, said):
    with pytest.raises(BrokenInvariant, match=said):
        actions.load_lamp_profiles(world.WHY, PORTAL, profiles=[own_rule(**changed)])


def test_it_takes_the_power_over_all_villages(village, acting):
    for actor in (acting("office", village), acting("commander", None)):
        with pytest.raises(NotPermitted):
            actions.load_lamp_profiles(actor, PORTAL, profiles=[own_rule()])
