"""送审 → 核稿 → 签发 by three different people, or back with a reason.

Each step is a vote in the flow ``edition`` of the approvals; the state follows the votes (``follow_vote`` and its
neighbours are called from ``listeners.py``), so that whoever votes on the page of approvals does the same.
"""

from __future__ import annotations

from typing import Any

from portal.approvals.actions import ask_approval, cast_vote, withdraw_approval
from portal.approvals.contributions import Matter
from portal.approvals.lifecycle import Choice
from portal.approvals.selectors import approval
from portal.jobs.worklist import want
from portal.kernel import clock
from portal.kernel.actions import PowerOf, action
from portal.kernel.deeds import running_deed
from portal.kernel.errors import NotPermitted, Refusal, WrongState
from portal.kernel.facts import tell
from portal.kernel.permissions import Actor
from portal.reports import rules, selectors
from portal.reports.facts import EditionIssued, EditionMoved
from portal.reports.lifecycle import EDITION, EditionState
from portal.reports.models import Edition, EditionStep, ReportSettings
from portal.reports.permissions import CHECK_EDITION, SIGN_EDITION, SUBMIT_EDITION


class AlreadyIssued(WrongState):
    """What is signed stays; a later issue corrects it."""


class NotPrintedYet(WrongState):
    """Nobody answers for a paper that he has not seen."""

    sentence = "本期专报的PDF还没有生成，或者文字有改动正在重印，暂不能办理。一般不超过1分钟，请看过后再办。"


class SameHands(Refusal):
    """送审, 核稿 and 签发 are three people's."""


class NotAPerson(NotPermitted):
    """Programs make; people answer."""

    sentence = "专报须由本人送审、核稿和签发，系统不能代办。"


class NothingAsked(WrongState):
    """There is no open approval behind the edition."""

    sentence = "本期专报没有待办的审批。请刷新页面查看最新情况。"


def matter_of(edition: Edition) -> Matter:
    """The edition as approvals know it; it concerns the whole portal."""
    return selectors.matter_of(edition.pk)


def refuse_issued(edition: Edition) -> None:
    """Raises AlreadyIssued with the office's own sentence (office 7)."""
    if edition.is_issued:
        raise AlreadyIssued(selectors.issued_sentence(edition))


@action(needs=SUBMIT_EDITION)
def submit_edition(actor: Actor, edition: Edition, *, seen_digest: str | None = None) -> Edition:
    """送审: put the 送审稿 and its words before whoever checks it."""
    if actor.user is None:
        raise NotAPerson()
    edition = Edition.objects.locked(edition)
    refuse_issued(edition)
    after = EDITION.after("submit", edition.state)
    _require_printed(edition)
    digest = selectors.digest_of_edition(edition)
    _require_same(digest, seen_digest)
    edition.submitted_by = actor.user
    _move(edition, "submit", after, actor)
    ask_approval(actor, matter_of(edition), title=selectors.label_of(edition), digest=digest)
    return edition


@action(needs=CHECK_EDITION)
def check_edition(actor: Actor, edition: Edition, *, seen_digest: str | None = None) -> Edition:
    """核稿: another person agrees to figures and words as they stand."""
    return _vote(actor, edition, "check", seen_digest)


@action(needs=SIGN_EDITION)
def sign_edition(actor: Actor, edition: Edition, *, seen_digest: str | None = None) -> Edition:
    """签发: a third person issues it; it gets its 期号 and the day, and is never changed again."""
    return _vote(actor, edition, "sign", seen_digest)


def _vote(actor: Actor, edition: Edition, verb: str, seen_digest: str | None) -> Edition:
    edition = Edition.objects.locked(edition)
    refuse_issued(edition)
    EDITION.after(verb, edition.state)
    cast_vote(actor, _standing(edition), choice=Choice.APPROVE, seen_digest=seen_digest)
    edition.refresh_from_db()
    return edition


STAGE_POWER = PowerOf(
    "(check_edition, then sign_edition)",
    lambda edition: SIGN_EDITION if edition.state == EditionState.CHECKED else CHECK_EDITION,
    "核稿、签发、退回专报",
)


def require_turn(actor: Actor, edition: Edition) -> None:
    """Nobody fills in a form for a step that is not his now. Raises NotPermitted, WrongState, SameHands."""
    if not actor.may(STAGE_POWER.of(edition)):
        raise NotPermitted()
    refuse_issued(edition)
    EDITION.after("send_back", edition.state)
    if "send_back" not in selectors.verbs_of(edition, actor):
        raise _same_hands(edition)


