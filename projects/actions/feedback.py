"""投诉建议: left from any page, signed in or not; answered and closed by the office."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from portal.accounts.models import User
from portal.accounts.permissions import OWN_ACCOUNT
from portal.kernel import clock
from portal.kernel.actions import action
from portal.kernel.errors import InvalidInput, Refusal
from portal.kernel.facts import tell
from portal.kernel.permissions import Portal
from projects import permissions
from projects.facts import FeedbackAnswered, FeedbackClosed, FeedbackLeft
from projects.lifecycle import FEEDBACK, FeedbackState
from projects.models import Feedback, FeedbackMove

OWN_A_DAY = 10
UNNAMED_AN_HOUR = 30


class TooMuchFeedback(Refusal):
    """More texts than anybody reads: from one person in a day, or from nobody signed in within an hour."""

    status = 429


class FeedbackIncomplete(InvalidInput):
    """A text or an answer without words."""


@action(needs=OWN_ACCOUNT)
def leave_feedback(actor: Any, target: User | Portal, *, text: str, page: str = "") -> Feedback:
    """Tell the office something of the portal: as oneself (the target), or unnamed (PORTAL, by the portal itself)."""
    text = text.strip()
    if not text:
        raise FeedbackIncomplete("还没有填写内容，不能提交。请写明意见后再提交。", fields={"text": "请填写内容。"})
    person = target if isinstance(target, User) else None
    _require_not_too_many(person)
    feedback = Feedback(text=text, page=page[:200], person=person)
    feedback.save()
    _note_move(feedback, "leave", "", actor)
    tell(FeedbackLeft(feedback.pk))
    return feedback


@action(needs=permissions.ANSWER_FEEDBACK)
def answer_feedback(actor: Any, feedback: Feedback, *, answer: str) -> Feedback:
    """Answer; whoever left it reads the answer on his own page."""
    feedback = Feedback.objects.locked(feedback)
    before, feedback.state = feedback.state, FEEDBACK.after("answer", feedback.state)
    if not answer.strip():
        raise FeedbackIncomplete("还没有填写答复，不能提交。请写明答复后再提交。", fields={"answer": "请填写答复。"})
    feedback.answer, feedback.answered_by, feedback.answered_at = answer.strip(), actor.user, clock.now()
    feedback.save()
    _note_move(feedback, "answer", before, actor)
    tell(FeedbackAnswered(feedback.pk))
    return feedback


@action(needs=permissions.ANSWER_FEEDBACK)
def close_feedback(actor: Any, feedback: Feedback) -> Feedback:
    """Close what was answered and is done."""
    feedback = Feedback.objects.locked(feedback)
    before, feedback.state = feedback.state, FEEDBACK.after("close", feedback.state)
    feedback.save()
    _note_move(feedback, "close", before, actor)
    tell(FeedbackClosed(feedback.pk))
    return feedback


def _require_not_too_many(person: User | None) -> None:
    span, most = (timedelta(days=1), OWN_A_DAY) if person else (timedelta(hours=1), UNNAMED_AN_HOUR)
    if Feedback.objects.filter(person=person, recorded_at__gt=clock.now() - span).count() < most:
        return
    if person:
        raise TooMuchFeedback(
            f"您一天内已提交{most}条投诉建议，暂不能再提交。请明天再提，急需办理的，请联系指挥部办公室。"
        )
    raise TooMuchFeedback(
        "现在提交的人较多，暂不能提交。请一小时后再试，或登录后提交；急需办理的，请联系指挥部办公室。"
    )


def _note_move(feedback: Feedback, verb: str, before: str, actor: Any) -> None:
    FeedbackMove(
        feedback=feedback, verb=verb, from_state=before, to_state=FeedbackState(feedback.state), by=actor.user
    ).save()
