"""The demonstration world: only where it belongs, the same for the same date, done once, and every account works."""

from __future__ import annotations

import io
import re
import stat
from collections import Counter
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import transaction
from django.test import override_settings

from portal.accounts.models import Delegation, User
from portal.clocks.models import Clock
from portal.clocks.selectors import calendar
from portal.imports.lifecycle import RunState
from portal.imports.models import ImportRun
from portal.kernel import clock
from portal.kernel.errors import DesignError, Refusal
from portal.kernel.periods import SHANGHAI
from portal.kernel.permissions import Nobody, Person
from portal.kernel.records import Record
from portal.reports.blocks import LampColour, StuckPoint
from portal.reports.composing import compose
from portal.reports.selectors import cycle, due_weeks, scope_of
from portal.site.demo import accounts, cast, numbers, sites, thread, world
from projects.lifecycle import GrantState
from projects.models import FigureReport, Responsibility, Role, RoleGrant, Village
from projects.selectors.moment import Moment
from projects.selectors.villages import village_rows
from projects.todo import grants_to_approve
from tests.databases import demonstration_database

# What chance or the clock of the set-up decides, never the date.
# A sealed value is another each time.
OF_THE_MOMENT = {
    "password", "uid", "file_uid", "recorded_at", "last_login", "knows_from", "raised_at", "code",
    "sha256", "parsed_hash", "same_as", "holder",
}  # fmt: skip
OF_THE_MOMENT |= {"account_ct", "wage_account_ct", "idem"}


def seed_demo(**options):
    out = io.StringIO()
    call_command("seed", demo="small", stdout=out, **options)
    return out.getvalue()


@contextmanager
def a_demonstration(place: Path, **options):
    """A database of its own with the world in it, and its folder of data."""
    with demonstration_database(), override_settings(PORTAL_VAR=place):
        seed_demo(**options)
        yield


@pytest.fixture(scope="module")
def demonstration(django_db_setup, django_db_blocker, tmp_path_factory):
    """One world for all tests that only look at it, as it is made today."""
    place = tmp_path_factory.mktemp("var")
    with django_db_blocker.unblock(), a_demonstration(place):
        yield place


@pytest.fixture
def demo(demonstration, db):
    """The world, and a transaction that is rolled back after the test."""
    return demonstration


def rows_by_table():
    models = [model for model in apps.get_models() if issubclass(model, Record)]
    return {
        model._meta.label: [
            {name: value for name, value in row.items() if not is_of_the_moment(name) or is_backdated(model, row, name)}
            for row in model.objects.order_by("pk").values()
        ]
        for model in models
    }


def is_of_the_moment(name):
    return name in OF_THE_MOMENT or name.endswith("_ct")


def is_backdated(model, row, name):
    return name == "recorded_at" and row.get("is_demonstration") and model.__name__ in ("FigureReport", "Milestone")


def listed():
    """Account → password, as the file says."""
    lines = accounts.path().read_text(encoding="utf-8").splitlines()
    assert lines[1].split() == list(accounts.COLUMNS)
    return {line.split()[1]: line.split()[2] for line in lines[2:]}


# --- its past ---------------------------------------------------------------------------------------------------------


def test_a_past_is_played_for_a_part_of_one_transaction(demonstration, django_db_blocker):
    then = datetime(2026, 9, 20, 18, tzinfo=SHANGHAI)
    with django_db_blocker.unblock():
        with pytest.raises(DesignError), clock.played_at(then):
            pass
        with transaction.atomic():
            with clock.played_at(then):
                with clock.played_at(then - timedelta(days=7)):
                    assert clock.now() == then - timedelta(days=7)
                assert clock.now() == then
            assert clock.now() - then > timedelta(days=1)


# --- where, and how often ---------------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["test", "real"])
def test_a_database_of_another_kind_takes_no_demonstration(kind, monkeypatch, capsys):
    monkeypatch.setattr(clock, "world", lambda: kind)
    with pytest.raises(SystemExit) as ended:
        call_command("seed", demo="small")
    said = capsys.readouterr().err
    assert ended.value.code == 1
    assert said.count("\n") == 1
    assert "没有标记为“演示”" in said
    assert not Village.objects.exists()


@pytest.mark.parametrize(
    ("as_of", "named"),
    [
        ("昨天", "“昨天”无法识别"),
        ("2026-13-01", "无法识别"),
        ("0001-01-01", "0001-01-01"),
        ("9999-12-31", "9999-12-31"),
    ],
)
def test_a_date_that_cannot_be_is_refused_in_one_sentence(demo, as_of, named, capsys):
    with pytest.raises(SystemExit):
        call_command("seed", demo="small", as_of=as_of)
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert named in said


