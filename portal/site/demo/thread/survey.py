"""Households as they are surveyed: names, doors and numbers that belong to nobody."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from stdnum.cn import ric

from portal.site.demo.thread.stage import Stage
from relocation import actions
from relocation.models import Household
from relocation.rules.households import BuildingEntry, HouseholdEntry, MemberEntry

SEED = 20240914
# No district bears this number, and no bank a card that begins so.
NO_DISTRICT = "640199"
NO_TELEPHONE = "0951-001"
SURNAMES = "马王李张杨刘陈赵金丁白哈纳吴周孙朱田何郭"
GIVEN = "安宁康乐和平顺利明秀"
COLLECTIVE, STATE = "collective", "state"
LAND = {4: COLLECTIVE, 7: COLLECTIVE, 9: STATE}
KEEPERS = {4: "township2"}
# Of whom somebody is older than his parents nobody would believe a word.
_BORN = {"head": (1972, 1), "spouse": (1973, 1), "child": (1999, 1), "parent": (1944, 1)}
RELATIONS = ("head", "spouse", "child", "child", "parent")


def survey(stage: Stage, site: int, *, on: date) -> list[Household]:
    """Enter all households of a site in one deed, as they were surveyed up to that day."""
    chance = random.Random(SEED + site)  # noqa: S311 (the same invented households each time)
    keeper = stage.people[KEEPERS[site]].pk if site in KEEPERS else None
    count = stage.size.households[site]
    entries = [_household(site, number, keeper, on, chance) for number in range(1, count + 1)]
    village, hand = stage.villages[site], stage.hand("relocation_force")
    return actions.record_households(hand, village, entries=entries, is_demonstration=True)


def _household(site: int, number: int, keeper: int | None, on: date, chance: random.Random) -> HouseholdEntry:
    surname = chance.choice(SURNAMES)
    persons = chance.choice((1, 2, 3, 3, 4, 4, 4, 5))
    return HouseholdEntry(
        number=f"{site:02d}-{number:04d}",
        door=f"演示巷{(number + 1) // 2}号{'东' if number % 2 else '西'}院",
        land_type=LAND[site],
        surveyed_on=on - timedelta(days=chance.randrange(1, 40)),
        members=tuple(_members(site, number, surname, persons, chance)),
        buildings=tuple(_buildings(chance)),
        phone=f"{NO_TELEPHONE}{(site * 1000 + number) % 10_000:04d}",
        keeper_id=keeper,
    )


def _members(site: int, number: int, surname: str, persons: int, chance: random.Random) -> Iterator[MemberEntry]:
    for place in range(persons):
        family = surname if RELATIONS[place] != "spouse" else chance.choice(SURNAMES)
        born = date(*_BORN[RELATIONS[place]], 1) + timedelta(days=chance.randrange(4000))
        name = f"{family}演{chance.choice(GIVEN)}"
        yield MemberEntry(name, RELATIONS[place], _id_number(born, site * 100 + number % 100 + place))


def _id_number(born: date, serial: int) -> str:
    """With a right check digit, of a district that does not exist."""
    body = f"{NO_DISTRICT}{born:%Y%m%d}{serial % 1000:03d}"
    return body + str(ric.calc_check_digit(body + "0"))


def _buildings(chance: random.Random) -> Iterator[BuildingEntry]:
    yield BuildingEntry("主房", "brick_concrete", "legal", _area(chance, 80, 180))
    if chance.random() < 0.5:
        yield BuildingEntry("西厢房", "brick_timber", chance.choice(("legal", "recognised")), _area(chance, 20, 60))
    if chance.random() < 0.12:
        yield BuildingEntry("院内彩钢房", "light_steel", "illegal", _area(chance, 10, 40))


def _area(chance: random.Random, least: int, most: int) -> Decimal:
    return Decimal(chance.randrange(least * 100, most * 100)) / 100
