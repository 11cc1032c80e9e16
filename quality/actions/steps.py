"""What every step of a doubt has in common: it is held, it moves, it is noted, its deadline goes on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from portal.clocks.actions import cancel_clock, start_clock, stop_clock
from portal.files.actions import take_file
from portal.files.receiving import Received
from portal.kernel import clock
from portal.kernel.deeds import running_deed
from portal.kernel.errors import InvalidInput, NotPermitted
from portal.kernel.permissions import System
from quality.facts import ComplaintFact
from quality.lifecycle import COMPLAINT, ComplaintState
from quality.models import Channel, Complaint, ComplaintMove, ComplaintPhoto, PhotoMoment, Severity
from quality.permissions import REPORT_COMPLAINT

# Whoever moves a doubt need not hold the power over clocks: its deadlines follow it by themselves.
FOLLOWS = System("质询办理期限随办理环节起止")
UNNAMED_PHOTOS = System("保存反映人提交的照片")
MOST_PHOTOS = 4
SHORTEST_WORDS = 4
TRIAGE, ANSWER, SAFETY = "Q-triage", "Q-answer", "Q-safety"
_BY_CHANNEL = {
    Channel.SUPERVISOR: "Q-supervisor",
    Channel.BOARD: "Q-board",
    Channel.HOTLINE: "Q-hotline",
    Channel.PETITION: "X4",
    Channel.PATROL: "Q-patrol",
}


class OwnMatter(NotPermitted):
    """Nobody decides about a doubt that he raised himself."""

    sentence = "这件质询由您本人反映，不能由您受理、复查或销号。请由质量安全专班的其他同志办理。"


class NotTheReporter(NotPermitted):
    """Only whoever raised the doubt says whether he is satisfied."""

    sentence = "是否修好由反映人本人确认，您不能代为确认。反映人来电、来访答复的，请由质量安全专班登记回访。"


class WordsMissing(InvalidInput):
    """A step that others have to live with says why."""


class TooManyPhotos(InvalidInput):
    """More photos at once than one step may bring."""


class DayNotPossible(InvalidInput):
    """A day that has not come, or lies before what it follows."""


def held(complaint: Complaint) -> Complaint:
    """The doubt as it stands, locked, with what its steps look at."""
    found: Complaint = Complaint.objects.select_related("clock__rule", "village", "contractor").locked(complaint)
    return found


def moved(complaint: Complaint, verb: str) -> str:
    """Let it move; the state that it had. Raises WrongState."""
    before, complaint.state = complaint.state, COMPLAINT.after(verb, complaint.state)
    return str(before)


def note(
    complaint: Complaint,
    verb: str,
    before: str,
    actor: Any,
    *,
    words: str = "",
) -> None:
    """Note one step. The reporter's own names nobody."""
    by_reporter = is_reporter(actor, complaint)
    ComplaintMove(
        complaint=complaint,
        verb=verb,
        from_state=before,
        to_state=ComplaintState(complaint.state),
        happened_on=clock.today(),
        due_on=complaint.due_on,
        words=words,
        by_reporter=by_reporter,
        by=None if by_reporter else actor.user,
        on_behalf_of_id=None if by_reporter else running_deed().on_behalf_of,
    ).save()


def about(complaint: Complaint) -> dict[str, Any]:
    """What all facts of this doubt carry."""
    return {
        "complaint_id": complaint.pk,
        "village_id": complaint.village_id,
        "contractor_id": complaint.contractor_id,
        "severity": complaint.severity,
    }


def fact(kind: type[ComplaintFact], complaint: Complaint, **values: Any) -> ComplaintFact:
    return kind(**about(complaint), **values)


def is_reporter(actor: Any, complaint: Complaint) -> bool:
    """Whether the actor is whoever raised it: a user, or a visitor whom the receipt let in."""
    if complaint.holder is None:
        return False
    if actor.user is not None:
        return bool(actor.user.pk == complaint.reporter_id)
    span = actor.span(REPORT_COMPLAINT)
    return not span.everywhere and complaint.holder in span.own


def require_reporter(actor: Any, complaint: Complaint) -> None:
    if not is_reporter(actor, complaint):
        raise NotTheReporter()


def require_not_own(actor: Any, complaint: Complaint) -> None:
    """Neither for himself nor for the principal whose deputy he is."""
    mine = {getattr(actor.user, "pk", None), running_deed().on_behalf_of} - {None}
    if complaint.reporter_id in mine:
        raise OwnMatter()


def require_words(words: str, field: str, what: str, *, least: int = SHORTEST_WORDS) -> str:
    """The words without blanks around them. Raises WordsMissing when they say nothing."""
    if len(words.strip()) < least:
        sentence = f"请写明{what}，不少于{least}个字。"
        raise WordsMissing(f"还不能提交：{sentence}", fields={field: sentence})
    return words.strip()


def require_past(day: date, field: str, *, not_before: date | None = None) -> None:
    if day > clock.today():
        raise DayNotPossible("日期还没有到，不能登记。请核对日期。", fields={field: "应不晚于今天。"})
    if not_before and day < not_before:
        raise DayNotPossible(f"日期不能早于{not_before}，请核对日期。", fields={field: f"应不早于{not_before}。"})


def keep_photos(
    actor: Any,
    complaint: Complaint,
    photos: Sequence[Received],
    moment: PhotoMoment,
    *,
    round: int = 0,
) -> None:
    """Keep what a step shows. The reporter's pictures bear neither his name nor the names that his telephone gave."""
    if len(photos) > MOST_PHOTOS:
        raise TooManyPhotos(
            f"一次最多上传{MOST_PHOTOS}张照片，现有{len(photos)}张。请选最能说明问题的{MOST_PHOTOS}张。",
            fields={"photos": f"最多{MOST_PHOTOS}张。"},
        )
    is_own = moment == PhotoMoment.REPORTED
    for number, photo in enumerate(photos, 1):
        upload = replace(photo, name=f"{moment.label}照片{number}.jpg")
        file = take_file(
            UNNAMED_PHOTOS if is_own else actor,
            complaint,
            upload=upload,
            owner_label="quality.complaint",
            owner_key=complaint.pk,
        )
        ComplaintPhoto(complaint=complaint, file=file, moment=moment, round=round).save()


def repair_rule(complaint: Complaint) -> str:
    """By which rule it has to be repaired: what is dangerous by its own, the rest by the channel."""
    return SAFETY if complaint.severity == Severity.SAFETY else _BY_CHANNEL[Channel(complaint.channel)]


def run(complaint: Complaint, rule: str, *, since: date) -> Any:
    """Let the deadline of the next step run; the doubt points at it."""
    complaint.clock = start_clock(
        FOLLOWS,
        complaint,
        rule=rule,
        owner_key=f"quality.complaint:{complaint.pk}",
        owner_label=complaint.label,
        started_on=since,
    )
    return complaint.clock


def meet(complaint: Complaint, day: date) -> None:
    """The step is done: its deadline ends."""
    if complaint.clock and not complaint.clock.ended_on:
        stop_clock(FOLLOWS, complaint.clock, met_on=max(day, complaint.clock.started_on))


def drop(complaint: Complaint, reason: str) -> None:
    """Nothing is to be done any more: the deadline counts no more."""
    if complaint.clock and not complaint.clock.ended_on:
        cancel_clock(FOLLOWS, complaint.clock, reason=reason)
