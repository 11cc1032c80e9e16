"""Some weeks of invented figures, as the sites would have reported them: plain values, the last week written out.

Money is in 万元 here and in fen in the database. Sites 10 to 12 report nothing; site 8 stopped.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

WEEKS = 13
FEN_PER_TEN_THOUSAND = 10**6
# Site 8 fell silent so long ago that its figures light no lamp any more.
SILENT_FOR = {8: 5}


@dataclass(frozen=True)
class Number:
    """One figure of one site in one week."""

    site: int
    kind: str
    numerator: int
    denominator: int | None = None


@dataclass(frozen=True)
class Signing:
    """Households of a site: due, signed and vacated by now, and how many signed in the last week."""

    due: int
    signed: int
    last_week: int
    vacated: int


@dataclass(frozen=True)
class Building:
    """The annual plan of a site in 万元, and by how many points it lies behind 序时进度 (negative: ahead)."""

    plan: int
    behind: int
    per_week: Fraction = Fraction(12, 10)


# The bases add up to the 2186 households that were published for the programme.
SIGNINGS = {
    2: Signing(412, 405, 2, 398),
    3: Signing(582, 580, 1, 580),
    4: Signing(268, 262, 3, 231),
    5: Signing(214, 205, 2, 160),
    6: Signing(305, 303, 1, 301),
    7: Signing(146, 139, 2, 96),
    8: Signing(121, 112, 0, 70),
    9: Signing(138, 133, 1, 58),
}
BUILDINGS = {
    1: Building(42000, 12),
    2: Building(9000, 4),
    3: Building(15000, 8),
    4: Building(3000, -2),
    5: Building(1200, 6),
    6: Building(6000, -1),
    7: Building(1200, -3),
    8: Building(600, 2),
}
# site → (started, in the statistics register), each out of one
STARTED = {1: (1, 1), 2: (1, 0), 3: (1, 0), 5: (0, 0), 6: (1, 0)}
FLOORS, FLOORS_DONE, FLOORS_PER_WEEK = 600, 378, 24
TOTAL_INVESTMENT = 131800
ARRIVED, PAID, MONTHLY_NEED = 94200, 86700, 3200
# site → (paid, due by the plan)
PAID_OF_PLAN = {2: (4180, 4180), 3: (6240, 6500)}
# site → 质询 of the last week: new, closed, overdue
INQUIRIES = {1: (4, 6, 1), 2: (1, 2, 0), 3: (1, 1, 0)}
SITES_AT_WORK = (1, 2, 3, 6)
SITES_REPORTING = (1, 2, 3, 4, 5, 6, 7, 9)


def week_of(day: date, *, last: date, weeks_back: int, chance: random.Random) -> list[Number]:
    """What was reported on ``day``, ``weeks_back`` weeks before ``last``, the day of the newest report."""
    found = [
        *_relocation(weeks_back),
        *_building(day, last, weeks_back),
        *_money(weeks_back),
        *_quality(weeks_back, chance),
    ]
    return [number for number in found if weeks_back >= SILENT_FOR.get(number.site, 0)]


def _relocation(weeks_back: int) -> Iterator[Number]:
    for site, households in SIGNINGS.items():
        back = weeks_back - SILENT_FOR.get(site, 0)
        # Fewer are left each week: further back the pace was higher.
        signed = households.signed - sum(households.last_week + week for week in range(back))
        yield Number(site, "signed_households", signed, households.due)
        vacated = min(max(households.vacated - 6 * back, 0), signed)
        yield Number(site, "vacated_households", vacated, signed)


def _building(day: date, last: date, weeks_back: int) -> Iterator[Number]:
    for site, (started, entered) in STARTED.items():
        yield Number(site, "construction_started", started, 1)
        if started:
            yield Number(site, "in_statistics", entered, 1)
    for site, building in BUILDINGS.items():
        plan = building.plan * FEN_PER_TEN_THOUSAND
        yield Number(site, "annual_investment", int(plan * annual_share(building, day, last, weeks_back)), plan)
    yield Number(1, "main_structure", FLOORS, FLOORS)
    yield Number(1, "secondary_structure", FLOORS_DONE - FLOORS_PER_WEEK * weeks_back, FLOORS)


def annual_share(building: Building, day: date, last: date, weeks_back: int) -> Fraction:
    """The share of the annual plan that is done: exactly as far behind as said on the last day, less before it.

    The count starts anew on 1 January; of the year before, the last weeks are told as nearly done.
    """
    if day.year == last.year:
        done = Fraction(_months_over(last), 12) - Fraction(building.behind, 100)
    else:
        done = Fraction(9, 10)
    return max(done - building.per_week * weeks_back / 100, Fraction(0))


def _months_over(day: date) -> int:
    """序时进度 counts a month on its last day."""
    return day.month if (date.fromordinal(day.toordinal() + 1)).month != day.month else day.month - 1


def _money(weeks_back: int) -> Iterator[Number]:
    arrived, paid = ARRIVED - 600 * weeks_back, PAID - 550 * weeks_back
    yield _amount(1, "funds_arrived", arrived, TOTAL_INVESTMENT)
    yield _amount(1, "funds_paid", paid, paid)
    yield _amount(1, "funds_cover", arrived - paid, MONTHLY_NEED)
    for site, (paid, due) in PAID_OF_PLAN.items():
        yield _amount(site, "funds_paid", paid - 80 * weeks_back, due - 80 * weeks_back)


def _amount(site: int, kind: str, numerator: int, denominator: int) -> Number:
    return Number(site, kind, numerator * FEN_PER_TEN_THOUSAND, denominator * FEN_PER_TEN_THOUSAND)


def _quality(weeks_back: int, chance: random.Random) -> Iterator[Number]:
    for site, (new, closed, overdue) in INQUIRIES.items():
        if weeks_back:
            new, closed, overdue = chance.randint(0, 2 * new), chance.randint(0, 2 * closed), chance.randint(0, 1)
        yield Number(site, "inquiries_new", new)
        yield Number(site, "inquiries_closed", closed)
        yield Number(site, "inquiries_overdue", overdue)
    for site in SITES_AT_WORK:
        yield Number(site, "accidents", 0)
    for site in SITES_REPORTING:
        yield Number(site, "collective_visits", 0)
