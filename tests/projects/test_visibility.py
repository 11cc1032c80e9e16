"""visible_to: for each model, what a grant in village A, for all villages, of one's own and of none shows."""

from datetime import timedelta

import pytest

from portal.kernel import clock
from portal.kernel.permissions import PORTAL, Nobody
from projects import actions, models, permissions
from projects.models import Area, Level
from tests import world
from tests.projects.backfilling import asked, opened

BY_VILLAGE = [
    models.Village,
    models.AreaMembership,
    models.Milestone,
    models.MilestoneReached,
    models.FigureReport,
    models.Responsibility,
    models.Backfill,
    models.BackfillLine,
]
SHARED = [
    models.Area,
    models.FigureKind,
    models.LampProfile,
    models.LampAdoption,
    models.PublicFigure,
    models.FigureBasis,
    models.BackfillWindow,
]
# Tested where their deeds are: orders, numbers, projects and notes.
ELSEWHERE = [
    models.FigureNote,
    models.Order,
    models.OrderMove,
    models.NumberPattern,
    models.PaperNumber,
    models.Project,
    models.ProjectCeiling,
    models.ProjectVillage,
]
OWN = [models.Feedback, models.FeedbackMove]
GRANTS = [models.RoleGrant, models.GrantMove]
ROLES = [models.Role, models.RolePower]
GUARDIAN = [models.VillageUserPermission, models.VillageGroupPermission]


@pytest.fixture
def rows(village, elsewhere):
    """One row of each kind in A and in B; the seeded ones of other villages stand beside them."""
    made = {model: {} for model in BY_VILLAGE}
    opened()
    unit = world.organisation("胜利街街道办事处", "township")
    for where in (village, elsewhere):
        day = clock.today() - timedelta(days=1)
        made[models.Village][where] = where
        made[models.AreaMembership][where] = actions.regroup_village(
            world.WHY, where, area=Area.objects.get(name="北部"), since=day, basis="通知"
        )
        made[models.Milestone][where] = actions.set_milestone(
            world.WHY, where, kind="acceptance", promised_on=day, basis="纪要"
        )
        made[models.MilestoneReached][where] = actions.report_milestone_reached(
            world.WHY, where, kind="ceremony", reached_on=day, source="简报"
        )
        made[models.FigureReport][where] = world.reported(where, "signed_households", 1, 2)
        made[models.Responsibility][where] = actions.assign_responsibility(
            world.WHY, where, level=Level.TOWNSHIP, since=day, basis="清单", organisation=unit
        )
        made[models.Backfill][where] = backfill = asked(world.WHY, where)
        made[models.BackfillLine][where] = models.BackfillLine.objects.get(backfill=backfill)
    return made


def seen(model, user, **by):
    return set(model.objects.visible_to(world.actor(user), **by).values_list("pk", flat=True))


@pytest.mark.parametrize("model", BY_VILLAGE)
def test_a_grant_in_a_shows_the_rows_of_a(rows, model, village, elsewhere):
    user = world.holder("community", village)
    found = seen(model, user)
    assert rows[model][village].pk in found
    assert rows[model][elsewhere].pk not in found
    place = "backfill__village" if model is models.BackfillLine else "pk" if model is models.Village else "village"
    in_a = model.objects.filter(**{place: village.pk})
    assert found == set(in_a.values_list("pk", flat=True))


@pytest.mark.parametrize("model", BY_VILLAGE)
def test_a_grant_for_all_shows_all_and_none_shows_nothing(rows, model):
    assert seen(model, world.holder("commander")) == set(model.objects.values_list("pk", flat=True))
    assert seen(model, world.person("nobody")) == set()
    assert not model.objects.visible_to(Nobody()).exists()


@pytest.mark.parametrize("model", BY_VILLAGE)
def test_seeing_is_not_doing(rows, model, village):
    """Asked by a power that one does not hold, even what one sees is not there."""
    user = world.holder("resident_supervisor", village)
    assert seen(model, user)
    assert seen(model, user, by=permissions.REPORT_FIGURES) == set()


@pytest.mark.parametrize("model", SHARED)
def test_what_hides_nothing_is_seen_by_whoever_sees_a_village(rows, model, village):
    assert seen(model, world.holder("community", village)) == set(model.objects.values_list("pk", flat=True)) != set()
    assert seen(model, world.person("nobody")) == set()
    assert not model.objects.visible_to(Nobody()).exists()


@pytest.mark.parametrize("model", OWN)
def test_feedback_is_seen_by_whoever_left_it_and_by_the_office(model, village):
    me, other = (world.actor(world.holder(role, village)) for role in ("community", "township"))
    mine, theirs = (actions.leave_feedback(each, each.user, text="意见") for each in (me, other))
    path = "pk" if model is models.Feedback else "feedback"
    of = {each.pk: set(model.objects.filter(**{path: each.pk}).values_list("pk", flat=True)) for each in (mine, theirs)}
    assert seen(model, me.user) == of[mine.pk] != set()
    assert seen(model, world.holder("office")) == of[mine.pk] | of[theirs.pk]
    assert seen(model, world.holder("builder", village)) == set()


@pytest.mark.parametrize("model", GRANTS)
def test_grants_are_seen_by_village(model, village, elsewhere):
    here = world.granted(world.person("here"), "community", village)
    there = world.granted(world.person("there"), "community", elsewhere)
    everywhere = world.granted(world.person("everywhere"), "community")
    found = seen(model, world.holder("discipline", village))
    keys = (lambda grant: {grant.pk}) if model is models.RoleGrant else moves_of
    assert keys(here) <= found
    assert not (keys(there) | keys(everywhere)) & found
    assert seen(model, world.holder("security_admin")) >= keys(here) | keys(there) | keys(everywhere)
    assert seen(model, world.holder("community", village)) == set()


def moves_of(grant):
    return set(models.GrantMove.objects.filter(grant=grant).values_list("pk", flat=True))


def test_ones_own_grants_by_a_role_that_reaches_what_is_ones_own(village):
    roles = [{"key": "self", "name": "自查角色", "powers": {"view_grants": "own"}}]
    actions.load_roles(world.WHY, PORTAL, roles=roles)
    user, other = world.holder("self"), world.holder("community", village)
    own = set(models.RoleGrant.objects.filter(user=user).values_list("pk", flat=True))
    assert seen(models.RoleGrant, user) == own
    assert seen(models.GrantMove, user) == set().union(*map(moves_of, models.RoleGrant.objects.filter(user=user)))
    assert models.RoleGrant.objects.filter(user=other).exists()


@pytest.mark.parametrize("model", ROLES)
def test_roles_hide_nothing_from_whoever_sees_a_grant(model, village):
    assert seen(model, world.holder("discipline", village)) == set(model.objects.values_list("pk", flat=True)) != set()
    assert seen(model, world.holder("community", village)) == set()


def test_every_model_of_projects_is_spoken_of_here():
    named = {*BY_VILLAGE, *SHARED, *ELSEWHERE, *OWN, *GRANTS, *ROLES, *GUARDIAN}
    assert named == {getattr(models, name) for name in models.__all__ if hasattr(getattr(models, name), "_meta")}


def test_a_village_of_all_is_named_once_however_many_grants_lead_to_it(village):
    user = world.holder("community", village)
    world.granted(user, "builder", village)
    world.granted(user, "commander")
    assert models.Village.objects.visible_to(world.actor(user)).count() == models.Village.objects.count()
