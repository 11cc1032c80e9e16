"""交接: one deed lists and hands over every open item of somebody who leaves his post."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from portal.kernel.actions import action
from portal.kernel.errors import InvalidInput, Refusal
from portal.kernel.facts import tell
from projects import permissions
from projects.facts import WorkHandedOver
from projects.selectors.open_items import OPEN_ITEM_KINDS, OpenItem, open_items_of


class NoTaker(InvalidInput):
    """At least one open item has nobody to take it: nothing is handed over."""


class HandedToLeaver(Refusal):
    """An item cannot be handed to the person who leaves, or to somebody without an active account."""


@action(needs=permissions.HAND_OVER)
def hand_over(actor: Any, leaver: Any, *, takers: Mapping[str, Any], document: str) -> list[OpenItem]:
    """Give every open item of ``leaver`` to its taker (item key → person). Refused while one has none."""
    if not document.strip():
        raise NoTaker("交接还不能办理：请填写交接单名称或文号。", fields={"document": "请填写交接单名称或文号。"})
    items = open_items_of(leaver.pk)
    missing = {item.key: "请选择接办人。" for item in items if item.needs_taker and not takers.get(item.key)}
    if missing:
        raise NoTaker(f"交接还不能办理：共{len(items)}项，尚有{len(missing)}项没有接办人。", fields=missing)
    for item in items:
        taker = takers.get(item.key)
        if taker is not None and (taker.pk == leaver.pk or not taker.is_active):
            raise HandedToLeaver(f"“{item.label}”不能交给{taker}：接办人应为在岗的其他同志。")
        kind, _, key = item.key.partition(":")
        OPEN_ITEM_KINDS[kind].pass_on(actor, int(key), taker, document)
    tell(WorkHandedOver(leaver.pk, len(items)))
    return items
