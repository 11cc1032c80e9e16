"""交接: one deed lists and hands over every open item of somebody who leaves his post."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from portal.accounts.selectors import takers_for
from portal.kernel.actions import action
from portal.kernel.errors import InvalidInput, Refusal
from portal.kernel.facts import tell
from projects import permissions
from projects.actions.guardian_rows import change_grants_in_turn
from projects.facts import WorkHandedOver
from projects.selectors.open_items import OPEN_ITEM_KINDS, OpenItem, open_items_of


class NoTaker(InvalidInput):
    """At least one open item has nobody to take it: nothing is handed over."""


class TakerNotInOffice(InvalidInput):
    """An item goes to another person with an active account, an official's to an official or a colleague."""


class NothingOpen(Refusal):
    """There is nothing to hand over."""

    sentence = "这位同志名下没有在办事项，不需要办理交接。"


@action(needs=permissions.HAND_OVER)
def hand_over(actor: Any, leaver: Any, *, takers: Mapping[str, Any], document: str) -> list[OpenItem]:
    """Give every open item of ``leaver`` to its taker (item key → person). Refused while one has none."""
    # Nothing may be granted to the leaver while his desk is cleared.
    change_grants_in_turn()
    items = open_items_of(leaver.pk)
    if not items:
        raise NothingOpen()
    if not document.strip():
        raise NoTaker("交接还不能办理：请填写交接单名称或文号。", fields={"document": "请填写交接单名称或文号。"})
    _require_takers(leaver, items, takers)
    for item in items:
        kind, _, key = item.key.partition(":")
        OPEN_ITEM_KINDS[kind].pass_on(actor, int(key), takers.get(item.key), document)
    tell(WorkHandedOver(leaver.pk, len(items)))
    return items


def _require_takers(leaver: Any, items: list[OpenItem], takers: Mapping[str, Any]) -> None:
    waiting = [item for item in items if item.needs_taker]
    missing = {item.key: "请选择接办人。" for item in waiting if takers.get(item.key) is None}
    if missing:
        raise NoTaker(f"交接还不能办理：须交接{len(waiting)}项，尚有{len(missing)}项没有接办人。", fields=missing)
    chosen = {takers[item.key].pk for item in waiting}
    fit = set(takers_for(leaver).filter(pk__in=chosen).values_list("pk", flat=True))
    for item in waiting:
        if (taker := takers[item.key]).pk not in fit:
            raise TakerNotInOffice(
                f"“{item.label}”不能交给{taker}：接办人应为在岗的其他同志，"
                "指挥部、专班、成员单位和乡镇街道的事项不交给这些单位以外的人员。",
                fields={item.key: "请选择在岗的、可以接办的其他同志。"},
            )
