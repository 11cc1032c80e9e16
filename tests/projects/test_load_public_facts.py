"""load_public_facts: the file becomes villages, areas, statements and milestones; what changed becomes a correction."""

from datetime import date

import pytest

from portal.kernel.errors import NotPermitted
from portal.kernel.permissions import PORTAL
from projects import actions
from projects.facts import PublicFactsLoaded
from projects.models import Area, Milestone, MilestoneReached, PublicFigure, Village
from projects.selectors.moment import Moment
from projects.selectors.public_figures import public_figures
from projects.selectors.seed_data import seed_public_facts
from tests import world

FILE = "projects/data/facts.yaml"


def facts(tmp_path, *changes):
    """The file of facts with some words changed."""
    with open(FILE, encoding="utf-8") as file:
        text = file.read()
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    path = tmp_path / "facts.yaml"
    path.write_text(text, encoding="utf-8")
    return seed_public_facts(path)


def load(found, by=world.WHY):
    return actions.load_public_facts(by, PORTAL, facts=found)


def value(village, key):
    return next(row.value for row in public_figures(village, Moment.now()) if row.key == key)


def test_twelve_villages_four_areas_and_what_was_said(db, deeds):
    loaded = load(seed_public_facts())
    assert isinstance(loaded, PublicFactsLoaded)
    assert (Village.objects.count(), Area.objects.count()) == (12, 4)
    assert (loaded.villages, loaded.areas) == (12, 4)
    assert (loaded.figures, loaded.milestones) == (
        PublicFigure.objects.count(),
        Milestone.objects.count() + MilestoneReached.objects.count(),
    )
    assert deeds[0].facts == [loaded]
    assert len(deeds[0].changes) == 16 + loaded.figures + loaded.milestones


def test_the_lead_project_is_what_the_speech_says(seeded):
    lead = world.village(1)
    promised = {row.kind: row for row in Milestone.objects.filter(village=lead)}
    reached = {row.kind: row for row in MilestoneReached.objects.filter(village=lead)}
    assert (promised["return"].promised_on, promised["return"].promised_text) == (date(2027, 12, 31), "2027年底")
    assert promised["topping_out"].promised_text == "2025年底前"
    assert (reached["launch"].reached_on, reached["launch"].precision) == (date(2024, 3, 31), "month")
    assert reached["construction_start"].reached_on == date(2024, 9, 14)
    assert "topping_out" not in reached
    total = PublicFigure.objects.get(village=lead, key="total_investment")
    assert (total.value, total.number, total.confidence) == ("1318000000元", 1318000000, "A")


@pytest.mark.parametrize("key", ["households", "buildings", "units", "builder", "supervisor_firm", "funding_split"])
def test_what_is_not_public_is_never_filled(seeded, key):
    row = PublicFigure.objects.get(village=world.village(1), key=key)
    assert (row.value, row.number, row.confidence, row.source) == ("", None, "", "未查到公开来源")


def test_a_neighbours_project_is_never_ours(seeded):
    assert not PublicFigure.objects.filter(value__contains="金凤").exists()
    assert not PublicFigure.objects.filter(number=170).exists()


def test_again_changes_nothing(seeded, deeds):
    assert load(seed_public_facts()) == PublicFactsLoaded(0, 0, 0, 0)
    assert deeds[0].changes == []


def test_what_changed_in_the_file_becomes_a_correction(seeded, tmp_path):
    loaded = load(facts(tmp_path, ("concerns_resolved: 58", "concerns_resolved: 61"), ("2027-12-31", "2028-06-30")))
    assert (loaded.figures, loaded.milestones) == (1, 1)
    [row] = PublicFigure.objects.filter(key="concerns_resolved", supersedes__isnull=False)
    assert (row.value, row.reason, row.supersedes.value) == ("61件", "公开信息数据文件更新", "58件")
    [promise] = Milestone.objects.filter(supersedes__isnull=False)
    assert promise.promised_on == date(2028, 6, 30)


def test_what_people_entered_is_not_touched(seeded, tmp_path):
    """A name, a promise by a decision and a reported day are newer than what was published."""
    lead, site = world.village(1), world.village(2)
    person = world.actor(world.holder("office"))
    actions.name_village(person, site, name="民乐村", basis="更名批复")
    actions.set_milestone(
        person, lead, kind="return", promised_on=date(2028, 3, 1), basis="会议纪要", reason="设计变更"
    )
    loaded = load(facts(tmp_path, ("2027-12-31", "2028-06-30")))
    assert loaded.milestones == 0
    site.refresh_from_db()
    assert site.name == "民乐村"
    assert Milestone.objects.known_at(None).get(village=lead, kind="return").promised_on == date(2028, 3, 1)


def test_a_statement_about_a_renamed_site_stays_with_it(seeded):
    site = next(village for village in Village.objects.all() if village.name == "塔桥大庄点")
    actions.name_village(world.WHY, site, name="塔桥村大庄", basis="更名批复")
    assert load(seed_public_facts()) == PublicFactsLoaded(0, 0, 0, 0)
    assert value(site, "concerns_resolved") == "58件"


def test_it_takes_the_power_over_the_portal(village, acting):
    for actor in (acting("office", village), acting("commander", None)):
        with pytest.raises(NotPermitted):
            load(seed_public_facts(), by=actor)
