"""Exceptions from a gate: asked by one, signed by two others, used once, for one gate and one subject."""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from typing import Any

from portal.approvals.actions.approvals import ask_approval, use_approval
from portal.approvals.contributions import Matter, digest_of
from portal.approvals.facts import OverrideUsed
from portal.approvals.flows import OVERRIDE
from portal.approvals.lifecycle import ApprovalState
from portal.approvals.models import Approval, ApprovalUse, Override
from portal.approvals.permissions import ASK_OVERRIDE
from portal.kernel import clock
from portal.kernel.actions import action
from portal.kernel.deeds import running_deed
from portal.kernel.errors import InvalidInput
from portal.kernel.facts import Fact, tell
from portal.kernel.gates import OBJECTORS, Objector
from portal.kernel.permissions import Actor, Portal, System

LONGEST = timedelta(days=90)
BY_OVERRIDE = System("按已签批的例外办理")


class UnfitOverride(InvalidInput):
    """No such gate, no paper, no reason, or days that are over or too many."""


def matter_of(gate: str, subject: str) -> Matter:
    """What is put to the flow: one gate and one subject."""
    return Matter(OVERRIDE.key, "approvals.override", f"{gate} {subject}")


@action(needs=ASK_OVERRIDE)
def ask_override(
    actor: Actor,
    target: Portal,
    *,
    gate: str,
    subject: str,
    title: str,
    document: str,
    reason: str,
    last_on: date,
    file_uid: uuid.UUID | None = None,
) -> Override:
    """Ask that ``gate`` does not count for ``subject`` (as its refusal named them), once, until a day inside."""
    document, reason, title = document.strip(), reason.strip(), title.strip()
    _check(gate, subject, {"title": title, "document": document, "reason": reason}, last_on)
    terms = {
        "gate": gate,
        "subject": subject,
        "document": document,
        "file": str(file_uid or ""),
        "reason": reason,
        "last_on": last_on.isoformat(),
    }
    approval = ask_approval(
        actor, matter_of(gate, subject), title=f"例外办理：{title}", digest=digest_of(terms), reason=reason
    )
    override = Override(
        approval=approval, gate=gate, subject=subject, document=document, file_uid=file_uid, last_on=last_on
    )
    override.save()
    return override


@action(needs=ASK_OVERRIDE)
def use_override(actor: Actor, override: Override, *, by: Any = None) -> ApprovalUse:
    """Note that a gate was set aside; the news of it is the lead for whoever examines exceptions."""
    use = use_approval(actor, override.approval, by=by)
    tell(OverrideUsed(override.approval_id, override.gate, override.subject))
    return use


def overrule(objector: Objector, fact: Fact) -> bool:
    """Whether a signed override stands for this gate and this fact; it is used up in the deed that asks.

    Two deeds that ask at once wait for each other: the second finds it used, and the objection stands.
    """
    found = (
        Override.objects.filter(gate=objector.key, subject=fact.subject, last_on__gte=clock.today())
        .filter(approval__state=ApprovalState.GRANTED)
        .exclude(approval__in=ApprovalUse.objects.values("approval_id"))
    )
    override = found.select_related("approval").order_by("pk").first()
    if override is None:
        return False
    Approval.objects.locked(override.approval)
    if ApprovalUse.objects.filter(approval_id=override.approval_id).exists():
        return False
    use_override(BY_OVERRIDE, override, by=running_deed().actor.user)
    return True


def _check(gate: str, subject: str, texts: dict[str, str], last_on: date) -> None:
    if gate not in OBJECTORS or not subject.startswith(f"{OBJECTORS[gate].to.__name__}:"):
        raise UnfitOverride("没有找到要申请例外的事项。请从受限的办理页面点“申请例外办理”进入。")
    fields = {name: "请填写。" for name, text in texts.items() if not text}
    today = clock.today()
    if not today <= last_on <= today + LONGEST:
        fields["last_on"] = f"有效期应在今天至{today + LONGEST:%Y-%m-%d}之间。"
    if fields:
        raise UnfitOverride("例外办理的申请还不能提交，请按提示补充。", fields=fields)
