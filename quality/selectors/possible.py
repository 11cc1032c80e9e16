"""What somebody can do with a doubt now, and why not where he otherwise could."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from portal.kernel.permissions import Actor, Power
from quality import permissions
from quality.lifecycle import COMPLAINT, ComplaintState
from quality.models import Channel, Complaint, Rectification

OWN = "由您本人反映，请由其他同志办理。"
OWN_REPAIR = "整改由您本人或您的单位办理，请由其他单位复查。"


@dataclass(frozen=True)
class Verb:
    """One thing that can be done: ``key`` names its page, ``refused`` says why this person cannot do it now."""

    key: str
    label: str
    refused: str = ""


@dataclass(frozen=True)
class _Offer:
    key: str
    label: str
    needs: Power
    is_open: Callable[[Complaint], bool]
    is_reporters: bool = False


def _can(verb: str) -> Callable[[Complaint], bool]:
    return lambda complaint: COMPLAINT.can(verb, complaint.state)


def _may_be_reopened(complaint: Complaint) -> bool:
    return COMPLAINT.can("reopen", complaint.state) and complaint.reopened == 0


def _may_be_referred(complaint: Complaint) -> bool:
    return COMPLAINT.can("refer", complaint.state) and complaint.reopened > 0


def _is_in_repair(complaint: Complaint) -> bool:
    return complaint.state == ComplaintState.ASSIGNED


def _comes_from_outside(complaint: Complaint) -> bool:
    return complaint.channel in (Channel.HOTLINE, Channel.PETITION)


_OFFERS = (
    _Offer("confirm", "已修好，确认销号", permissions.REPORT_COMPLAINT, _can("confirm"), is_reporters=True),
    _Offer("reopen", "没有修好", permissions.REPORT_COMPLAINT, _may_be_reopened, is_reporters=True),
    _Offer("refer", "没有修好，提请五方会商", permissions.REPORT_COMPLAINT, _may_be_referred, is_reporters=True),
    _Offer("assign", "受理派单", permissions.TRIAGE_COMPLAINT, _can("assign")),
    _Offer("rectify", "登记整改完成", permissions.RECTIFY, _can("rectify")),
    _Offer("measure", "登记临时安全措施", permissions.RECTIFY, _is_in_repair),
    _Offer("reinspect", "登记复查", permissions.REINSPECT, _can("pass")),
    _Offer("answer", "登记回访", permissions.CLOSE_COMPLAINT, _can("confirm")),
    _Offer("resume", "按会商意见整改", permissions.CLOSE_COMPLAINT, _can("resume")),
    _Offer("refute", "核实不属实", permissions.TRIAGE_COMPLAINT, _can("refute")),
    _Offer("give-up", "未整改了结", permissions.CLOSE_COMPLAINT, _can("give_up")),
    _Offer("follow", "更新外部办理状态", permissions.TRIAGE_COMPLAINT, _comes_from_outside),
)
_NOT_ONES_OWN = ("assign", "refute", "reinspect", "answer", "resume", "give-up")


def possible(actor: Actor, complaint: Complaint) -> list[Verb]:
    """In the order of the course; what belongs to the reporter alone is offered to nobody else."""
    is_own = actor.user is not None and actor.user.pk == complaint.reporter_id
    anchors = complaint.anchor_values()
    return [
        Verb(offer.key, offer.label, _refused(offer.key, actor, complaint, is_own=is_own))
        for offer in _OFFERS
        if offer.is_open(complaint) and actor.span(offer.needs).covers(anchors) and (is_own or not offer.is_reporters)
    ]


def possible_for_reporter(complaint: Complaint) -> list[Verb]:
    """What whoever raised it may say now; asked for the bearer of its receipt."""
    return [Verb(offer.key, offer.label) for offer in _OFFERS if offer.is_reporters and offer.is_open(complaint)]


def _refused(key: str, actor: Actor, complaint: Complaint, *, is_own: bool) -> str:
    if is_own and key in _NOT_ONES_OWN:
        return OWN
    if key == "reinspect" and _has_repaired(actor, complaint):
        return OWN_REPAIR
    return ""


def _has_repaired(actor: Actor, complaint: Complaint) -> bool:
    if actor.user is None:
        return False
    if actor.user.organisation_id == complaint.contractor_id:
        return True
    return bool(Rectification.objects.filter(complaint=complaint, round=complaint.round, by=actor.user).exists())
