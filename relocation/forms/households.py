"""Input of a household: itself, its members and its buildings in rows, as the sheet has them in columns."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from django import forms
from django.forms import BoundField

from portal.accounts.forms import PersonChoice
from portal.accounts.models import User
from portal.imports.forms import ColumnField
from portal.web.form_sentences import PLEASE_FILL_IN
from projects.models import Village
from relocation import sheets
from relocation.models import Household, LandType, LegalStatus, Relation, Structure
from relocation.rules import households as rules
from relocation.rules.households import BuildingEntry, HouseholdEntry, MemberEntry

MOST_MEMBERS, MOST_BUILDINGS = 20, 12
FIRST_MEMBERS, FIRST_BUILDINGS, MORE = 4, 2, 3
MEMBER = {
    "name": sheets.NAME,
    "relation": (sheets.RELATION, Relation),
    "id_number": sheets.ID_NUMBER,
    "is_counted": None,
}
BUILDING = {
    "label": sheets.LABEL,
    "structure": (sheets.STRUCTURE, Structure),
    "legal_status": (sheets.LEGAL_STATUS, LegalStatus),
    "area": sheets.AREA,
}
WITHDRAWN = "withdrawn"
_OF_MEMBER = re.compile(r"m(\d+)_(\w+)")


class HouseholdFilterForm(forms.Form):
    """Filters of the list; they stay in the address."""

    q = forms.CharField(label="户号、户主、门牌", max_length=40, required=False)
    village = forms.ModelChoiceField(Village.objects.none(), label="点位", empty_label="全部点位", required=False)
    land_type = forms.ChoiceField(label="土地性质", choices=[("", "全部"), *LandType.choices], required=False)
    keeper = PersonChoice(User.objects.none(), label="包户干部", empty_label="全部", required=False)
    state = forms.ChoiceField(label="登记", choices=[("", "在册"), (WITHDRAWN, "已撤销")], required=False)

    def __init__(self, *args: Any, villages: Any, keepers: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["village"].queryset = villages  # type: ignore[attr-defined]
        self.fields["keeper"].queryset = keepers  # type: ignore[attr-defined]


class HouseholdForm(forms.Form):
    """A household with so many rows as were asked for; rows that stay empty are left out.

    Where a member has a number already, an empty field leaves it as it is.
    """

    number = ColumnField(sheets.NUMBER, help_text="本点位内每户一个。")
    door = ColumnField(replace(sheets.DOOR, is_required=True), help_text="")
    land_type = forms.ChoiceField(label="土地性质", choices=[("", "请选择"), *LandType.choices])
    surveyed_on = ColumnField(replace(sheets.SURVEYED_ON, is_required=True), help_text="")
    phone = ColumnField(sheets.PHONE, help_text="加密保存，页面只显示后4位。")
    keeper = PersonChoice(User.objects.none(), label="包户干部", empty_label="未明确", required=False)

    def __init__(
        self, *args: Any, village: Village, members: int, buildings: int, held: Mapping[int, int] | None = None,
        **options: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **options)
        self.held = dict(held or {})
        self.places: list[int] = []
        self.is_read = False
        self.fields["keeper"].queryset = User.objects.filter(  # type: ignore[attr-defined]
            pk__in=sheets.keepers_in(village)
        ).order_by("name", "pk")
        self.members, self.buildings = min(members, MOST_MEMBERS), min(buildings, MOST_BUILDINGS)
        for place in range(self.members):
            self._add_row(f"m{place}", f"第{place + 1}人", MEMBER)
        for place in range(self.buildings):
            self._add_row(f"b{place}", f"第{place + 1}处", BUILDING)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        entry: dict[str, Any] = {name: given.get(name) for name in ("number", "door", "land_type", "surveyed_on")}
        entry["phone"] = rules.phone(given.get("phone") or "")
        entry["keeper_id"] = given["keeper"].pk if given.get("keeper") else None
        entry["members"] = tuple(self._members(given))
        entry["buildings"] = tuple(self._buildings(given))
        if self.errors:
            return given
        return {"entry": HouseholdEntry(**entry)} | {name: given[name] for name in ("reason",) if name in given}

    def full_clean(self) -> None:
        super().full_clean()
        self.is_read = True

    def add_error(self, field: str | None, error: Any) -> None:
        """What an action refuses names a member by his place among those who were entered, the form by his row."""
        named = _OF_MEMBER.fullmatch(field or "") if self.is_read else None
        super().add_error(f"m{self.places[int(named[1])]}_{named[2]}" if named else field, error)

    @property
    def head(self) -> list[BoundField]:
        """The fields of the household itself."""
        return [bound for bound in self if bound.name not in self._in_rows]

    @property
    def member_rows(self) -> Iterator[list[BoundField]]:
        return self._rows("m", self.members, MEMBER)

    @property
    def building_rows(self) -> Iterator[list[BoundField]]:
        return self._rows("b", self.buildings, BUILDING)

    @property
    def _in_rows(self) -> set[str]:
        rows = [f"m{place}_{name}" for place in range(self.members) for name in MEMBER]
        return {*rows, *(f"b{place}_{name}" for place in range(self.buildings) for name in BUILDING)}

    def _rows(self, letter: str, count: int, columns: Mapping[str, Any]) -> Iterator[list[BoundField]]:
        return ([self[f"{letter}{place}_{name}"] for name in columns] for place in range(count))

    def _add_row(self, prefix: str, words: str, columns: Mapping[str, Any]) -> None:
        for name, column in columns.items():
            self.fields[f"{prefix}_{name}"] = _field(name, column, words)

    def _members(self, given: Mapping[str, Any]) -> Iterator[MemberEntry]:
        for place in range(self.members):
            row = {name: given.get(f"m{place}_{name}") for name in MEMBER}
            if not any(row[name] for name in ("name", "relation", "id_number")):
                continue
            self._require(f"m{place}", row, ("name", "relation"))
            number = rules.id_number(row["id_number"] or "")
            self.places.append(place)
            held = self.held.get(place)
            yield MemberEntry(row["name"] or "", row["relation"] or "", number, bool(row["is_counted"]), held)

    def _buildings(self, given: Mapping[str, Any]) -> Iterator[BuildingEntry]:
        for place in range(self.buildings):
            row: dict[str, Any] = {name: given.get(f"b{place}_{name}") for name in BUILDING}
            if any(row.values()):
                self._require(f"b{place}", row, tuple(BUILDING))
                yield BuildingEntry(**row)

    def _require(self, prefix: str, row: Mapping[str, Any], names: tuple[str, ...]) -> None:
        for name in names:
            if not row[name] and f"{prefix}_{name}" not in self.errors:
                super().add_error(f"{prefix}_{name}", PLEASE_FILL_IN)


class CorrectionForm(HouseholdForm):
    """The same with the reason for the change."""

    reason = forms.CharField(label="更正原因", max_length=200, help_text="如“复核测绘，正房面积应为96.50平方米”。")
    field_order = ["reason"]

    def show_masked(self, id_numbers: Mapping[int, str], phone: str) -> None:
        """What stands hidden, beside the empty fields that leave it so."""
        for place, masked in id_numbers.items():
            if masked and place < self.members:
                self.fields[f"m{place}_id_number"].widget.attrs["placeholder"] = f"{masked}，不改留空"
        if phone:
            self.fields["phone"].widget.attrs["placeholder"] = f"{phone}，不改留空"


class WithdrawForm(forms.Form):
    reason = forms.CharField(label="撤销原因", max_length=200, help_text="如“与12号户重复登记”。")


def standing_values(household: Household, members: Any, buildings: Any) -> dict[str, Any]:
    """What stands, as the first values of a correction; the telephone and the numbers stay hidden."""
    told = {name: getattr(household, name) for name in ("number", "door", "land_type", "surveyed_on")}
    told["keeper"] = household.keeper_id
    for place, each in enumerate(members):
        told |= {f"m{place}_{name}": getattr(each, name) for name in ("name", "relation", "is_counted")}
    for place, each in enumerate(buildings):
        told |= {f"b{place}_{name}": getattr(each, name) for name in BUILDING}
    return told


def asked_again(posted: Mapping[str, str], members: int) -> dict[str, Any]:
    """What was typed so far, for a form with more rows: an unticked box is not sent at all."""
    told: dict[str, Any] = dict(posted.items())
    return {f"m{place}_is_counted": False for place in range(members)} | told


def _field(name: str, column: Any, words: str) -> forms.Field:
    """A cell of a row: its label says the row, too, for screen readers and for what is refused."""
    if column is None:
        label = f"{words}{sheets.IS_COUNTED.label}"
        return forms.BooleanField(label=label, required=False, initial=True)
    if isinstance(column, tuple):
        asked, choices = column
        listed = [("", "请选择"), *choices.choices]
        return forms.ChoiceField(label=f"{words}{asked.label}", choices=listed, required=False)
    return ColumnField(column, label=f"{words}{column.label}", help_text="")
