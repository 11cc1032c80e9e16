"""How a doubt comes in: from a telephone before the board, from a supervisor, or entered by staff."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.db import connection
from django.db.models import Max

from portal.accounts.models import User
from portal.files.receiving import Received
from portal.kernel import clock
from portal.kernel.actions import action
from portal.kernel.errors import InvalidInput, Refusal, WrongState
from portal.kernel.facts import tell
from projects.actions.recording import recording
from projects.models import Village
from quality import permissions
from quality.actions.steps import TRIAGE, fact, held, keep_photos, note, require_past, require_words, run
from quality.facts import ComplaintMoved, ComplaintReceived
from quality.models import Channel, Complaint, PhotoMoment
from quality.receipts import form_hash, receipt_hash, receipt_of, unnamed_holder

OWN_A_DAY = 20
UNNAMED_AN_HOUR = 30
PETITION_WORDS = "信访事项，内容见信访信息系统"
FROM_OUTSIDE = (Channel.HOTLINE, Channel.PETITION)


class TooManyComplaints(Refusal):
    """More than anybody can look at: from one person in a day, or from one board within an hour."""

    status = 429


class ComplaintIncomplete(InvalidInput):
    """Nobody can look for what nobody describes."""


@action(needs=permissions.REPORT_COMPLAINT)
def raise_complaint(
    actor: Any,
    village: Village,
    *,
    form_key: str,
    what: str,
    building: str = "",
    floor: str = "",
    part: str = "",
    seen_on: date | None = None,
    phone: str = "",
    photos: Sequence[Received] = (),
    channel: str = "",
    is_demonstration: bool = False,
) -> Complaint:
    """Raise a doubt as oneself, or unnamed (the portal itself acts): then ``receipt_of(form_key)`` is its receipt.

    The same form sent again is the same doubt. ``channel`` defaults to the board for whoever is unnamed.
    """
    _one_at_a_time()
    if sent := Complaint.objects.filter(form_hash=form_hash(form_key)).first():
        return sent  # type: ignore[no-any-return]
    person = actor.user
    if not is_demonstration:
        require_room(person, village)
    complaint = _taken(
        actor,
        village,
        channel=channel or (Channel.PATROL if person else Channel.BOARD),
        what=_described(what),
        place={"building": building, "floor": floor, "part": part},
        phone=phone,
        holder=_holder(person, form_key),
        days=(seen_on, clock.today()),
        is_demonstration=is_demonstration,
    )
    keep_photos(actor, complaint, photos, PhotoMoment.REPORTED)
    return complaint


@action(needs=permissions.TRIAGE_COMPLAINT)
def enter_complaint(
    actor: Any,
    village: Village,
    *,
    channel: str,
    outside_number: str,
    reported_on: date,
    what: str = "",
    outside_state: str = "",
    building: str = "",
    floor: str = "",
    part: str = "",
    seen_on: date | None = None,
    phone: str = "",
    photos: Sequence[Received] = (),
    is_demonstration: bool = False,
) -> Complaint:
    """Enter what another office received: a hotline's order, or of a petition its number and state alone (条例 21)."""
    if channel not in FROM_OUTSIDE:
        raise ComplaintIncomplete(
            "这里只登记12345工单和信访事项。自己发现的问题，请在“反映问题”中填写。",
            fields={"channel": "请选择12345热线或信访。"},
        )
    _one_at_a_time()
    require_past(reported_on, "reported_on")
    is_petition = channel == Channel.PETITION
    complaint = _taken(
        actor,
        village,
        channel=channel,
        what=PETITION_WORDS if is_petition else _described(what),
        place={} if is_petition else {"building": building, "floor": floor, "part": part},
        phone="" if is_petition else phone,
        holder={"entered_by": actor.user},
        days=(seen_on, reported_on),
        outside={"outside_number": outside_number.strip(), "outside_state": outside_state.strip()},
        is_demonstration=is_demonstration,
    )
    keep_photos(actor, complaint, photos, PhotoMoment.REPORTED)
    return complaint


@action(needs=permissions.TRIAGE_COMPLAINT)
def follow_outside(actor: Any, complaint: Complaint, *, outside_state: str) -> Complaint:
    """Write down how far the other office is with it."""
    complaint = held(complaint)
    if complaint.channel not in FROM_OUTSIDE:
        raise WrongState("这件质询不是12345工单或信访事项，没有外部办理状态可登记。")
    complaint.outside_state = require_words(outside_state, "outside_state", "外部办理状态", least=2)
    complaint.save()
    tell(fact(ComplaintMoved, complaint, verb="follow_outside"))
    return complaint


def require_room(person: User | None, village: Village) -> None:
    """Raises TooManyComplaints. Pages ask before they look at any photo, the deed asks again."""
    if person:
        mine = Complaint.objects.filter(reporter=person, recorded_at__gt=clock.now() - timedelta(days=1))
        if mine.count() >= OWN_A_DAY:
            raise TooManyComplaints(
                f"您一天内已反映{OWN_A_DAY}个问题，暂不能再提交。请明天再提；危及安全的，请立即电话联系指挥部办公室。"
            )
        return
    unnamed = Complaint.objects.filter(
        village=village, receipt_hash__isnull=False, recorded_at__gt=clock.now() - timedelta(hours=1)
    )
    if unnamed.count() >= UNNAMED_AN_HOUR:
        raise TooManyComplaints(
            "现在提交的人较多，暂不能提交。请一小时后再试；危及安全的，请立即电话联系指挥部办公室。"
        )


def _taken(
    actor: Any,
    village: Village,
    *,
    channel: str,
    what: str,
    place: dict[str, str],
    phone: str,
    holder: dict[str, Any],
    days: tuple[date | None, date],
    is_demonstration: bool,
    outside: dict[str, str] | None = None,
) -> Complaint:
    """The doubt under its number, its first deadline running. ``days``: seen on (else the next) and reported on."""
    seen_on, reported_on = days
    year = clock.today().year
    complaint = Complaint(
        village=village,
        year=year,
        number=_next_number(year),
        channel=channel,
        what=what,
        seen_on=seen_on or reported_on,
        reported_on=reported_on,
        **{name: text.strip() for name, text in place.items()},
        **holder,
        **(outside or {}),
        **recording(None, is_demonstration=is_demonstration),
    )
    complaint.seal_into("phone", phone.strip())
    complaint.save()
    run(complaint, TRIAGE, since=reported_on)
    complaint.save()
    note(complaint, "receive", "", actor)
    tell(fact(ComplaintReceived, complaint, channel=channel))
    return complaint


def _holder(person: User | None, form_key: str) -> dict[str, Any]:
    if person:
        return {"reporter": person, "holder": person.pk, "form_hash": form_hash(form_key)}
    return {
        "holder": unnamed_holder(),
        "receipt_hash": receipt_hash(receipt_of(form_key)),
        "form_hash": form_hash(form_key),
    }


def _described(what: str) -> str:
    if len(what.strip()) < 2:
        raise ComplaintIncomplete("还没有写明问题，不能提交。请写明哪里有什么问题。", fields={"what": "请写明问题。"})
    return what.strip()


def _next_number(year: int) -> int:
    last = Complaint.objects.filter(year=year).aggregate(last=Max("number"))["last"]
    return int(last or 0) + 1


def _one_at_a_time() -> None:
    """Numbers follow each other, and a form that is sent thrice at once is seen by its second and third sending."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('quality.number', 0))")
