"""Answers about approvals for other apps, and for the pages of this one: frozen rows."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from portal.accounts.models import Delegation, User
from portal.approvals import rules
from portal.approvals.contributions import FLOWS, Matter
from portal.approvals.lifecycle import ApprovalState, Choice
from portal.approvals.models import Approval, ApprovalMove, ApprovalUse, Vote
from portal.approvals.permissions import CAST_VOTE
from portal.kernel.gates import OBJECTORS
from portal.kernel.permissions import POWERS, Actor, Deputising, Power, holders_of

NAMED_AT_MOST = 6


@dataclass(frozen=True)
class ApprovalRow:
    """One approval for other apps: ``stage`` is the key of the open stage, "" when it is decided."""

    id: int
    flow: str
    label: str
    key: str
    digest: str
    state: ApprovalState
    stage: str
    asked_by: int | None
    asked_at: datetime
    closed_at: datetime | None
    is_used: bool


@dataclass(frozen=True)
class MayAct:
    """Somebody who may vote now: by his own role (A角), or for a principal until a day (B角, ``until`` included)."""

    user_id: int
    name: str
    for_name: str = ""
    until: date | None = None

    def __str__(self) -> str:
        if self.until is None:
            return f"{self.name}（A角）"
        return f"{self.name}（{self.for_name}的B角，代理至{self.until.month}月{self.until.day}日）"


def approval_of(matter: Matter) -> ApprovalRow | None:
    """The newest approval of this matter, whatever its state."""
    found = Approval.objects.about(matter).select_related("flow_version").order_by("-pk").first()
    return found and _row(found)


def granted(matter: Matter, digest: str) -> ApprovalRow | None:
    """The granted approval of exactly this content, the newest; None while there is none.

    Whoever lets it count for one time only looks at ``is_used`` and calls ``use_approval`` in the deed.
    """
    found = Approval.objects.about(matter).filter(state=ApprovalState.GRANTED, digest=digest)
    newest = found.select_related("flow_version").order_by("-pk").first()
    return newest and _row(newest)


def approval(approval_id: int) -> Approval:
    """The row itself, for an upper app that votes or withdraws inside its own deed (as a target, not to be written)."""
    found: Approval = Approval.objects.select_related("flow_version").get(pk=approval_id)
    return found


def who_can_act_now(asked: Approval) -> list[MayAct]:
    """Who may vote in the open stage now, deputies with the day until which they deputise; [] when it is decided."""
    if asked.state != ApprovalState.OPEN:
        return []
    return who_may(POWERS[asked.open_stage["needs"]], frozenset(asked.village_ids), _blocked(asked))


def who_may(needed: Power, villages: frozenset[int], blocked: Collection[int]) -> list[MayAct]:
    """Who holds this power in all of these villages now, himself or for a principal, without those who are blocked."""
    principals = holders_of(needed, villages) - set(blocked)
    names = dict(User.objects.filter(pk__in=principals).values_list("pk", "name"))
    own = [MayAct(key, name) for key, name in names.items()]
    deputies = [
        MayAct(row.deputy_id, row.deputy.name, row.principal.name, row.days.upper - timedelta(days=1))
        for row in Delegation.objects.live().filter(principal_id__in=principals).select_related("deputy", "principal")
        if row.deputy_id not in blocked and row.deputy_id not in names
    ]
    return sorted(own, key=lambda one: (one.name, one.user_id)) + sorted(
        deputies, key=lambda one: (one.name, one.user_id)
    )


def able_sentence(able: Sequence[MayAct]) -> str:
    """Who may do it now, as a refusal names them (office 7.7)."""
    if not able:
        return "目前没有其他同志可以办理，请联系指挥部办公室明确经办人。"
    named = "、".join(map(str, able[:NAMED_AT_MOST])) + (f"等{len(able)}人" if len(able) > NAMED_AT_MOST else "")
    return f"目前可办理的有：{named}。"


def others_sentence(asked: Approval, refused: str) -> tuple[str, str]:
    """The sentence of office 7.7 and its clause: what cannot be done, and who may do it now."""
    clause = FLOWS[asked.flow].clause if asked.flow in FLOWS else ""
    return f"{refused}{able_sentence(who_can_act_now(asked))}", clause


def may_vote(actor: Actor, asked: Approval, blocked: set[int] | None = None) -> bool:
    """Whether this actor could vote in the open stage at this moment; ``blocked`` when it was read already."""
    if actor.user is None or asked.state != ApprovalState.OPEN:
        return False
    standing = actor.stands_for(POWERS[asked.open_stage["needs"]], asked.anchor_values())
    hands = {actor.user.pk} | ({standing.principal_id} if isinstance(standing, Deputising) else set())
    return bool(standing) and rules.may_still_vote(hands, _blocked(asked) if blocked is None else blocked)


def waiting_for(actor: Actor) -> list[Approval]:
    """The open approvals in which this actor may vote now, the oldest first; two queries, however many.

    Whoever may vote sees the matter: standing in its open stage is asked of each, which is narrower than visibility.
    """
    if not actor.may(CAST_VOTE):
        return []
    found: Any = Approval.objects.open().select_related("flow_version", "asked_by", "asked_for")
    waiting = list(found.order_by("recorded_at", "pk"))
    voted: dict[int, list[tuple[int, int | None]]] = defaultdict(list)
    votes = Vote.objects.filter(approval__in=waiting)
    for key, voter, principal in votes.values_list("approval_id", "voter_id", "for_principal_id"):
        voted[key].append((voter, principal))
    return [
        asked
        for asked in waiting
        if may_vote(actor, asked, rules.blocked_hands((asked.asked_by_id, asked.asked_for_id), voted[asked.pk]))
    ]


@dataclass(frozen=True)
class Step:
    """One line of an approval's course, as its page shows it."""

    at: datetime
    who: str
    for_whom: str
    what: str
    reason: str


