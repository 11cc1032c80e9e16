"""A/B 角: a dated, written delegation, made by the principal himself or by the office for him."""

from __future__ import annotations

from django.db.backends.postgresql.psycopg_any import DateRange

from portal.accounts import permissions, selectors
from portal.accounts.facts import DelegationEnded, DelegationMade
from portal.accounts.models import Delegation, User
from portal.kernel import clock
from portal.kernel.actions import action
from portal.kernel.deeds import running_deed
from portal.kernel.errors import InvalidInput, NotPermitted, Refusal, WrongState
from portal.kernel.facts import tell
from portal.kernel.periods import Period
from portal.kernel.permissions import Actor


class DelegationIncomplete(InvalidInput):
    """The days of a delegation have an end, and not all of them are past."""


class OutsideDeputy(InvalidInput):
    """Nobody outside stands in for an official."""


class NotInOffice(Refusal):
    """Both people of a delegation have active accounts."""


@action(needs=permissions.DELEGATE)
def delegate(actor: Actor, principal: User, *, deputy: User, days: Period, document: str) -> Delegation:
    """Let ``deputy`` act for ``principal`` on these days, by a paper that is named. One deputy at a time."""
    principal = User.objects.locked(principal)
    _check_no_deputy_acts()
    if days.end is None or days.end <= clock.today():
        raise DelegationIncomplete("代理的结束日期不能早于今天。", fields={"last_on": "代理的结束日期不能早于今天。"})
    if actor.user is not None and actor.user.pk == deputy.pk:
        raise NotPermitted("登记人不能把本人登记为B角。请由A角本人办理，或由其他同志登记。")
    for person in (principal, deputy):
        if not person.is_active:
            raise NotInOffice(f"{person}的账号已停用，不能办理委托。请选择在岗的同志。")
    if deputy.pk != principal.pk and not selectors.deputies_for(principal).filter(pk=deputy.pk).exists():
        raise OutsideDeputy(
            f"{deputy}是{deputy.organisation}的人员，不能担任{principal}的B角，没有登记。"
            "请选择本单位的同志；指挥部、专班、成员单位和乡镇街道之间可以互为B角。",
            fields={"deputy": "请选择可以担任B角的同志。"},
        )
    delegation = Delegation(
        principal=principal,
        deputy=deputy,
        days=DateRange(days.start, days.end),
        document=document.strip(),
        made_by=actor.user,
    )
    delegation.save()
    tell(DelegationMade(delegation.pk, principal.pk, deputy.pk, days.start, days.end))
    return delegation


@action(needs=permissions.DELEGATE)
def end_delegation(actor: Actor, delegation: Delegation, *, reason: str) -> Delegation:
    """End a delegation at once, before its last day; the deputy's next request no longer has its powers."""
    delegation = Delegation.objects.locked(delegation)
    _check_no_deputy_acts()
    if delegation.ended_at is not None or delegation.days.upper <= clock.today():
        raise WrongState("该委托已经结束，不需要再办理。")
    delegation.ended_at, delegation.end_reason = clock.now(), reason.strip()
    delegation.save()
    tell(DelegationEnded(delegation.pk, delegation.principal_id, delegation.deputy_id))
    return delegation


def _check_no_deputy_acts() -> None:
    """A deputy passes nothing on: the paper names him and nobody else."""
    if running_deed().on_behalf_of is not None:
        raise NotPermitted("B角不能代A角办理委托。请由A角本人或指挥部办公室办理。")
