"""name_village: the name of a site is entered by people; no two sites share one."""

import pytest
from django.db import IntegrityError, connection, transaction

from portal.kernel.errors import BrokenInvariant, NotPermitted
from projects import actions
from projects.actions.villages import LeadKeepsItsName, NameNeedsDocument, NameUnchanged, NotAName
from projects.facts import VillageNamed
from projects.models import Village
from tests import world


def test_a_site_without_a_name_gets_one(seeded, acting, deeds):
    site = world.village(7)
    actor = acting("office", site)
    deeds.clear()
    actions.name_village(actor, site, name="  示例村一组 ")
    site.refresh_from_db()
    assert (site.name, site.label, site.public_label) == ("示例村一组", "示例村一组", "示例村一组")
    assert deeds[0].facts == [VillageNamed(site.pk, "示例村一组", "", "")]
    [change] = deeds[0].changes
    assert (change.before, change.after, change.scope) == ({"name": ""}, {"name": "示例村一组"}, (site.pk,))


@pytest.mark.parametrize("name", ["", "   ", "民乐堡瓷砖市场"])
def test_a_name_that_says_nothing_new_is_not_taken(village, name):
    with pytest.raises(NameUnchanged, match="没有变化") as refused:
        actions.name_village(world.WHY, village, name=name)
    assert set(refused.value.fields) == {"name"}


def test_a_name_that_stands_is_changed_by_a_paper(village, acting, deeds):
    actor = acting("office", village)
    for basis in ({}, {"basis": "  "}):
        with pytest.raises(NameNeedsDocument, match="现名“民乐堡瓷砖市场”，更改名称须写明批准文件") as refused:
            actions.name_village(actor, village, name="民乐村", **basis)
        assert set(refused.value.fields) == {"basis"}
    deeds.clear()
    actions.name_village(actor, village, name="民乐村", basis="兴政发〔2026〕7号")
    assert deeds[0].facts == [VillageNamed(village.pk, "民乐村", "民乐堡瓷砖市场", "兴政发〔2026〕7号")]
    assert deeds[0].reason == "兴政发〔2026〕7号"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("示范点", "统称"),
        ("示范点二期", "统称"),
        ("规划点位3", "统称"),
        ("示例\u202e村", "控制字符"),
        ("示例\n村", "控制字符"),
        ("村" * 21, "不超过20个字"),
    ],
)
def test_what_is_no_name_is_refused(seeded, name, said):
    with pytest.raises(NotAName, match=said) as refused:
        actions.name_village(world.WHY, world.village(7), name=name)
    assert set(refused.value.fields) == {"name"}


def test_twenty_characters_are_a_name(seeded):
    assert actions.name_village(world.WHY, world.village(7), name="村" * 20).label == "村" * 20


def test_no_two_sites_share_a_name(village, elsewhere):
    with pytest.raises(BrokenInvariant, match="已有同名点位"):
        actions.name_village(world.WHY, village, name=elsewhere.name, basis="更名批复")


def test_it_takes_the_power_in_this_village(village, elsewhere, acting):
    for actor in (acting("office", elsewhere), acting("township", village)):
        with pytest.raises(NotPermitted):
            actions.name_village(actor, village, name="示例村")
    assert Village.objects.get(pk=village.pk).name == "民乐堡瓷砖市场"


def test_the_lead_project_needs_no_name(seeded):
    lead = world.village(1)
    assert (lead.name, lead.is_lead) == ("", True)
    assert lead.label == lead.public_label == lead.get_kind_display()
    with pytest.raises(LeadKeepsItsName, match="统一称“示范点”"):
        actions.name_village(world.WHY, lead, name="北塔")
    assert world.village(1).name == ""


@pytest.mark.database
def test_the_database_knows_one_lead_and_each_name_once(village, elsewhere):
    for values in ("kind = 'lead'", "name = '民乐堡瓷砖市场'", "ordinal = 2"):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE projects_village SET {values} WHERE id = %s", [elsewhere.pk])  # noqa: S608
