"""What the database itself holds about grants, whoever writes: two people, duties apart, no superusers."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from guardian.models import GroupObjectPermission, UserObjectPermission
from guardian.utils import get_group_obj_perms_model, get_user_obj_perms_model

from portal.accounts.models import User
from portal.kernel import clock
from portal.kernel.errors import BrokenInvariant, Refusal
from portal.kernel.permissions import PORTAL
from projects import actions
from projects.models import Role, RoleGrant, Village, VillageGroupPermission, VillageUserPermission
from tests import world
from tests.projects import sql

INSERT = (
    "INSERT INTO projects_rolegrant (user_id, role_id, role_group, village_id, starts_on, expires_on, document, task,"
    " state, proposed_by_id, approved_by_id, made_by_set_up, end_reason)"
    " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, false, '')"
)


@pytest.fixture
def people(seeded):
    return [world.person(name) for name in ("first", "second", "third")]


def row(user, role, by=(None, None), *, group="business", village=None, state="proposed", **inputs):
    """The values of one grant as somebody would write it by hand."""
    found = Role.objects.get(key=role)
    proposer, approver = by
    keys = [None if one is None else one.pk for one in (village, proposer, approver)]
    return (
        user.pk, found.pk, group, keys[0], clock.today(), inputs.get("expires_on"), inputs.get("document", ""),
        inputs.get("task", ""), state, keys[1], keys[2],
    )  # fmt: skip


# --- guardian -------------------------------------------------------------------------------------------------------


def test_guardian_uses_the_tables_with_direct_keys(seeded):
    assert get_user_obj_perms_model(Village) is VillageUserPermission
    assert get_group_obj_perms_model(Village) is VillageGroupPermission
    for table in (VillageUserPermission, VillageGroupPermission):
        assert table._meta.get_field("content_object").remote_field.model is Village


def test_its_generic_tables_stay_empty_and_nobody_is_granted_by_group(village):
    world.granted(world.person("holder"), "community", village)
    assert VillageUserPermission.objects.exists()
    assert not VillageGroupPermission.objects.exists()
    tables = connection.introspection.table_names()
    for generic in (UserObjectPermission, GroupObjectPermission):
        assert generic._meta.db_table not in tables or not generic.objects.exists()


@pytest.mark.database
def test_a_row_of_guardian_goes_to_a_village_that_is_there(village):
    user = world.person("holder")
    world.granted(user, "community", village)
    held = VillageUserPermission.objects.filter(user=user).first()
    sql.is_refused(
        "INSERT INTO projects_villageuserpermission (permission_id, user_id, content_object_id) VALUES (%s, %s, %s)",
        held.permission_id,
        user.pk,
        village.pk,
        saying="unique",
    )


# --- two people -----------------------------------------------------------------------------------------------------


@pytest.mark.database
def test_proposer_and_approver_differ(people):
    user, one, other = people
    for by in ((one, one), (one, None), (None, other)):
        sql.is_refused(INSERT, *row(user, "community", by, state="active"), saying="grant_is_made_by_two")
    with connection.cursor() as cursor:
        cursor.execute(INSERT, row(user, "community", (one, other), state="active"))
    assert RoleGrant.objects.get(user=user).state == "active"


@pytest.mark.database
def test_nobody_is_written_his_own_grant(people):
    user, one, _ = people
    for by in ((user, one), (one, user), (user, None)):
        sql.is_refused(INSERT, *row(user, "community", by), saying="grant_is_not_to_oneself")


# --- duties apart ---------------------------------------------------------------------------------------------------


GROUPS = {
    "system_admin": "system",
    "security_admin": "security",
    "audit_admin": "audit_admin",
    "community": "business",
    "auditor": "reader",
}


@pytest.mark.database
@pytest.mark.parametrize("held", ["system_admin", "security_admin", "audit_admin"])
@pytest.mark.parametrize("other", list(GROUPS))
def test_administrators_do_nothing_else_by_plain_sql_either(people, village, held, other):
    user = people[0]
    world.granted(user, held)
    if held == other:
        sql.is_refused(INSERT, *row(user, other, group=GROUPS[other]), saying="grant_is_held_once")
        return
    more = {"expires_on": clock.today() + timedelta(days=9), "document": "通知"}
    sql.is_refused(INSERT, *row(user, other, group=GROUPS[other], village=village, **more), saying="duties_apart")


@pytest.mark.database
def test_the_group_of_a_grant_cannot_be_told_otherwise(people):
    """Whoever writes 业务 beside the role of an administrator is overruled by the role itself."""
    user = people[0]
    world.granted(user, "community")
    sql.is_refused(INSERT, *row(user, "system_admin", group="business"), saying="grant_keeps_duties_apart")
    grant = RoleGrant.objects.get(user=user)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE projects_rolegrant SET role_group = 'system' WHERE id = %s", [grant.pk])
    grant.refresh_from_db()
    assert grant.role_group == "business"


@pytest.mark.database
def test_a_role_that_somebody_holds_keeps_its_group(people):
    world.granted(people[0], "community")
    role = Role.objects.get(key="community")
    said = "类别不能改变"
    sql.is_refused("UPDATE projects_role SET \"group\" = 'system' WHERE id = %s", role.pk, saying=said)
    changed = {"key": "community", "name": role.name, "group": "reader", "powers": {"view_villages": "village"}}
    with pytest.raises(BrokenInvariant, match=said):
        actions.load_roles(world.WHY, PORTAL, roles=[changed])


@pytest.mark.database
@pytest.mark.parametrize("without", ["village", "expires_on", "document", "task"])
def test_a_third_party_lacks_nothing_in_the_database_either(people, village, without):
    whole = {"village": village, "expires_on": clock.today() + timedelta(days=9), "document": "委托书", "task": "测绘"}
    del whole[without]
    sql.is_refused(INSERT, *row(people[0], "third_party", **whole), saying="须写明规定的点位、截止日期")


@pytest.mark.database
def test_a_state_that_there_is_not(people):
    sql.is_refused(INSERT, *row(people[0], "community", state="forever"), saying="grant_state_is_known")


def test_there_are_no_superusers():
    names = {field.name for field in User._meta.get_fields()}
    assert not names & {"is_superuser", "is_staff", "groups", "user_permissions"}
    assert not getattr(User(), "is_superuser", False)


# --- at the same time -----------------------------------------------------------------------------------------------


def at_once(*deeds):
    """Every deed in a thread and a connection of its own, all starting together; what came of each."""
    barrier, outcomes = threading.Barrier(len(deeds)), [None] * len(deeds)

    def run(place, deed):
        try:
            barrier.wait(timeout=20)
            outcomes[place] = deed()
        except Refusal as refusal:
            outcomes[place] = refusal
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(place, deed)) for place, deed in enumerate(deeds)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert None not in outcomes
    return outcomes


def grant_of(user, role, where=PORTAL, **inputs):
    given = {"role": Role.objects.get(key=role), "starts_on": clock.today(), **inputs}
    return actions.propose_grant(world.WHY, where, user=user, **given)


def refused(outcomes):
    return [outcome for outcome in outcomes if isinstance(outcome, Refusal)]


@pytest.mark.database
@pytest.mark.django_db(transaction=True)
def test_two_proposals_at_once_do_not_make_an_administrator_of_an_official(seeded_today):
    user = world.person("torn")
    outcomes = at_once(lambda: grant_of(user, "system_admin"), lambda: grant_of(user, "community"))
    [refusal] = refused(outcomes)
    assert "互不兼任" in refusal.sentence
    assert RoleGrant.objects.filter(user=user).count() == 1


@pytest.mark.database
@pytest.mark.django_db(transaction=True)
def test_the_same_proposal_twice_at_once_is_one(seeded_today):
    user = world.person("wanted")
    [refusal] = refused(at_once(*[lambda: grant_of(user, "community")] * 2))
    assert "已有同一角色的授权" in refusal.sentence
    assert RoleGrant.objects.filter(user=user).count() == 1


@pytest.mark.database
@pytest.mark.django_db(transaction=True)
def test_two_approvals_at_once_are_one(seeded_today):
    grant = grant_of(world.person("wanted"), "community", world.village(2))
    [refusal] = refused(at_once(*[lambda: actions.approve_grant(world.WHY, grant)] * 2))
    assert refusal.status == 409


@pytest.mark.database
@pytest.mark.django_db(transaction=True)
def test_what_one_deed_ends_another_at_the_same_time_keeps(seeded_today):
    """Two roles give the same power in the same village: whichever deed is first, the power stays for the one held."""
    village = world.village(2)
    for turn in range(3):
        user = world.person(f"both-{turn}")
        ending = actions.approve_grant(world.WHY, grant_of(user, "community", village))
        coming = grant_of(user, "relocation_force", village)
        outcomes = at_once(
            lambda grant=ending: actions.end_grant(world.WHY, grant, reason="调整"),
            lambda grant=coming: actions.approve_grant(world.WHY, grant),
        )
        assert refused(outcomes) == []
        rows = VillageUserPermission.objects.filter(user=user, permission__codename="report_figures")
        assert rows.count() == 1


@pytest.mark.database
@pytest.mark.django_db(transaction=True)
def test_two_roles_that_give_the_same_are_approved_at_once(seeded_today):
    village = world.village(2)
    user = world.person("both")
    grants = [grant_of(user, role, village) for role in ("community", "relocation_force", "builder")]
    outcomes = at_once(*[lambda grant=grant: actions.approve_grant(world.WHY, grant) for grant in grants])
    assert refused(outcomes) == []
    assert VillageUserPermission.objects.filter(user=user, permission__codename="report_figures").count() == 1


@pytest.mark.database
@pytest.mark.django_db(transaction=True)
def test_nothing_is_granted_while_a_desk_is_cleared(seeded_today):
    """Approving for a leaver and handing his desk over: afterwards he holds nothing, whichever came first."""
    village = world.village(2)
    leaver, taker = world.person("leaver"), world.person("taker")
    held = actions.approve_grant(world.WHY, grant_of(leaver, "community", village))
    waiting = grant_of(leaver, "builder", village)
    takers = {f"grant:{held.pk}": taker, f"grant:{waiting.pk}": taker}
    outcomes = at_once(
        lambda: actions.approve_grant(world.WHY, waiting),
        lambda: actions.hand_over(world.WHY, leaver, takers=takers, document="交接单"),
    )
    assert all(refusal.status == 409 for refusal in refused(outcomes))
    assert not RoleGrant.objects.filter(user=leaver, state__in=["proposed", "active"]).exists()
