"""Doubts as lists and pages show them. Who raised one is in none of these rows."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from portal.kernel.permissions import Actor
from projects.selectors.corrections import by_whom
from quality.lifecycle import ComplaintState
from quality.models import (
    Category,
    Channel,
    Complaint,
    ComplaintMove,
    ComplaintPhoto,
    Escalation,
    PhotoMoment,
    Rectification,
    SafetyMeasure,
    Severity,
)
from quality.rules import Level
from quality.selectors.standing import day_words, light_of, standing_of

STEPS = {
    "receive": "收到反映",
    "assign": "受理派单",
    "refute": "核实不属实",
    "rectify": "整改完成，待复查",
    "pass": "复查通过，待反映人确认",
    "fail": "复查不通过，继续整改",
    "confirm": "反映人确认修好，销号",
    "lapse": "逾期未评价，销号",
    "reopen": "反映人认为没有修好，重新整改",
    "refer": "提请五方会商",
    "resume": "按五方会商意见整改",
    "give_up": "未整改了结",
}


@dataclass(frozen=True)
class ComplaintRow:
    """One doubt in a list. ``standing`` is how it stands to its day, ``light`` the colour of that."""

    id: int
    number: str
    village_id: int
    village: str
    channel: str
    place: str
    what: str
    category: str
    severity: str
    contractor: str
    state: ComplaintState
    reported_on: date
    due_on: date | None
    standing: str
    light: str
    light_word: str
    days: str
    reopened: int
    is_demonstration: bool


@dataclass(frozen=True)
class Step:
    """One step of its course; ``by`` names a unit or a person, never the reporter."""

    day: date
    label: str
    by: str
    words: str
    due_on: date | None


@dataclass(frozen=True)
class Photo:
    uid: uuid.UUID
    label: str


def complaint_rows(found: Iterable[Complaint], today: date) -> list[ComplaintRow]:
    """Rows of doubts that were read with their village, contractor and clock (``shown_to``)."""
    return [_row(each, today) for each in found]


def shown_to(actor: Actor, *, by: Any = None) -> Any:
    """The doubts that somebody sees, with what their rows need, the newest first."""
    found = Complaint.objects.visible_to(actor, by=by)
    return found.select_related("village", "contractor", "clock").order_by("-pk")


def course_of(complaint: Complaint, *, names_people: bool) -> list[Step]:
    """What became of it so far. For whoever raised it units are named; for those who work on it, people."""
    moves = ComplaintMove.objects.filter(complaint=complaint).select_related("by__organisation").order_by("pk")
    steps = [_step(move, names_people=names_people) for move in moves]
    measures = SafetyMeasure.objects.filter(complaint=complaint).select_related("by__organisation")
    steps += [Step(each.taken_on, "临时安全措施", _by(each.by, names_people), each.what, None) for each in measures]
    told = Escalation.objects.filter(complaint=complaint)
    steps += [Step(each.happened_on, "超期提级", "系统", Level(each.level).label, None) for each in told]
    return sorted(steps, key=lambda step: step.day)


def repairs_of(complaint: Complaint) -> list[Rectification]:
    return list(Rectification.objects.filter(complaint=complaint).order_by("round"))


def photos_of(complaint: Complaint) -> list[Photo]:
    """All its pictures in the order in which they came, each with the moment that it shows."""
    kept = ComplaintPhoto.objects.filter(complaint=complaint).select_related("file").order_by("pk")
    return [Photo(each.file.uid, _photo_label(each)) for each in kept]


def _photo_label(photo: ComplaintPhoto) -> str:
    moment = PhotoMoment(photo.moment).label
    return f"第{photo.round}轮{moment}" if photo.round > 1 else moment


def _step(move: ComplaintMove, *, names_people: bool) -> Step:
    by = "反映人" if move.by_reporter else _by(move.by, names_people)
    return Step(move.happened_on, STEPS.get(move.verb, move.verb), by, move.words, move.due_on)


def _by(person: Any, names_people: bool) -> str:
    if person is None:
        return "系统"
    return by_whom(person) if names_people else str(person.organisation)


def _row(complaint: Complaint, today: date) -> ComplaintRow:
    standing = standing_of(complaint, today)
    light, word = light_of(standing)
    return ComplaintRow(
        id=complaint.pk,
        number=complaint.label,
        village_id=complaint.village_id,
        village=complaint.village.label,
        channel=Channel(complaint.channel).label,
        place=complaint.place,
        what=complaint.what,
        category=Category(complaint.category).label if complaint.category else "",
        severity=Severity(complaint.severity).label if complaint.severity else "",
        contractor=str(complaint.contractor or ""),
        state=ComplaintState(complaint.state),
        reported_on=complaint.reported_on,
        due_on=complaint.due_on,
        standing=standing,
        light=light,
        light_word=word,
        days=day_words(complaint, today),
        reopened=complaint.reopened,
        is_demonstration=complaint.is_demonstration,
    )
