"""Seeding: the twelve villages from the public facts, once, whatever happens twice."""

import pytest

from portal.kernel.errors import InvalidInput
from portal.site.seeding import seed
from projects.models import LampAdoption, Milestone, MilestoneReached, PublicFigure, Role, Village
from tests import world

pytestmark = pytest.mark.django_db


def test_twelve_villages_three_of_them_named():
    world.seeded()
    labels = list(Village.objects.order_by("ordinal").values_list("name", flat=True))
    assert labels == ["", "民乐堡瓷砖市场", "塔桥大庄点", "满春小康村", *[""] * 8]
    assert world.village(1).is_lead
    assert world.village(5).label == "规划点位5（名称待录入）"
    assert world.village(5).public_label == "规划点位5（名称未公开）"


def test_unknown_facts_are_kept_as_unknown():
    world.seeded()
    builder = PublicFigure.objects.get(key="builder")
    assert (builder.value, builder.number) == ("", None)


def test_seeding_again_changes_nothing():
    world.seeded()
    models = (Village, PublicFigure, Milestone, MilestoneReached, Role, LampAdoption)
    before = [list(model.objects.order_by("pk").values_list()) for model in models]
    loaded = seed()
    assert (loaded.villages, loaded.areas, loaded.figures, loaded.milestones) == (0, 0, 0, 0)
    assert [list(model.objects.order_by("pk").values_list()) for model in models] == before


@pytest.mark.parametrize(
    ("content", "named"),
    [
        (b"lead_project: [1, 2", "第"),
        (b"\xff\xfe\x00", "UTF-8"),
        (b"lead_project: {}", "lead_project"),
        (b"", "行"),
    ],
)
def test_a_corrupt_file_writes_nothing_and_says_where(content, named, tmp_path):
    facts = tmp_path / "facts.yaml"
    facts.write_bytes(content)
    with pytest.raises(InvalidInput) as refused:
        seed(facts=facts)
    assert named in refused.value.sentence
    assert not Village.objects.exists()
    assert not Role.objects.exists()
