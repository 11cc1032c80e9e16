"""hand_over: one deed hands over every open item of a leaver; refused, with nothing done, while one has no taker."""

from datetime import timedelta

import pytest

from portal.accounts import actions as accounts
from portal.kernel import clock
from portal.kernel.errors import BrokenInvariant, NotPermitted
from projects import actions
from projects.actions.handover import NoTaker, NothingOpen, TakerNotInOffice
from projects.facts import WorkHandedOver
from projects.lifecycle import GrantState
from projects.models import Level, Responsibility, Role, RoleGrant
from projects.permissions import REPORT_FIGURES
from projects.selectors.open_items import open_items_of
from tests import world
from tests.clock import go_on

PAPER = "离岗交接单〔2026〕3号"


@pytest.fixture
def leaver(seeded):
    return world.person("leaver", "离岗同志", unit=world.organisation("指挥部办公室", "command"))


@pytest.fixture
def taker(seeded):
    return world.person("taker", "接办同志", unit=world.organisation("指挥部办公室", "command"))


@pytest.fixture
def desk(village, elsewhere, leaver):
    """Two grants, one proposal and one village that he answers for."""
    held = [world.granted(leaver, "community", village), world.granted(leaver, "building_force", elsewhere)]
    role = Role.objects.get(key="township")
    proposal = actions.propose_grant(world.WHY, village, user=leaver, role=role, starts_on=clock.today())
    answers = actions.assign_responsibility(
        world.WHY,
        village,
        level=Level.TOWNSHIP,
        since=clock.today() - timedelta(days=20),
        basis="责任清单",
        organisation=world.organisation("大新镇人民政府", "township"),
        person=leaver,
    )
    return held, proposal, answers


def everything_to(taker, leaver):
    return {item.key: taker for item in open_items_of(leaver.pk) if item.needs_taker}


def handed(leaver, takers, by=world.WHY, document=PAPER):
    return actions.hand_over(by, leaver, takers=takers, document=document)


def test_the_desk_is_listed_whole(desk, leaver):
    assert [(item.kind_label, item.label, item.needs_taker) for item in open_items_of(leaver.pk)] == [
        ("授权", "村（社区）干部（民乐堡瓷砖市场）", True),
        ("授权", "建设专班（塔桥大庄点）", True),
        ("待批准的授权", "乡镇街道（民乐堡瓷砖市场）", False),
        ("四级责任", "乡镇街道主责（民乐堡瓷砖市场）", True),
    ]


def test_it_is_handed_over_at_once(desk, leaver, taker, acting, deeds):
    (first, second), proposal, answers = desk
    office = acting("office", None)
    deeds.clear()
    items = handed(leaver, everything_to(taker, leaver), by=office)
    assert len(items) == 4
    assert open_items_of(leaver.pk) == []
    for grant in (first, second, proposal):
        grant.refresh_from_db()
    assert (first.state, second.state, proposal.state) == (GrantState.ENDED, GrantState.ENDED, GrantState.DECLINED)
    assert first.end_reason == f"离岗交接：{PAPER}"
    proposed = RoleGrant.objects.filter(user=taker).order_by("role__key")
    assert [(row.role.key, row.state, row.proposed_by) for row in proposed] == [
        ("building_force", GrantState.PROPOSED, office.user),
        ("community", GrantState.PROPOSED, office.user),
    ]
    [now] = Responsibility.objects.running().filter(village=answers.village)
    assert (now.person, now.organisation, now.basis) == (taker, answers.organisation, PAPER)
    outer = deeds[-1]
    assert outer.facts == [WorkHandedOver(leaver.pk, 4)]
    assert {deed.cause for deed in deeds[:-1]} == {outer.id}


def test_nothing_is_handed_over_while_one_item_has_no_taker(desk, leaver, taker):
    takers = everything_to(taker, leaver)
    left = list(takers)[-1]
    takers[left] = None
    with pytest.raises(NoTaker, match="须交接3项，尚有1项没有接办人") as refused:
        handed(leaver, takers)
    assert set(refused.value.fields) == {left}
    assert len(open_items_of(leaver.pk)) == 4
    assert not RoleGrant.objects.filter(user=taker).exists()


def test_an_item_that_came_since_the_page_was_opened_needs_a_taker_too(desk, leaver, taker, village):
    takers = everything_to(taker, leaver)
    world.granted(leaver, "quality_force", village)
    with pytest.raises(NoTaker, match="尚有1项"):
        handed(leaver, takers)


