"""A concealed value is shown whole to one person, who says why; the entry is written before the value leaves."""

from __future__ import annotations

from portal.accounts.contributions import ConcealedValue
from portal.accounts.facts import ValueRevealed
from portal.accounts.models import RevealCount
from portal.accounts.rules import REVEALS_PER_HOUR
from portal.kernel import clock
from portal.kernel.actions import PowerOf, action
from portal.kernel.deeds import running_deed
from portal.kernel.errors import DesignError, InvalidInput, NotPermitted, Refusal, WrongState
from portal.kernel.facts import tell
from portal.kernel.permissions import Actor

SHORTEST_REASON = 4  # shorter ones say nothing to whoever reads the trail


class ReasonMissing(InvalidInput):
    """Whoever looks says why."""


class SeenEnough(Refusal):
    """Nobody copies a register one value at a time."""

    status = 429
    sentence = (
        f"未办成：每人每小时查看完整信息不超过{REVEALS_PER_HOUR}次，本小时已满。请下一小时再看；"
        "工作需要成批使用的，请按导出程序办理。"
    )


@action(needs=PowerOf("of_column", lambda value: value.column.needs, "查看完整号码"))
def reveal_value(actor: Actor, value: ConcealedValue, *, reason: str) -> str:
    """Show one value of one row whole. The deed, with its reason and without the value, is kept before it is shown."""
    deed = running_deed()
    if deed.cause is not None:
        raise DesignError("a value is shown by a deed of its own, which is committed before the value leaves")
    if actor.user is None:
        raise NotPermitted()
    if len(reason.strip()) < SHORTEST_REASON:
        raise ReasonMissing(fields={"reason": "请写明办什么事，例如“通知开会”。"})
    _count(actor.user.pk)
    row = type(value.row).objects.locked(value.row)
    if not (plain := row.unsealed(value.column.stem)):
        raise WrongState(f"{value.column.label}未录入，没有可以查看的内容。")
    deed.reason = reason.strip()
    tell(ValueRevealed(value.column.key, row.pk, actor.user.pk))
    return str(plain)


def _count(user_id: int) -> None:
    """In the deed's own transaction: who is refused has seen nothing, and the locked row lets nobody count past it."""
    hour = clock.now().replace(minute=0, second=0, microsecond=0)
    count, _ = RevealCount.objects.select_for_update().get_or_create(
        user_id=user_id, defaults={"hour": hour, "shown": 0}
    )
    shown = count.shown if count.hour == hour else 0
    if shown >= REVEALS_PER_HOUR:
        raise SeenEnough()
    count.hour, count.shown = hour, shown + 1
    count.save()
