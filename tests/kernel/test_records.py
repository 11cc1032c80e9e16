"""Records are written by actions alone, noted with their changes, and read through what is visible."""

import re
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import DataError, connection
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test.utils import CaptureQueriesContext

from portal.accounts import permissions
from portal.accounts.models import Delegation, Organisation, User
from portal.kernel import actions, clock
from portal.kernel.permissions import EVERYWHERE, PORTAL, Nobody, Span, System, Visitor
from portal.kernel.records import WrittenOutsideAction
from projects.models import Area, FigureKind, LampProfile, Role, Village
from tests import world
from tests.kernel.conftest import SYSTEM

pytestmark = pytest.mark.django_db


@pytest.fixture
def unit(open_unit):
    return open_unit(SYSTEM, PORTAL)


@pytest.fixture
def changes():
    """The changes of each deed from here on."""
    noted = []
    actions.on_finish(lambda deed: noted.append(deed.changes))
    return noted


def in_an_action(open_unit, write):
    """Write inside a deed."""
    open_unit(SYSTEM, PORTAL, name="另一单位", then=lambda _: write())


OUTSIDE = {
    "save": lambda unit: unit.save(),
    "delete": lambda unit: unit.delete(),
    "create": lambda unit: Organisation.objects.create(name="新单位", kind="department"),
    "get or create": lambda unit: Organisation.objects.get_or_create(name="新单位", kind="department"),
    "update or create": lambda unit: Organisation.objects.update_or_create(
        name=unit.name, defaults={"kind": "township"}
    ),
    "update": lambda unit: Organisation.objects.update(short_name="x"),
    "filtered update": lambda unit: Organisation.objects.filter(pk=unit.pk).update(short_name="x"),
    "queryset delete": lambda unit: Organisation.objects.all().delete(),
    "bulk create": lambda unit: Organisation.objects.bulk_create([Organisation(name="新单位", kind="department")]),
    "bulk update": lambda unit: Organisation.objects.bulk_update([unit], ["short_name"]),
}


@pytest.mark.parametrize("way", OUTSIDE)
def test_a_record_is_not_written_outside_an_action(way, unit):
    unit.short_name = "x"
    with pytest.raises(WrittenOutsideAction):
        OUTSIDE[way](unit)
    assert list(Organisation.objects.values_list("name", "short_name")) == [("兴庆区财政局", "")]


@pytest.mark.parametrize("way", ["update", "queryset delete"])
def test_what_leaves_no_before_and_after_is_not_done_inside_an_action_either(way, unit, open_unit):
    with pytest.raises(WrittenOutsideAction):
        in_an_action(open_unit, lambda: OUTSIDE[way](unit))


def test_the_shell_is_no_way_round(unit):
    script = "from portal.accounts.models import Organisation; Organisation.objects.get().save()"
    with pytest.raises(WrittenOutsideAction):
        call_command("shell", command=script, stdout=StringIO(), verbosity=0)


def test_a_new_row_is_noted_with_all_its_values(unit, open_unit, changes):
    open_unit(SYSTEM, PORTAL, name="新单位")
    ((change,),) = changes
    assert (change.table, change.before, change.scope) == ("accounts.organisation", {}, ())
    assert change.after["name"] == "新单位"
    assert change.key == Organisation.objects.get(name="新单位").pk


def test_a_changed_row_is_noted_with_what_changed_alone(unit, open_unit, changes):
    def rename():
        row = Organisation.objects.get(pk=unit.pk)
        row.short_name = "区财政局"
        row.save()
        row.kind = "township"
        row.save(update_fields=["kind"])

    in_an_action(open_unit, rename)
    _, first, second = changes[0]
    assert (first.before, first.after) == ({"short_name": ""}, {"short_name": "区财政局"})
    assert (second.before, second.after) == ({"kind": "department"}, {"kind": "township"})


def test_what_was_read_anew_is_what_the_change_begins_with(unit, open_unit, changes):
    stale = Organisation.objects.get(pk=unit.pk)

    def change():
        other = Organisation.objects.get(pk=unit.pk)
        other.short_name = "区财政局"
        other.save()
        stale.refresh_from_db()
        stale.kind = "township"
        stale.save()

    in_an_action(open_unit, change)
    assert (changes[0][-1].before, changes[0][-1].after) == ({"kind": "department"}, {"kind": "township"})


def test_a_column_that_was_not_read_at_first_counts_as_read_when_it_is_asked_for(unit, open_unit, changes):
    def change():
        row = Organisation.objects.defer("short_name").get(pk=unit.pk)
        assert row.short_name == ""
        row.kind = "township"
        row.save()

    in_an_action(open_unit, change)
    assert (changes[0][-1].before, changes[0][-1].after) == ({"kind": "department"}, {"kind": "township"})


def test_a_deleted_row_is_noted_with_what_it_was(unit, open_unit, changes):
    in_an_action(open_unit, lambda: Organisation.objects.get(pk=unit.pk).delete())
    gone = changes[0][-1]
    assert (gone.key, gone.after, gone.before["name"]) == (unit.pk, {}, "兴庆区财政局")


def test_many_rows_at_once_are_noted_one_by_one(unit, open_unit, changes):
    def write():
        Organisation.objects.bulk_create([Organisation(name=name, kind="department") for name in ("甲", "乙")])
        rows = list(Organisation.objects.filter(name__in=["甲", "乙"]).order_by("pk"))
        for row in rows:
            row.short_name = row.name * 2
        Organisation.objects.bulk_update(rows, ["short_name"])

    in_an_action(open_unit, write)
    _, *made, first, second = changes[0]
    assert [change.after["name"] for change in made] == ["甲", "乙"]
    assert (first.before, first.after) == ({"short_name": ""}, {"short_name": "甲甲"})
    assert second.after == {"short_name": "乙乙"}