def test_the_same_date_makes_the_same_world(django_db_setup, django_db_blocker, tmp_path):
    made = []
    with django_db_blocker.unblock():
        as_of = str(clock.today() - timedelta(days=10))
        for _ in range(2):
            with a_demonstration(tmp_path, as_of=as_of):
                made.append(rows_by_table())
    assert made[0]["projects.FigureReport"]
    assert made[0] == made[1]


def test_a_second_start_changes_nothing(demo):
    before, file = rows_by_table(), accounts.path().read_bytes()
    hashes = list(User.objects.order_by("pk").values_list("password", flat=True))
    assert "保持不变" in seed_demo()
    assert rows_by_table() == before
    assert list(User.objects.order_by("pk").values_list("password", flat=True)) == hashes
    assert accounts.path().read_bytes() == file


# --- who can get in ---------------------------------------------------------------------------------------------------


def test_the_file_lists_every_account_for_its_owner_only(demo):
    text = accounts.path().read_text(encoding="utf-8")
    assert {line.split()[0] for line in text.splitlines()[2:]} == set(Role.objects.values_list("name", flat=True))
    assert set(listed()) == {part.username for part in cast.CAST}
    assert Role.objects.count() == 24
    assert stat.S_IMODE(accounts.path().stat().st_mode) == 0o600
    assert [path.name for path in accounts.path().parent.iterdir() if path.name.startswith(".")] == []


def test_every_listed_account_signs_in_through_the_page(demo, client, settings):
    settings.LOGIN_REDIRECT_URL = "accounts:account"
    for username, password in listed().items():
        client.logout()
        answer = client.post("/account/sign-in/", {"username": username, "password": password})
        assert (answer.status_code, answer.headers.get("Location")) == (302, "/account/"), username
        assert client.get("/account/").status_code == 200, username


def test_a_lost_file_is_written_again_with_passwords_that_work(demo):
    old = accounts.path().read_bytes()
    try:
        accounts.path().unlink()
        assert "已重设密码" in seed_demo()
        for username, password in listed().items():
            person = User.objects.get(username=username)
            assert person.check_password(password)
            assert not person.must_change_password
        assert accounts.path().read_bytes() != old
    finally:
        accounts.path().write_bytes(old)


def test_when_the_file_cannot_be_written_no_password_changes(demo, settings, tmp_path):
    hashes = dict(User.objects.values_list("username", "password"))
    settings.PORTAL_VAR = tmp_path / "missing"
    with pytest.raises(SystemExit):
        seed_demo()
    assert dict(User.objects.values_list("username", "password")) == hashes


# --- what they see ----------------------------------------------------------------------------------------------------


def test_everybody_sees_the_sites_of_his_reach(demo):
    everywhere = set(Village.objects.values_list("ordinal", flat=True))
    assert len(everywhere) == 12
    for part in cast.CAST:
        seen = Village.objects.visible_to(Person(User.objects.get(username=part.username)))
        role = Role.objects.get(key=part.role)
        expected = set(part.villages) or everywhere
        if part.role == "household" or role.group in ("system", "security", "audit_admin"):
            expected = set()
        if part.username == cast.STAND_IN.deputy:
            expected = everywhere
        assert set(seen.values_list("ordinal", flat=True)) == expected, part.username
    assert not Village.objects.visible_to(Nobody()).exists()


def test_one_grant_waits_for_the_security_administrator(demo):
    waiting = list(grants_to_approve(Person(User.objects.get(username="security_admin"))))
    assert len(waiting) == 1
    assert RoleGrant.objects.get(state=GrantState.PROPOSED).proposed_by.username == "office"


def test_one_deputy_acts_today(demo):
    running = Delegation.objects.live().get()
    assert (running.principal.username, running.deputy.username) == ("building_force", "quality_force")


def test_all_that_is_invented_is_marked(demo):
    assert not User.objects.filter(is_demonstration=False).exists()
    assert not FigureReport.objects.filter(is_demonstration=False).exists()
    assert not Responsibility.objects.filter(is_demonstration=False).exists()
    assert all(name.startswith("演示") for name in User.objects.values_list("name", flat=True))


# --- what it shows ----------------------------------------------------------------------------------------------------


def colours(as_of=None):
    moment = Moment.now() if as_of is None else Moment(as_of)
    rows = village_rows(Village.objects.all(), moment)
    return {row.ordinal: row.worst.lamp.colour for row in rows}


