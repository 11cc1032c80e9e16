"""Makes the demonstration world by real actions, in one transaction with its caller's."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from integrity.actions import Hit, raise_findings
from portal.accounts import actions as accounts
from portal.accounts.models import Organisation, User
from portal.clocks.actions import start_clock
from portal.clocks.selectors import calendar
from portal.kernel import clock
from portal.kernel.errors import InvalidInput, Refusal
from portal.kernel.periods import SHANGHAI, Period, Week
from portal.kernel.permissions import PORTAL, Actor, Person, Portal, System
from portal.site.demo import numbers, sheets, sites, thread
from portal.site.demo.cast import CAST, OFFICE_NOTICE, PROPOSAL, STAND_IN, UNITS
from portal.site.demo.thread import Size
from projects import actions
from projects.models import Village
from projects.selectors.areas import areas_by_name
from projects.selectors.counted import counts_of
from projects.selectors.figures import figure_kinds
from projects.selectors.moment import Moment
from projects.selectors.roles import roles_by_key

WHY = System("写入演示数据")
SEED = 20240914
# Before it there is hardly a public fact for an invented one to stand beside.
EARLIEST = date(2025, 1, 1)
LEAD = 1
SITE_OF_SHEET = 3
HISTORY_OF_FIGURES = "figure"
COUNTED_AT = time(17)
RECORDED_AFTER = timedelta(minutes=20)
# No line of Yinchuan begins with a nought: nobody is rung up.
NO_TELEPHONE = "0951-000"
# Who reports the figures of a matter; at the lead site the builder's owner counts its own floors and money.
REPORTS = {**sites.TASK_FORCES, "overall": "指挥部办公室"}
REPORTS_ITSELF = {(1, "construction"): "示例建设公司"}


class NoDemonstrationHere(Refusal):
    """Invented figures go only where no true ones are kept."""

    sentence = (
        "演示数据没有写入：这个数据库建立时没有标记为“演示”，真实数据和演示数据不能混放。"
        "要看演示，请另用演示环境（make run 默认即是）。"
    )


class DateOutOfReach(InvalidInput):
    """The as-of date lies in the future, before the public facts, or is none."""


@dataclass(frozen=True)
class Made:
    """What the demonstration world holds, in numbers, and the passwords that were given out."""

    units: int
    people: int
    figures: int
    passwords: dict[str, str]


def require_demonstration() -> None:
    """Raises NoDemonstrationHere outside a database that was marked 演示 when it was made."""
    if clock.world() != "demo":
        raise NoDemonstrationHere()


def is_made() -> bool:
    """Whether this database has its demonstration world already."""
    return bool(User.objects.filter(is_demonstration=True).exists())


def made_at() -> datetime:
    """When this database got its demonstration world: its people are registered at that instant."""
    first: datetime = User.objects.filter(is_demonstration=True).order_by("pk").values_list("recorded_at", flat=True)[0]
    return first


def read_date(text: str) -> date:
    """The as-of date as it was typed, today when nothing was. Raises DateOutOfReach."""
    today = clock.today()
    try:
        day = date.fromisoformat(text) if text else today
    except ValueError:
        raise DateOutOfReach(f"数据日期“{text[:20]}”无法识别。请按“2026-11-22”的样式填写。") from None
    if not EARLIEST <= day <= today:
        raise DateOutOfReach(f"数据日期不能用{day}。请填写{EARLIEST}至{today}之间的日期。")
    return day


def first_week(as_of: date, size: Size) -> Week:
    """The first week that editions are made for: as many as there are weeks of the thread."""
    week = last_week(as_of)
    for _ in range(size.editions - 1):
        week = week.previous
    return week


def last_week(as_of: date) -> Week:
    """The last week whose cut-off had passed by the end of the as-of date, and has passed by now."""
    week = Week.of(as_of)
    end = min(datetime.combine(as_of, time.max, SHANGHAI), clock.now())
    return week if week.cut_off() <= end else week.previous


def make(as_of: date, size: Size) -> Made:
    """Write the whole world, once, after the public facts were seeded. Raises NoDemonstrationHere."""
    require_demonstration()
    units = _units()
    people, passwords = _people(units)
    villages = {village.ordinal: village for village in Village.objects.order_by("ordinal")}
    last = _counting_day(last_week(as_of))
    _grants(people, villages, since=thread.first_day(size, last))
    _stand_in_and_proposal(people, villages)
    _responsibilities(as_of, units, people, villages)
    _areas(as_of, villages)
    _milestones(as_of, villages)
    _deadlines(as_of, villages)
    _history(as_of, people["building_force"], villages[LEAD])
    _opinion(people["township"])
    _finding(villages[LEAD])
    thread.play(size, people=people, units=units, villages=villages, last=last)
    made = Made(len(units), len(people), _figures(as_of, units, villages), passwords)
    sheets.send(as_of, people["building_force"], villages[SITE_OF_SHEET])
    return made


def _finding(village: Village) -> None:
    """One doubt as the nightly look at the red flags would raise it."""
    hit = Hit(
        f"projects.village:{village.pk}",
        "示例质询",
        "示例：已销号，最后一次整改没有复查通过的记录。",
        village.pk,
        is_demonstration=True,
    )
    raise_findings(WHY, PORTAL, flag="closed-without-reinspection", severity="serious", hits=[hit])


def _units() -> dict[str, Organisation]:
    return {
        unit.short_name: accounts.open_organisation(
            WHY, PORTAL, name=unit.name, kind=unit.kind, short_name=unit.short_name, is_demonstration=True
        )
        for unit in UNITS
    }


def _people(units: dict[str, Organisation]) -> tuple[dict[str, User], dict[str, str]]:
    people, passwords = {}, {}
    for number, part in enumerate(CAST, start=1):
        account = accounts.register_person(
            WHY,
            PORTAL,
            username=part.username,
            name=part.name,
            organisation=units[part.unit],
            post=part.post,
            phone=f"{NO_TELEPHONE}{number:04d}",
            must_change_password=False,
            is_demonstration=True,
        )
        people[part.username] = account.person
        passwords[part.username] = account.one_time_password
    return people, passwords


def _grants(people: dict[str, User], villages: dict[int, Village], *, since: date) -> None:
    """Who plays a part in the thread was appointed before it; what has an end counts from today."""
    roles, today = roles_by_key(), clock.today()
    for part in CAST:
        starts_on = today if part.days else since
        places: list[Village | Portal] = [villages[ordinal] for ordinal in part.villages]
        with clock.played_at(_noon(starts_on)):
            for place in places or [PORTAL]:
                grant = actions.propose_grant(
                    WHY,
                    place,
                    user=people[part.username],
                    role=roles[part.role],
                    starts_on=starts_on,
                    expires_on=today + timedelta(days=part.days) if part.days else None,
                    document=part.document or OFFICE_NOTICE,
                    task=part.task,
                )
                actions.approve_grant(WHY, grant)


def _stand_in_and_proposal(people: dict[str, User], villages: dict[int, Village]) -> None:
    today = clock.today()
    accounts.delegate(
        WHY,
        people[STAND_IN.principal],
        deputy=people[STAND_IN.deputy],
        days=Period(today - timedelta(days=STAND_IN.days_past), today + timedelta(days=STAND_IN.days_ahead)),
        document=STAND_IN.document,
    )
    # Proposed by a person, so that the security administrator has something of somebody else's to approve.
    proposer: Actor = Person(people[PROPOSAL.by])
    actions.propose_grant(
        proposer,
        villages[PROPOSAL.village],
        user=people[PROPOSAL.user],
        role=roles_by_key()[PROPOSAL.role],
        starts_on=today,
        document=PROPOSAL.document,
    )


def _responsibilities(
    as_of: date, units: dict[str, Organisation], people: dict[str, User], villages: dict[int, Village]
) -> None:
    since = as_of - timedelta(days=sites.APPOINTED_DAYS_AGO)
    for held in sites.held():
        actions.assign_responsibility(
            WHY,
            villages[held.site],
            level=held.level,
            matter=held.matter,
            organisation=units[held.unit] if held.unit else None,
            person=people[held.person] if held.person else None,
            since=since,
            basis=sites.BASIS,
            is_demonstration=True,
        )


def _areas(as_of: date, villages: dict[int, Village]) -> None:
    areas = areas_by_name()
    for site, name in sites.AREAS.items():
        actions.regroup_village(
            WHY,
            villages[site],
            area=areas[name],
            since=as_of - timedelta(days=sites.APPOINTED_DAYS_AGO),
            basis=sites.GROUPING_BASIS,
            is_demonstration=True,
        )


def _milestones(as_of: date, villages: dict[int, Village]) -> None:
    for promise in sites.PROMISED:
        day = promise.on(as_of)
        actions.set_milestone(
            WHY,
            villages[promise.site],
            kind=promise.kind,
            promised_on=day,
            precision=promise.precision,
            basis=sites.PROMISE_BASIS,
            source=sites.PROMISE_BASIS,
            is_demonstration=True,
            recorded_at=_noon(min(day, as_of) - timedelta(days=sites.PROMISED_DAYS_BEFORE)),
        )
    for reached in sites.REACHED:
        day = reached.on(as_of)
        actions.report_milestone_reached(
            WHY,
            villages[reached.site],
            kind=reached.kind,
            reached_on=day,
            source=reached.source,
            is_demonstration=True,
            recorded_at=_noon(day + timedelta(days=1)),
        )


def _deadlines(as_of: date, villages: dict[int, Village]) -> None:
    """Clocks that run, one of them out already: what later apps will start by their own deeds.

    None when the longest would end in a year whose calendar nobody entered yet.
    """
    if (as_of + sites.LONGEST_RUNNING).year > calendar().last_known_year:
        return
    for number, running in enumerate(sites.RUNNING, start=1):
        start_clock(
            WHY,
            villages[running.site],
            rule=running.rule,
            owner_key=f"demonstration/{number}",
            owner_label=f"（演示数据）{running.label}",
            started_on=as_of - timedelta(days=running.days_ago),
        )


def _history(as_of: date, asks: User, lead: Village) -> None:
    """A figure from before the portal was in use, waiting for a second person."""
    today = clock.today()
    closes_on = today + timedelta(days=90)
    actions.set_backfill_window(WHY, PORTAL, went_live_on=today, closes_on=closes_on, basis="演示安排")
    line = {"key": "main_structure", "numerator": 4, "denominator": 30, "source": "监理月报（演示数据）"}
    line |= {"effective_on": as_of - timedelta(days=120)}
    actions.ask_backfill(Person(asks), lead, sort=HISTORY_OF_FIGURES, document="演示会议纪要第3号", lines=[line])


def _opinion(says: User) -> None:
    actions.leave_feedback(Person(says), says, text="（演示数据）报数页面希望能直接带出上周的数。")


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12), SHANGHAI)


def _figures(as_of: date, units: dict[str, Organisation], villages: dict[int, Village]) -> int:
    """Report the weeks, the oldest first, without what apps count themselves; how many figures there were."""
    kinds = {kind.key: kind for kind in figure_kinds()}
    chance = random.Random(SEED)  # noqa: S311 (the same invented figures each time, nothing secret)
    last = _counting_day(last_week(as_of))
    counted = counts_of([village.pk for village in villages.values()], Moment.now())
    count = 0
    for weeks_back in range(numbers.WEEKS - 1, -1, -1):
        day = last - timedelta(weeks=weeks_back)
        counted_at = datetime.combine(day, COUNTED_AT, SHANGHAI)
        for number in numbers.week_of(day, last=last, weeks_back=weeks_back, chance=chance):
            if number.kind in counted.get(villages[number.site].pk, {}):
                continue
            kind = kinds[number.kind]
            reporter = REPORTS_ITSELF.get((number.site, kind.matter)) or REPORTS[kind.matter]
            actions.report_figure(
                WHY,
                villages[number.site],
                kind=kind,
                numerator=number.numerator,
                denominator=number.denominator,
                as_of=counted_at,
                source=f"{reporter}周报（演示）",
                organisation=units[reporter],
                is_demonstration=True,
                recorded_at=counted_at + RECORDED_AFTER,
            )
            count += 1
    return count


def _counting_day(week: Week) -> date:
    """Sunday, some hours before the cut-off."""
    return week.days.start + timedelta(days=6)