VERBS = {"ask": "提出", "grant": "办结：同意", "decline": "办结：退回", "withdraw": "撤回"}


def course_of(asked: Approval) -> list[Step]:
    """Everything that was done in it, in order: asked, each vote, how it ended, used."""
    labels = [stage["label"] for stage in asked.flow_version.stages]
    moves = ApprovalMove.objects.filter(approval=asked).select_related("by", "on_behalf_of").order_by("pk")
    votes = Vote.objects.filter(approval=asked).select_related("voter", "for_principal").order_by("pk")
    uses = ApprovalUse.objects.filter(approval=asked).select_related("by")
    steps = [
        Step(move.recorded_at, _name(move.by), _name(move.on_behalf_of, ""), VERBS[move.verb], move.reason)
        for move in moves
    ]
    steps += [
        Step(
            vote.recorded_at,
            _name(vote.voter),
            _name(vote.for_principal, ""),
            f"{labels[vote.stage]}：{vote.get_choice_display()}",
            vote.reason,
        )
        for vote in votes
    ]
    steps += [Step(use.recorded_at, _name(use.by), "", "据此办理，已用完", "") for use in uses]
    order = {"提出": 0, "办结：同意": 2, "办结：退回": 2, "撤回": 2, "据此办理，已用完": 3}
    return sorted(steps, key=lambda step: (step.at, order.get(step.what, 1)))


def progress_of(asked: Approval) -> list[dict[str, Any]]:
    """Each stage with how many people it needs and has; ``is_open`` where it waits now."""
    agreed = Counter(Vote.objects.filter(approval=asked, choice=Choice.APPROVE).values_list("stage", flat=True))
    is_open = asked.state == ApprovalState.OPEN
    return [
        {
            "label": stage["label"],
            "needs": POWERS[stage["needs"]].label if stage["needs"] in POWERS else stage["needs"],
            "votes": stage["votes"],
            "agreed": agreed[index],
            "is_open": is_open and index == asked.stage,
        }
        for index, stage in enumerate(asked.flow_version.stages)
    ]


def gate_words(key: str) -> str:
    """A gate as people know it, with its clause."""
    return f"{OBJECTORS[key].label}（{OBJECTORS[key].clause}）" if key in OBJECTORS else key


def _name(person: Any, nobody: str = "系统") -> str:
    return str(person) if person else nobody


def _blocked(asked: Approval) -> set[int]:
    voted = Vote.objects.filter(approval=asked).values_list("voter_id", "for_principal_id")
    return rules.blocked_hands((asked.asked_by_id, asked.asked_for_id), voted)


def _row(found: Approval) -> ApprovalRow:
    return ApprovalRow(
        found.pk,
        found.flow,
        found.label,
        found.key,
        found.digest,
        ApprovalState(found.state),
        found.open_stage["key"] if found.state == ApprovalState.OPEN else "",
        found.asked_by_id,
        found.recorded_at,
        found.closed_at,
        ApprovalUse.objects.filter(approval=found).exists(),
    )
