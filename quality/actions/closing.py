"""How a doubt ends, or does not: the reporter's word, his silence, a second refusal, or an end without a repair."""

from __future__ import annotations

from typing import Any

from portal.kernel import clock
from portal.kernel.actions import action
from portal.kernel.errors import Refusal, WrongState
from portal.kernel.facts import tell
from quality import permissions
from quality.actions.steps import (
    drop,
    fact,
    held,
    meet,
    moved,
    note,
    repair_rule,
    require_not_own,
    require_reporter,
    require_words,
    run,
)
from quality.facts import ComplaintAssigned, ComplaintClosed, ComplaintMoved
from quality.lifecycle import ComplaintState
from quality.models import Complaint

MOST_REOPENINGS = 1


class ReopenedAlready(Refusal):
    """One reporter shall not hold a building for ever, and one contractor shall not mend for ever."""

    sentence = (
        "本件已重新整改过一次，不能按一般程序再次重新整改。请选择“提请五方会商”，由建设、勘察、设计、施工、监理五方"
        "会同质量监督机构到现场提出意见；对意见仍有不同看法的，可依法通过其他途径反映。"
    )


class NotReopenedYet(Refusal):
    """The first time it is simply repaired again."""

    sentence = "本件还没有重新整改过，不必提请五方会商。请选择“没有修好”，由施工单位重新整改。"


class StillTime(WrongState):
    """Silence counts only when the whole period is over."""


@action(needs=permissions.REPORT_COMPLAINT)
def confirm_repair(actor: Any, complaint: Complaint, *, words: str = "") -> Complaint:
    """Whoever raised it says that it is mended: 销号."""
    complaint = held(complaint)
    require_reporter(actor, complaint)
    return _close(actor, complaint, "confirm", words.strip())


@action(needs=permissions.REPORT_COMPLAINT)
def reopen_complaint(actor: Any, complaint: Complaint, *, words: str) -> Complaint:
    """Whoever raised it says that it is not mended: it is repaired again, once."""
    complaint = held(complaint)
    require_reporter(actor, complaint)
    return _reopen(actor, complaint, require_words(words, "words", "哪里没有修好"))


@action(needs=permissions.REPORT_COMPLAINT)
def refer_complaint(actor: Any, complaint: Complaint, *, words: str) -> Complaint:
    """Whoever raised it is not satisfied a second time: five parties look at it together (五方会商)."""
    complaint = held(complaint)
    require_reporter(actor, complaint)
    return _refer(actor, complaint, require_words(words, "words", "哪里没有修好"))


@action(needs=permissions.CLOSE_COMPLAINT)
def record_answer(actor: Any, complaint: Complaint, *, is_mended: bool, words: str) -> Complaint:
    """Write down what the reporter said when he was asked (回访): his word, in his words, has the same effect."""
    complaint = held(complaint)
    require_not_own(actor, complaint)
    said = require_words(words, "words", "回访情况")
    if is_mended:
        return _close(actor, complaint, "confirm", said)
    if complaint.reopened >= MOST_REOPENINGS:
        return _refer(actor, complaint, said)
    return _reopen(actor, complaint, said)


@action(needs=permissions.CLOSE_COMPLAINT)
def lapse_complaint(actor: Any, complaint: Complaint) -> Complaint:
    """The reporter was silent for the whole period: 逾期未评价, which counts neither for nor against anybody."""
    complaint = held(complaint)
    if complaint.state == ComplaintState.REINSPECTED and complaint.due_on and clock.today() <= complaint.due_on:
        raise StillTime(f"反映人评价的期限到{complaint.due_on}届满，今天还不能按逾期未评价销号。请期满后再办。")
    return _close(actor, complaint, "lapse", "逾期未评价")


@action(needs=permissions.CLOSE_COMPLAINT)
def give_up_complaint(actor: Any, complaint: Complaint, *, reason: str) -> Complaint:
    """End it without a repair, for a reason that whoever sees it can read; it counts apart from what is mended."""
    complaint = held(complaint)
    before = moved(complaint, "give_up")
    require_not_own(actor, complaint)
    words = require_words(reason, "reason", "不再整改的原因和依据")
    drop(complaint, "未整改了结")
    complaint.save()
    note(complaint, "give_up", before, actor, words=words)
    tell(fact(ComplaintClosed, complaint, state=complaint.state, is_confirmed=False))
    return complaint


@action(needs=permissions.CLOSE_COMPLAINT)
def resume_complaint(actor: Any, complaint: Complaint, *, words: str) -> Complaint:
    """Let it be repaired as the five parties found (会商意见)."""
    complaint = held(complaint)
    before = moved(complaint, "resume")
    require_not_own(actor, complaint)
    said = require_words(words, "words", "五方会商意见")
    return _again(actor, complaint, "resume", before, said)


def _close(actor: Any, complaint: Complaint, verb: str, words: str) -> Complaint:
    before = moved(complaint, verb)
    meet(complaint, clock.today())
    complaint.save()
    note(complaint, verb, before, actor, words=words)
    tell(fact(ComplaintClosed, complaint, state=complaint.state, is_confirmed=verb == "confirm"))
    return complaint


def _reopen(actor: Any, complaint: Complaint, words: str) -> Complaint:
    before = moved(complaint, "reopen")
    if complaint.reopened >= MOST_REOPENINGS:
        raise ReopenedAlready()
    complaint.reopened += 1
    return _again(actor, complaint, "reopen", before, words)


def _refer(actor: Any, complaint: Complaint, words: str) -> Complaint:
    before = moved(complaint, "refer")
    if complaint.reopened < MOST_REOPENINGS:
        raise NotReopenedYet()
    drop(complaint, "提请五方会商")
    complaint.save()
    note(complaint, "refer", before, actor, words=words)
    tell(fact(ComplaintMoved, complaint, verb="refer"))
    return complaint


def _again(actor: Any, complaint: Complaint, verb: str, before: str, words: str) -> Complaint:
    """A further round, with a deadline of its own from this day."""
    drop(complaint, "重新整改，期限另行起算")
    complaint.round += 1
    running = run(complaint, repair_rule(complaint), since=clock.today())
    complaint.save()
    note(complaint, verb, before, actor, words=words)
    tell(fact(ComplaintMoved, complaint, verb=verb))
    tell(fact(ComplaintAssigned, complaint, due_on=running.due_on))
    return complaint
