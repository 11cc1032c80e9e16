"""Every table is a record or machinery with a reason; states are listed by constraints; keys point down and hold."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import connection, models
from django.db.models import CheckConstraint
from guardian.utils import get_group_obj_perms_model, get_user_obj_perms_model

from portal.jobs.actions import retry_job
from portal.jobs.lifecycle import JOB, JobState
from portal.jobs.models import Job
from portal.kernel import clock
from portal.kernel.errors import WrongState
from portal.kernel.permissions import PORTAL
from portal.kernel.records import Record
from projects import actions
from projects.lifecycle import GRANT, GrantState
from projects.models import Role, Village, VillageGroupPermission, VillageUserPermission
from tests import world

# What is written without an action, and why: it says nothing that anybody answers for.
MACHINERY = {
    "accounts.LoginThrottle": "counts guesses before a password is looked at, when nobody is known yet",
    "accounts.RevealCount": "counts what one person was shown in an hour; each showing is a deed of its own",
    "accounts.SecondFactor": "a sealed secret and the last code that counted; its deeds are actions of the person",
    "integrity.AuditEntry": "the trail itself: written at the end of each deed, only ever added to",
    "integrity.AuditLeaf": "the trail's leaves, written by a function of the database",
    "integrity.AuditCheckpoint": "the trail's signed sizes and roots, written by a function of the database",
    "integrity.RefusalCount": "counts what somebody was refused; the first ones of each minute are entries",
    "jobs.Job": "the work list: claimed and closed by workers, fenced by tokens",
    "projects.VillageUserPermission": "guardian's index of approved grants, made again from them at each change",
    "projects.VillageGroupPermission": "guardian will not start without it; nothing is granted to groups",
    "auth.Permission": "what guardian's rows point at: one per power",
    "auth.Group": "comes with Django; the portal has none",
    "contenttypes.ContentType": "Django's list of tables",
    "sessions.Session": "who is signed in",
    "guardian.UserObjectPermission": "guardian's generic table; it stays empty",
    "guardian.GroupObjectPermission": "guardian's generic table; it stays empty",
}
COPIED = {"RoleGrant.role_group": "a trigger copies it from the role, where it is listed"}
TABLES_OF_DJANGO = {"django_migrations", "auth_group_permissions"}

MODELS = apps.get_models(include_auto_created=False)
RECORDS = [model for model in MODELS if issubclass(model, Record)]
OURS = [model for model in MODELS if getattr(apps.get_app_config(model._meta.app_label), "is_ours", False)]


def label(model):
    return model._meta.label


def test_every_model_is_a_record_or_named_machinery():
    others = {label(model) for model in MODELS if not issubclass(model, Record)}
    assert others == MACHINERY.keys()
    assert all(MACHINERY.values())


@pytest.mark.django_db
def test_every_table_belongs_to_a_model():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') AND relowner = 'portal_owner'::regrole"
        )
        tables = {row[0] for row in cursor.fetchall()}
    assert tables == {model._meta.db_table for model in MODELS if model._meta.managed} | TABLES_OF_DJANGO


@pytest.mark.parametrize("model", RECORDS, ids=label)
def test_a_record_says_who_sees_it_and_where_it_hangs(model):
    assert model.seen_with is not None
    assert model.seen_with.reads
    assert not (model.is_shared and model.anchors)
    model.objects.filter(**{f"{path}__in": [1] for path in model.anchors.values()}).query.sql_with_params()


@pytest.mark.parametrize("model", RECORDS, ids=label)
def test_a_record_is_reached_through_its_guard_alone(model):
    manager = model._default_manager
    assert manager.name == "objects"
    assert hasattr(manager.all(), "visible_to")
    assert model._meta.default_permissions == ()
    assert model._meta.ordering == []
    assert not {name for name in model.personal if name not in {field.attname for field in model._meta.concrete_fields}}


@pytest.mark.parametrize("model", OURS, ids=label)
def test_every_constraint_has_a_name_of_its_own_and_a_sentence(model):
    for constraint in model._meta.constraints:
        sentence = str(constraint.violation_error_message)
        assert sentence.endswith("。"), constraint.name
        assert sentence != constraint.default_violation_error_message


def chosen(model):
    """Its fields that take one of a few values."""
    return [field for field in model._meta.concrete_fields if field.choices]


@pytest.mark.parametrize(
    ("model", "field"),
    [
        pytest.param(model, field, id=f"{label(model)}.{field.name}")
        for model in OURS
        for field in chosen(model)
        if f"{model.__name__}.{field.name}" not in COPIED
    ],
)
def test_the_database_takes_only_values_of_the_list(model, field):
    listed = {str(value) for value, _ in field.flatchoices}
    found = [
        {str(value) for value in values}
        for constraint in model._meta.constraints
        if isinstance(constraint, CheckConstraint)
        for path, values in leaves(constraint.condition)
        if path == f"{field.name}__in"
    ]
    assert any(listed <= values <= listed | {""} for values in found), f"no constraint lists {sorted(listed)}"


def leaves(condition):
    """The comparisons inside a condition."""
    for child in condition.children:
        if isinstance(child, models.Q):
            yield from leaves(child)
        else:
            yield child


FOREIGN_KEYS = [
    (model, field)
    for model in OURS
    for field in model._meta.concrete_fields
    if isinstance(field, models.ForeignKey) and model not in (VillageUserPermission, VillageGroupPermission)
]


@pytest.mark.parametrize(
    ("model", "field"),
    [pytest.param(model, field, id=f"{label(model)}.{field.name}") for model, field in FOREIGN_KEYS],
)
def test_a_foreign_key_protects_and_leads_nowhere_back(model, field):
    assert field.remote_field.hidden
    is_machinery = not issubclass(model, Record)
    assert field.remote_field.on_delete in ({models.PROTECT, models.CASCADE} if is_machinery else {models.PROTECT})


@pytest.mark.django_db
def test_guardian_keeps_its_rows_in_the_tables_with_real_keys():
    """With ``related_name="+"`` it would fall back to its generic table without a word (decision 3)."""
    assert get_user_obj_perms_model(Village) is VillageUserPermission
    assert get_group_obj_perms_model(Village) is VillageGroupPermission


# --- every verb from every state, by the real action ------------------------------------------------------------------


@pytest.fixture
def grant(seeded_today):
    """A grant in this state, by the deeds that lead there."""

    def in_state(state):
        user = world.person(f"who-{state}")
        made = actions.propose_grant(
            world.WHY, world.village(2), user=user, role=Role.objects.get(key="community"), starts_on=clock.today()
        )
        if state == GrantState.DECLINED:
            return actions.decline_grant(world.WHY, made, reason="重复")
        if state in (GrantState.ACTIVE, GrantState.ENDED):
            made = actions.approve_grant(world.WHY, made)
        return actions.end_grant(world.WHY, made, reason="调离") if state == GrantState.ENDED else made

    return in_state


VERBS_OF_GRANT = {
    "approve": lambda grant: actions.approve_grant(world.WHY, grant),
    "decline": lambda grant: actions.decline_grant(world.WHY, grant, reason="重复"),
    "end": lambda grant: actions.end_grant(world.WHY, grant, reason="调离"),
}


def test_every_verb_of_a_grant_is_an_action():
    assert sorted(VERBS_OF_GRANT) == GRANT.verbs


@pytest.mark.parametrize("state", GrantState.values)
@pytest.mark.parametrize("verb", VERBS_OF_GRANT)
def test_a_grant_moves_as_its_table_says(verb, state, grant):
    made = grant(state)
    assert made.state == state
    if GRANT.can(verb, state):
        assert VERBS_OF_GRANT[verb](made).state == GRANT.after(verb, state)
    else:
        with pytest.raises(WrongState):
            VERBS_OF_GRANT[verb](made)
        made.refresh_from_db()
        assert made.state == state


@pytest.mark.django_db
@pytest.mark.parametrize("state", JobState.values)
def test_a_job_is_tried_again_only_when_it_was_given_up(state):
    given = {
        JobState.CLAIMED: {"token": 1, "attempts": 1, "lease_until": clock.now()},
        JobState.DONE: {"done_at": clock.now()},
        JobState.DEAD: {"attempts": 8},
    }.get(state, {})
    job = Job.objects.create(kind="weekly_edition", key="2026-W40", state=state, **given)
    if JOB.can("retry", state):
        retry_job(world.WHY, PORTAL, job_id=job.pk)
    else:
        with pytest.raises(WrongState):
            retry_job(world.WHY, PORTAL, job_id=job.pk)
    job.refresh_from_db()
    assert job.state == (JobState.WANTED if state == JobState.DEAD else state)