@pytest.fixture
def profiles(seeded_today):
    return list(LampProfile.objects.order_by("pk"))


def test_rows_are_updated_together_whatever_their_columns_hold(profiles, open_unit):
    names = ("pk", "pace", "red", "payment_floor", "name", "is_demonstration")

    def write():
        for number, profile in enumerate(profiles):
            profile.pace, profile.red, profile.payment_floor = list(range(12)), profile.red + 1, None
            profile.name, profile.is_demonstration = f"规则“{number}”%s", True
        assert LampProfile.objects.bulk_update(profiles, names[1:]) == len(profiles)

    in_an_action(open_unit, write)
    written = LampProfile.objects.order_by("pk").values_list(*names)
    assert list(written) == [tuple(getattr(profile, name) for name in names) for profile in profiles]


@pytest.mark.parametrize(("rows", "size", "statements"), [(3, None, 1), (3, 2, 2), (0, None, 0)])
def test_rows_are_updated_in_as_many_statements_as_asked_for(rows, size, statements, profiles, open_unit):
    asked = []

    def write():
        with CaptureQueriesContext(connection) as queries:
            LampProfile.objects.bulk_update(profiles[:rows], ["name"], batch_size=size)
        asked.extend(query["sql"] for query in queries)

    in_an_action(open_unit, write)
    assert len(asked) == statements


def test_a_text_that_is_too_long_is_refused_and_not_cut(profiles, open_unit):
    profiles[0].name = "长" * 41
    with pytest.raises(DataError):
        in_an_action(open_unit, lambda: LampProfile.objects.bulk_update(profiles[:1], ["name"]))


def test_of_personal_values_only_a_mark_is_noted(changes):
    person = world.person("zhangsan", "张三", phone="13995071234", post="科长")
    noted = next(change for deed in changes for change in deed if change.table == "accounts.user")
    assert all(re.fullmatch("hmac:[0-9a-f]{8}:[0-9a-f]{16}", noted.after[name]) for name in User.personal)
    assert (noted.after["username"], noted.after["post"]) == ("zhangsan", "科长")
    assert "13995071234" not in str(noted)
    assert person.name not in str(noted)


def test_a_row_of_a_village_is_noted_in_its_scope(seeded_today, changes):
    changes.clear()
    report = world.reported(world.village(2), "accidents", 0)
    ((change,),) = changes
    assert (change.key, change.scope) == (report.pk, (world.village(2).pk,))
    assert all(value is None or isinstance(value, bool | int | str) for value in change.after.values())


# --- what is visible -------------------------------------------------------------------------------------------------


class Eye(Visitor):
    """Sees what one span of one power reaches."""

    def __init__(self, span, power=permissions.VIEW_PEOPLE):
        super().__init__({power.key: span}, label="测试", until=None)


@pytest.fixture
def people():
    unit, other = world.organisation("甲单位"), world.organisation("乙单位")
    return world.person("aa", unit=unit), world.person("bb", unit=unit), world.person("cc", unit=other)


def names(rows):
    return sorted(rows.values_list("username", flat=True))


def test_visible_is_the_union_of_the_reaches(people):
    a, _, c = people
    own, unit = Span(own=frozenset({c.pk})), Span(organisations=frozenset({a.organisation_id}))
    assert names(User.objects.visible_to(Eye(own))) == ["cc"]
    assert names(User.objects.visible_to(Eye(unit))) == ["aa", "bb"]
    assert names(User.objects.visible_to(Eye(own | unit))) == ["aa", "bb", "cc"]
    assert names(User.objects.visible_to(Eye(EVERYWHERE))) == ["aa", "bb", "cc"]


def test_whoever_is_nobody_sees_nothing_and_the_portal_itself_sees_all(people):
    assert names(User.objects.visible_to(Nobody())) == []
    assert names(User.objects.visible_to(System("测试"))) == ["aa", "bb", "cc"]


def test_a_reach_without_a_path_shows_no_rows(people):
    assert names(User.objects.visible_to(Eye(Span(villages=frozenset({1, 2}))))) == []


def test_another_power_shows_other_rows(people):
    eye = Eye(EVERYWHERE, permissions.DELEGATE)
    assert names(User.objects.visible_to(eye)) == []
    assert names(User.objects.visible_to(eye, by=permissions.DELEGATE)) == ["aa", "bb", "cc"]


def test_visible_rows_can_be_narrowed_further(people):
    a, *_ = people
    unit = Eye(Span(organisations=frozenset({a.organisation_id})))
    assert names(User.objects.filter(username__in=["bb", "cc"]).visible_to(unit)) == ["bb"]
    assert names(User.objects.visible_to(unit).exclude(username="bb")) == ["aa"]


def test_shared_rows_are_seen_by_whoever_holds_the_power_anywhere(seeded_today):
    somewhere = Span(villages=frozenset({world.village(3).pk}))
    for model in (FigureKind, Area, Role):
        eye = Eye(somewhere, model.seen_with)
        assert model.objects.visible_to(eye).count() == model.objects.count() > 0
        assert not model.objects.visible_to(Eye(Span(), model.seen_with)).exists()
    assert list(Village.objects.visible_to(Eye(somewhere, Village.seen_with))) == [world.village(3)]


def test_a_path_is_followed_to_the_anchor(people):
    a, _, c = people
    delegation = Delegation(principal=a, deputy=c, days=DateRange(clock.today(), clock.today() + timedelta(days=1)))
    assert delegation.anchor_values() == {"organisation": a.organisation_id, "own": a.pk}