@action(needs=STAGE_POWER)
def send_back_edition(actor: Actor, edition: Edition, *, reason: str) -> Edition:
    """退回: whoever checks or signs sends it back with what is to be added."""
    edition = Edition.objects.locked(edition)
    refuse_issued(edition)
    EDITION.after("send_back", edition.state)
    cast_vote(actor, _standing(edition), choice=Choice.DECLINE, reason=reason)
    edition.refresh_from_db()
    return edition


@action(needs=SUBMIT_EDITION)
def recall_edition(actor: Actor, edition: Edition, *, reason: str) -> Edition:
    """撤回: whoever submitted it takes it back before it is signed."""
    edition = Edition.objects.locked(edition)
    refuse_issued(edition)
    EDITION.after("recall", edition.state)
    withdraw_approval(actor, _standing(edition), reason=reason)
    edition.refresh_from_db()
    return edition


def follow_vote(edition_id: int, verb: str) -> None:
    """One of several agreed at 核稿 or 签发: his word stands in the course, and the edition waits for the others."""
    deed = running_deed()
    edition = _locked(edition_id)
    _require_other_hands(edition, deed)
    _require_printed(edition)
    note_step(edition, verb, edition.state, deed.actor)


def follow_check(edition_id: int) -> None:
    """The last who was needed agreed at 核稿: the edition is checked."""
    deed = running_deed()
    edition = _locked(edition_id)
    _require_other_hands(edition, deed)
    _require_printed(edition)
    edition.checked_by = deed.actor.user
    _move(edition, "check", EDITION.after("check", edition.state), deed.actor)


def follow_grant(edition_id: int, digest: str) -> None:
    """Somebody signed: 期号, day and name are given under one lock, and the paper is wanted."""
    deed = running_deed()
    edition = _locked(edition_id)
    _require_same(selectors.digest_of_edition(edition), digest)
    _require_other_hands(edition, deed)
    after = EDITION.after("sign", edition.state)
    settings: ReportSettings = ReportSettings.objects.select_for_update().get()
    edition.issued_on, edition.signed_at = clock.today(), clock.now()
    edition.number_year = edition.issued_on.year
    edition.number = selectors.next_number(settings, edition.number_year)
    edition.number_text = rules.number_text(settings.number_pattern, edition.number_year, edition.number)
    edition.signed_by, edition.signatory = deed.actor.user, deed.actor.user.name
    edition.colophon = selectors.lists_of(settings)
    _move(edition, "sign", after, deed.actor)
    tell(EditionIssued(edition.pk, edition.week, edition.revision, edition.number_text, edition.data_hash))
    want(selectors.ISSUE_PAPER, str(edition.pk))


def follow_return(edition_id: int, verb: str, reason: str) -> None:
    """It was sent back or recalled: a 送审稿 again, in nobody's hands."""
    edition = _locked(edition_id)
    after = EDITION.after(verb, edition.state)
    edition.submitted_by = edition.checked_by = None
    _move(edition, verb, after, running_deed().actor, reason)


def note_step(edition: Edition, verb: str, before: str, actor: Actor, reason: str = "") -> None:
    """The move as a row: who, for whom, when, why."""
    EditionStep(
        edition=edition,
        verb=verb,
        from_state=before,
        to_state=edition.state,
        by=actor.user,
        on_behalf_of_id=running_deed().on_behalf_of,
        reason=reason.strip(),
    ).save()


def _move(edition: Edition, verb: str, after: str, actor: Actor, reason: str = "") -> None:
    before, edition.state = edition.state, after
    edition.save()
    note_step(edition, verb, before, actor, reason)
    tell(EditionMoved(edition.pk, edition.week, edition.revision, verb, str(before), str(after)))


def _locked(edition_id: int) -> Edition:
    found: Edition = Edition.objects.select_for_update(of=("self",)).get(pk=edition_id)
    return found


def _standing(edition: Edition) -> Any:
    found = selectors.approval_of(edition)
    if found is None or not found.stage:
        raise NothingAsked()
    return approval(found.id)


def _require_printed(edition: Edition) -> None:
    if not selectors.draft_hash(edition):
        raise NotPrintedYet()


def _require_same(digest: str, seen_digest: str | None) -> None:
    if seen_digest is not None and seen_digest != digest:
        raise WrongState("本期专报的文字在您查看之后有变化，没有办理。请刷新页面，核对后再办。")


def _require_other_hands(edition: Edition, deed: Any) -> None:
    """After words were changed the portal asks anew: then the flow does not know any more who had submitted."""
    hands = {deed.actor.user.pk, deed.on_behalf_of} - {None}
    if hands & selectors.hands_of(edition):
        raise _same_hands(edition)


def _same_hands(edition: Edition) -> SameHands:
    return SameHands(
        f"您或您代理的同志已经办理过本期专报的前一环节，请由其他同志办理。{selectors.others_text(edition)}",
        clause="不相容岗位相分离的内控要求（本级）",
    )