def test_lamps_of_all_colours_and_sites_without_any(demo):
    seen = colours()
    assert set(seen.values()) == set(LampColour)
    assert (seen[3], seen[2], seen[5]) == (LampColour.RED, LampColour.YELLOW, LampColour.YELLOW)
    assert {ordinal for ordinal, colour in seen.items() if colour is LampColour.NONE} >= {10, 11, 12}


@pytest.mark.slow
@pytest.mark.parametrize("as_of", [date(2026, 1, 2), date(2026, 1, 31), date(2026, 3, 1), date(2025, 12, 31)])
def test_the_lamps_do_not_depend_on_the_season(as_of, django_db_setup, django_db_blocker, tmp_path):
    with django_db_blocker.unblock(), a_demonstration(tmp_path, as_of=str(as_of)):
        cut_off = world.last_week(as_of).cut_off()
        assert set(colours(cut_off).values()) == set(LampColour)


def pages_one():
    settled = cycle()
    return [compose(scope_of(week, settled)).document.page_one for week in due_weeks(clock.now())]


def test_three_editions_are_due_and_their_first_pages_read_like_the_target(demo):
    pages = pages_one()
    assert len(pages) == thread.SMALL.editions
    last = pages[-1]
    assert (last.progress[0], last.progress[2]) == (
        "示范点：二次结构完成63%※（＋4※个百分点）。",
        "资金（亿元）：总投资13.18，到位9.42※，支付8.67※。",
    )
    # Counted where the portal keeps the thing itself, and of a small demonstration: one site has few households.
    assert re.fullmatch(r"征拆：应签1934户※，已签\d{4}户※（＋\d+户※）。", last.progress[1])
    assert re.fullmatch(r"质量：质询新增\d+件※，办结\d+件※，超期\d+件※。", last.progress[3])
    assert "资金可保至" in last.overall
    assert "无安全事故、集体访※" in last.overall
    assert "4个点位本周未报数" in last.overall
    assert all(isinstance(point, StuckPoint) and point.unit and point.leader and point.due for point in last.stuck)
    assert last.stuck[0].unit == "示例建设公司"  # an order that is overdue comes first
    assert pages[0].progress != last.progress


def test_the_lead_project_is_as_far_behind_as_its_page_says(demo):
    last = world.last_week(clock.today()).days.start + timedelta(days=6)
    scheduled = numbers.annual_share(numbers.Building(42000, 0), last, last, 0)
    done = numbers.annual_share(numbers.BUILDINGS[1], last, last, 0)
    assert (scheduled - done) * 100 == min(numbers.BUILDINGS[1].behind, scheduled * 100)


def test_the_bases_add_up_to_the_published_households_and_the_ceiling_stays():
    assert sum(site.due for site in numbers.SIGNINGS.values()) == 2186
    assert all(site.vacated <= site.signed <= site.due for site in numbers.SIGNINGS.values())
    assert numbers.TOTAL_INVESTMENT == 131800
    assert numbers.PAID < numbers.ARRIVED < numbers.TOTAL_INVESTMENT


def test_gaps_stay_gaps(demo):
    assert set(sites.HELD_BY) == set(range(1, 11))
    assert not Responsibility.objects.filter(village__ordinal__in=(11, 12)).exists()
    reported = Counter(FigureReport.objects.values_list("village__ordinal", flat=True))
    assert not reported.keys() & {10, 11, 12}


def test_the_columns_of_the_file_stand_under_each_other(demo):
    lines = accounts.path().read_text(encoding="utf-8").splitlines()[1:]

    def width(text):
        return sum(2 if ord(letter) > 0x2E7F else 1 for letter in text)

    starts = {width(re.match(r"\S+\s+", line)[0]) for line in lines}
    assert len(starts) == 1


def test_what_is_refused_says_so_as_a_refusal():
    assert issubclass(world.NoDemonstrationHere, Refusal)


def test_a_workbook_waits_to_be_put_right(demonstration):
    run = ImportRun.objects.get()
    assert (run.state, run.rows, run.complaints) == (RunState.FAULTY, 3, 2)


def test_there_is_a_telephone_to_look_at_and_a_deadline_that_ran_out(demo):
    assert User.objects.get(username="liaison").unsealed("phone").startswith("0951-000")
    running = Clock.objects.filter(owner_key__startswith="demonstration/").order_by("due_on")
    assert running.count() == len(sites.RUNNING)
    assert all("演示数据" in each.owner_label for each in running)
    assert running.first().due_on < clock.today() < running.last().due_on


def test_no_deadline_runs_into_a_year_whose_calendar_nobody_entered(demo):
    before = Clock.objects.count()
    world._deadlines(date(calendar().last_known_year, 11, 30), {})
    assert Clock.objects.count() == before
