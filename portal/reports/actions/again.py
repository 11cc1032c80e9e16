"""作废重出 before signing, 更正 afterwards: the same weeks told again with fresh knowledge, as another edition."""

from __future__ import annotations

from portal.approvals.actions import withdraw_approval
from portal.approvals.selectors import approval
from portal.jobs.worklist import want
from portal.kernel import clock
from portal.kernel.actions import action
from portal.kernel.errors import InvalidInput, WrongState
from portal.kernel.facts import tell
from portal.kernel.permissions import Actor, System
from portal.reports import selectors
from portal.reports.actions.course import note_step, refuse_issued
from portal.reports.facts import CorrectionAsked, EditionMoved
from portal.reports.lifecycle import EDITION, OPEN
from portal.reports.models import Edition
from portal.reports.permissions import SUBMIT_EDITION

SHORTEST_REASON = 4


class ReasonTooShort(InvalidInput):
    """What is thrown away or put right is explained to whoever reads it later."""


class NotIssuedYet(WrongState):
    """Before it is signed a draft is voided and made again; only what was issued is corrected."""

    sentence = "本期专报还没有签发，不需要更正。数字有变化的，请作废后重出送审稿。"


class AnotherUnderWay(WrongState):
    """One edition of a week at a time goes through its course."""

    sentence = "这一周已有送审稿正在办理，不能再生成一份。请先办结现有的送审稿。"


@action(needs=SUBMIT_EDITION)
def void_edition(actor: Actor, edition: Edition, *, reason: str) -> int:
    """作废重出: put the 送审稿 aside and have the week told anew with what is known now; the id of its job."""
    edition = Edition.objects.locked(edition)
    refuse_issued(edition)
    before, after = edition.state, EDITION.after("void", edition.state)
    reason = _required(reason)
    edition.state = after
    edition.save()
    note_step(edition, "void", before, actor, reason)
    tell(EditionMoved(edition.pk, edition.week, edition.revision, "void", str(before), str(after)))
    standing = selectors.approval_of(edition)
    if standing is not None and standing.stage:
        withdraw_approval(System("专报送审稿已作废"), approval(standing.id), reason=reason)
    return _want_again(edition, corrects=edition.corrects_id, reason=edition.correction_reason)


@action(needs=SUBMIT_EDITION)
def correct_edition(actor: Actor, edition: Edition, *, reason: str) -> int:
    """更正: have the weeks of an issued edition told anew, with a 期号 of its own; the id of the new one's job."""
    edition = Edition.objects.locked(edition)
    if not edition.is_issued:
        raise NotIssuedYet()
    if Edition.objects.filter(kind=edition.kind, week=edition.week, state__in=OPEN).exists():
        raise AnotherUnderWay()
    if (waiting := selectors.wish(edition.week_value).job) is not None and waiting.is_open:
        raise AnotherUnderWay()
    job_id = _want_again(edition, corrects=edition.pk, reason=_required(reason))
    tell(CorrectionAsked(edition.pk, edition.number_text, reason.strip()))
    return job_id


def _want_again(edition: Edition, *, corrects: int | None, reason: str) -> int:
    """What the new one knows is fixed here, so that it says the same whenever it is made."""
    revision = selectors.next_revision(edition)
    payload = {"known_at": clock.now().isoformat(), "corrects": corrects, "reason": reason}
    return want(selectors.EDITION_AGAIN, selectors.again_key(edition.week_value, revision), payload)


def _required(reason: str) -> str:
    reason = reason.strip()
    if len(reason) < SHORTEST_REASON:
        say = f"请写明原因，不少于{SHORTEST_REASON}个字。"
        raise ReasonTooShort(f"没有写明原因，不能办理。{say}", fields={"reason": say})
    return reason
