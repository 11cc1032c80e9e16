"""What a household may be: whole numbers of identity cards, one head, nobody twice."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from stdnum.cn import ric

HEAD = "head"
_ID_NUMBER = re.compile(r"\d{17}[\dX]", re.ASCII)
_PHONE = re.compile(r"1[3-9]\d{9}|0\d{2,3}-?\d{7,8}", re.ASCII)


@dataclass(frozen=True)
class MemberEntry:
    """Somebody of a household as he is entered. ``kept`` is the row whose number stays what it is (a correction)."""

    name: str
    relation: str
    id_number: str = ""
    is_counted: bool = True
    kept: int | None = None


@dataclass(frozen=True)
class BuildingEntry:
    """One building as it is entered; ``area`` in square metres."""

    label: str
    structure: str
    legal_status: str
    area: Decimal


@dataclass(frozen=True)
class HouseholdEntry:
    """A household as it is entered. An empty ``phone`` of a correction leaves the one that stands."""

    number: str
    door: str
    land_type: str
    surveyed_on: date
    members: tuple[MemberEntry, ...]
    buildings: tuple[BuildingEntry, ...] = ()
    phone: str = ""
    keeper_id: int | None = None

    def with_numbers(self, held: Mapping[int, str]) -> HouseholdEntry:
        """The same with the numbers that stay what they are."""
        members = (
            replace(each, id_number=held.get(each.kept, "")) if each.kept is not None and not each.id_number else each
            for each in self.members
        )
        return replace(self, members=tuple(members))

    @property
    def holder_name(self) -> str:
        return next((each.name for each in self.members if each.relation == HEAD), "")


def id_number(text: str) -> str:
    """The number as it is kept: without blanks, with a large X."""
    return "".join(text.split()).upper()


def complaint_of_id_number(text: str) -> str:
    """Why this cannot be somebody's number, or nothing. The number itself is never part of the sentence."""
    number = id_number(text)
    if not _ID_NUMBER.fullmatch(number):
        return "证件号码应为18位，前17位是数字，末位是数字或X。请核对。"
    if born_on(number) is None:
        return "证件号码中的出生日期（第7位至第14位）不是一个日期。请核对。"
    # Only the check digit: places of old numbers are not on today's lists, and the numbers hold all the same.
    if ric.calc_check_digit(number) != number[-1]:
        return "证件号码末位与前17位不符，可能有一位抄错。请对照证件核对。"
    return ""


def born_on(number: str) -> date | None:
    """The day of birth that a number tells."""
    try:
        return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None


def is_phone(text: str) -> bool:
    """A mobile number, or one of a house with its area code."""
    return bool(_PHONE.fullmatch(text))


def phone(text: str) -> str:
    """The number as it is kept."""
    return "".join(text.split())


@dataclass(frozen=True)
class Doubt:
    """What cannot be of a household: ``member`` is whose (by place, from 0), None of the household itself."""

    sentence: str
    field: str
    member: int | None = None


def doubts(entry: HouseholdEntry, *, today: date) -> Iterator[Doubt]:
    """What is wrong with a household whose single values can be read."""
    heads = [place for place, each in enumerate(entry.members) if each.relation == HEAD]
    if not heads:
        yield Doubt("还没有户主。请把一名家庭成员的“与户主关系”填为户主。", "relation", 0 if entry.members else None)
    if len(heads) > 1:
        yield Doubt("一户只有一名户主，这里又填了一名。请核对。", "relation", heads[1])
    if entry.surveyed_on > today:
        yield Doubt("入户调查日期不能晚于今天。请核对。", "surveyed_on")
    yield from _twins(entry.members)
    for place, each in enumerate(entry.members):
        if each.id_number and (born := born_on(each.id_number)) and born > entry.surveyed_on:
            yield Doubt("证件号码中的出生日期晚于入户调查日期。请核对。", "id_number", place)


def _twins(members: Sequence[MemberEntry]) -> Iterator[Doubt]:
    first: dict[str, int] = {}
    for place, each in enumerate(members):
        if not each.id_number:
            continue
        if (other := first.setdefault(each.id_number, place)) != place:
            yield Doubt(f"与本户第{other + 1}人的证件号码相同，同一户内不能重复。请核对。", "id_number", place)
