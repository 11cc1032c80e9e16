"""入户调查表 as a sheet: a row is one member, one building, or both, under the number of its household.

The columns are those of the form, too (``relocation.forms.households``).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from portal.accounts.models import User
from portal.imports.columns import Column, Kind
from portal.imports.contributions import Complaint, Row, Verdict, sheet
from portal.kernel import clock
from portal.kernel.errors import InvalidInput
from portal.kernel.permissions import Actor, holders_of
from portal.web.form_sentences import PLEASE_FILL_IN
from projects.actions.figures import hold_villages
from projects.models import Village
from relocation import permissions
from relocation.actions import record_households
from relocation.models import LandType, LegalStatus, Relation, Structure
from relocation.rules import households as rules
from relocation.rules.households import BuildingEntry, HouseholdEntry, MemberEntry
from relocation.selectors.households import known_id_numbers, standing_numbers

# What a deed changes is held in memory until it ends.
PER_DEED = 2_000
YES, NO = "是", "否"


def _id_number_rule(text: str) -> None:
    if say := rules.complaint_of_id_number(text):
        raise InvalidInput(say)


def _phone_rule(text: str) -> None:
    if not rules.is_phone(rules.phone(text)):
        raise InvalidInput("电话号码无法读取。手机填11位，固定电话填区号和号码。")


def _labels(choices: Any) -> Any:
    """What may be chosen, by the words for it."""
    return lambda _: {label: value for value, label in choices.choices}


def _villages(actor: Actor) -> Mapping[str, Village]:
    found = Village.objects.visible_to(actor, by=permissions.SURVEY_HOUSEHOLDS).order_by("ordinal", "pk")
    return {village.label: village for village in found}


def _keepers(actor: Actor) -> Mapping[str, User]:
    return keepers_by_name(set().union(*(keepers_in(village) for village in _villages(actor).values())))


NUMBER = Column("number", "户号", longest=20, width=8, note="本点位内每户一个，同一户的各行都填。")
DOOR = Column("door", "门牌", is_required=False, longest=60, width=16, note="每户第一行填写。")
LAND_TYPE = Column(
    "land_type",
    "土地性质",
    Kind.CHOICE,
    is_required=False,
    width=10,
    choices=_labels(LandType),
    note="每户第一行填写。",
)
SURVEYED_ON = Column(
    "surveyed_on", "入户调查日期", Kind.DAY, is_required=False, width=12, note="每户第一行填写，如2026-11-22。"
)
PHONE = Column(
    "phone", "联系电话", is_required=False, longest=20, width=14, rule=_phone_rule, note="每户第一行填写，加密保存。"
)
KEEPER = Column(
    "keeper", "包户干部", Kind.CHOICE, is_required=False, width=12, choices=_keepers, note="每户第一行填写。"
)
NAME = Column("name", "姓名", is_required=False, longest=40, width=10, note="每名家庭成员一行，含户主。")
RELATION = Column("relation", "与户主关系", Kind.CHOICE, is_required=False, width=10, choices=_labels(Relation))
ID_NUMBER = Column(
    "id_number",
    "证件号码",
    is_required=False,
    longest=24,
    width=20,
    rule=_id_number_rule,
    note="18位，按文本填写，加密保存。暂无证件的不填。",
)
IS_COUNTED = Column(
    "is_counted",
    "计入安置人口",
    Kind.CHOICE,
    is_required=False,
    width=10,
    choices=lambda _: {YES: True, NO: False},
    note="不填的按“是”。",
)
LABEL = Column("label", "房屋", is_required=False, longest=30, width=10, note="如正房、东厢房。每处房屋一行。")
STRUCTURE = Column("structure", "结构", Kind.CHOICE, is_required=False, width=10, choices=_labels(Structure))
LEGAL_STATUS = Column("legal_status", "认定", Kind.CHOICE, is_required=False, width=10, choices=_labels(LegalStatus))
AREA = Column("area", "建筑面积（平方米）", Kind.AREA, is_required=False, width=12)
COLUMNS = (
    Column("village", "点位", Kind.CHOICE, width=18, choices=_villages),
    NUMBER, DOOR, LAND_TYPE, SURVEYED_ON, PHONE, KEEPER,
    NAME, RELATION, ID_NUMBER, IS_COUNTED,
    LABEL, STRUCTURE, LEGAL_STATUS, AREA,
)  # fmt: skip
OF_HOUSEHOLD = ("door", "land_type", "surveyed_on", "phone", "keeper")
NEEDED_ONCE = ("door", "land_type", "surveyed_on")
OF_MEMBER, MEMBER_NEEDS = ("name", "relation", "id_number", "is_counted"), ("name", "relation")
OF_BUILDING = ("label", "structure", "legal_status", "area")
Key = tuple[int, str]


def keepers_in(village: Village) -> set[int]:
    """Who may keep households there: whoever surveys there."""
    return holders_of(permissions.SURVEY_HOUSEHOLDS, frozenset({village.pk}))


def keepers_by_name(keys: set[int]) -> Mapping[str, User]:
    """These people, each by a name that is his alone."""
    found = list(User.objects.filter(pk__in=keys).order_by("name", "username"))
    often = Counter(user.name for user in found)
    return {user.name if often[user.name] == 1 else f"{user.name}（{user.username}）": user for user in found}


def hold(actor: Actor, rows: Sequence[Row]) -> None:
    hold_villages({row.values["village"].pk for row in rows})


def judge(actor: Actor, rows: Sequence[Row]) -> Verdict:
    """Rows alone, then households as a whole; numbers that stand already are told, identity cards counted."""
    complaints = [each for row in rows for each in _of_row(row)]
    unclear = {each.row for each in complaints}
    households = _households(rows)
    villages = {row.values["village"].pk: row.values["village"] for row in rows}
    taken, today = standing_numbers(villages), clock.today()
    able = {pk: keepers_in(village) for pk, village in villages.items()}
    for key, lines in households.items():
        complaints += _of_household(key, lines, taken, able)
        if not any(row.number in unclear for row in lines) and not _lacks_head_row(lines[0]):
            complaints += _doubts(lines, today)
    return Verdict(complaints, {}, "" if complaints else _summary(households))


@sheet(
    "relocation.households",
    "入户调查表",
    columns=COLUMNS,
    needs=permissions.SURVEY_HOUSEHOLDS,
    hold=hold,
    judge=judge,
    note="同一户的家庭成员和房屋逐行填写，户号相同即为一户；门牌、土地性质、日期、电话、包户干部只填在该户第一行。",
)
def take(actor: Actor, rows: Sequence[Row]) -> int:
    """One deed for each village; of very many households several."""
    villages = {row.values["village"].pk: row.values["village"] for row in rows}
    entries: dict[int, list[HouseholdEntry]] = defaultdict(list)
    for (village, _), lines in _households(rows).items():
        entries[village].append(_entry(lines))
    for pk, found in entries.items():
        for at in range(0, len(found), PER_DEED):
            record_households(actor, villages[pk], entries=found[at : at + PER_DEED])
    return len(rows)


def _households(rows: Sequence[Row]) -> dict[Key, list[Row]]:
    found: dict[Key, list[Row]] = defaultdict(list)
    for row in rows:
        found[row.values["village"].pk, row.values["number"]].append(row)
    return found


def _of_row(row: Row) -> Iterator[Complaint]:
    """A row that begins a member or a building names all of it; one with neither says nothing."""
    has_member, has_building = _has(row, OF_MEMBER), _has(row, OF_BUILDING)
    if not (has_member or has_building):
        yield Complaint(row.number, "", "本行没有家庭成员，也没有房屋。请补填，或删去本行。")
    needed = (MEMBER_NEEDS if has_member else ()) + (OF_BUILDING if has_building else ())
    yield from (Complaint(row.number, name, PLEASE_FILL_IN) for name in needed if _is_empty(row.values[name]))


def _of_household(
    key: Key, lines: Sequence[Row], taken: Mapping[Key, int], able: Mapping[int, set[int]]
) -> Iterator[Complaint]:
    first, *others = lines
    if key in taken:
        yield Complaint(first.number, "number", "本点位已有这个户号。情况有变的，请在该户的页面上更正。")
    for name in NEEDED_ONCE:
        if _is_empty(first.values[name]):
            yield Complaint(first.number, name, f"{PLEASE_FILL_IN}每户第一行须填写。")
    for row in others:
        for name in OF_HOUSEHOLD:
            if not _is_empty(row.values[name]) and row.values[name] != first.values[name]:
                yield Complaint(row.number, name, f"与本户第一行（第{first.number}行）填写的不一致。相同的可以不填。")
    keeper = first.values["keeper"]
    if keeper is not None and keeper.pk not in able[key[0]]:
        yield Complaint(first.number, "keeper", "这名干部没有本点位入户调查的权限。请改填，或先办理授权。")


def _lacks_head_row(first: Row) -> bool:
    return any(_is_empty(first.values[name]) for name in NEEDED_ONCE)


def _doubts(lines: Sequence[Row], today: date) -> Iterator[Complaint]:
    """What the rules of a household find, at the row of the member that it is about."""
    of_members = [row for row in lines if _has(row, OF_MEMBER)]
    for doubt in rules.doubts(_entry(lines), today=today):
        row = lines[0] if doubt.member is None or not of_members else of_members[doubt.member]
        yield Complaint(row.number, doubt.field, doubt.sentence)


def _entry(lines: Sequence[Row]) -> HouseholdEntry:
    first = lines[0].values
    return HouseholdEntry(
        number=first["number"],
        door=first["door"],
        land_type=first["land_type"],
        surveyed_on=first["surveyed_on"],
        phone=rules.phone(first["phone"]),
        keeper_id=first["keeper"].pk if first["keeper"] else None,
        members=tuple(_member(row.values) for row in lines if _has(row, OF_MEMBER)),
        buildings=tuple(_building(row.values) for row in lines if _has(row, OF_BUILDING)),
    )


def _member(values: Mapping[str, Any]) -> MemberEntry:
    number = rules.id_number(values["id_number"])
    return MemberEntry(values["name"], values["relation"], number, values["is_counted"] is not False)


def _building(values: Mapping[str, Any]) -> BuildingEntry:
    return BuildingEntry(values["label"], values["structure"], values["legal_status"], values["area"])


def _has(row: Row, names: Sequence[str]) -> bool:
    return any(not _is_empty(row.values[name]) for name in names)


def _is_empty(value: Any) -> bool:
    return value is None or value == ""


def _summary(households: Mapping[Key, Sequence[Row]]) -> str:
    """How many of what, and how many identity cards stand more than once: allowed, and looked at."""
    entries = [_entry(lines) for lines in households.values()]
    numbers = Counter(member.id_number for entry in entries for member in entry.members if member.id_number)
    people, buildings = sum(len(entry.members) for entry in entries), sum(len(entry.buildings) for entry in entries)
    again = known_id_numbers(numbers) + sum(1 for count in numbers.values() if count > 1)
    villages = len({village for village, _ in households})
    told = f"涉及{villages}个点位、{len(entries)}户、{people}人、{buildings}处房屋。"
    return f"{told}其中{again}个证件号码在其他户中也有，可以导入，请核对。" if again else told