def test_nothing_is_handed_over_when_one_item_is_refused(desk, leaver, taker):
    """The taker of the second item is an administrator: he takes no business role."""
    admin = world.holder("system_admin")
    takers = everything_to(taker, leaver)
    takers[list(takers)[1]] = admin
    with pytest.raises(BrokenInvariant, match="互不兼任"):
        handed(leaver, takers)
    assert len(open_items_of(leaver.pk)) == 4
    assert not RoleGrant.objects.filter(user=taker).exists()


def test_not_to_the_leaver_himself_nor_to_somebody_who_left(desk, leaver, taker):
    with pytest.raises(TakerNotInOffice, match="在岗的其他同志"):
        handed(leaver, everything_to(leaver, leaver))
    accounts.deactivate_person(world.WHY, taker)
    taker.refresh_from_db()
    with pytest.raises(TakerNotInOffice, match="不能交给接办同志"):
        handed(leaver, everything_to(taker, leaver))


def test_the_work_of_an_official_is_not_taken_over_outside(desk, leaver):
    for username, kind in (("builder", "builder"), ("auditor", "audit"), ("resident", "residents")):
        outside = world.person(username, "外单位同志", unit=world.organisation(f"{kind}单位", kind))
        with pytest.raises(TakerNotInOffice, match="不交给这些单位以外的人员"):
            handed(leaver, everything_to(outside, leaver))
    official = world.person("official", "乡镇同志", unit=world.organisation("演示镇人民政府", "township"))
    assert handed(leaver, everything_to(official, leaver))


@pytest.mark.parametrize("document", ["", "  "])
def test_it_rests_on_a_paper(desk, leaver, taker, document):
    with pytest.raises(NoTaker, match="请填写交接单") as refused:
        handed(leaver, everything_to(taker, leaver), document=document)
    assert set(refused.value.fields) == {"document"}


def test_who_has_nothing_open_hands_over_nothing(leaver):
    with pytest.raises(NothingOpen, match="没有在办事项"):
        handed(leaver, {})


def test_what_the_taker_holds_already_is_not_proposed_again(desk, leaver, taker, village):
    world.granted(taker, "community", village)
    handed(leaver, everything_to(taker, leaver))
    assert RoleGrant.objects.filter(user=taker, role__key="community").count() == 1


def test_a_grant_that_is_over_is_no_open_item(village, leaver):
    world.granted(leaver, "community", village, expires_on=clock.today() + timedelta(days=3))
    go_on(timedelta(days=3))
    assert open_items_of(leaver.pk) == []


def test_a_grant_that_begins_later_passes_on_with_its_days(village, leaver, taker):
    begins = clock.today() + timedelta(days=9)
    world.granted(leaver, "community", village, starts_on=begins, expires_on=begins + timedelta(days=30))
    handed(leaver, everything_to(taker, leaver))
    [grant] = RoleGrant.objects.filter(user=taker)
    assert (grant.starts_on, grant.expires_on) == (begins, begins + timedelta(days=30))


def test_a_responsibility_of_today_passes_on_tomorrow(village, leaver, taker):
    actions.assign_responsibility(
        world.WHY, village, level=Level.LEADER, since=clock.today(), basis="通知", person=leaver
    )
    handed(leaver, everything_to(taker, leaver))
    [now] = Responsibility.objects.running().filter(village=village)
    assert (now.person, now.days.lower) == (taker, clock.today() + timedelta(days=1))


def test_it_takes_the_power_over_people(desk, leaver, taker, village, acting):
    """A grant in one village reaches no person: people belong to units."""
    for actor in (acting("office", village), acting("security_admin", None)):
        with pytest.raises(NotPermitted):
            handed(leaver, everything_to(taker, leaver), by=actor)
    assert len(open_items_of(leaver.pk)) == 4


def test_what_was_handed_over_waits_for_the_security_administrator(desk, leaver, taker, village, acting):
    handed(leaver, everything_to(taker, leaver), by=acting("office", None))
    grant = RoleGrant.objects.get(user=taker, role__key="community")
    actions.approve_grant(acting("security_admin", None), grant)
    assert village.pk in world.actor(taker).span(REPORT_FIGURES).villages
    assert not world.actor(leaver).may(REPORT_FIGURES)
