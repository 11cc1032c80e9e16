"""Agreements of one village that are moved by one deed: all of them, or none with the reason."""

from __future__ import annotations

from collections.abc import Sequence

from portal.kernel.errors import InvalidInput, WrongState
from portal.kernel.lifecycle import Lifecycle
from projects.models import Village
from relocation.models import Agreement

MOST_TOGETHER = 500


def held_together(village: Village, agreements: Sequence[Agreement], course: Lifecycle, verb: str) -> list[Agreement]:
    """Their rows, locked in the order of their keys, each able to make the move. Raises InvalidInput, WrongState."""
    keys = {agreement.pk for agreement in agreements}
    if not 0 < len(keys) <= MOST_TOGETHER:
        raise InvalidInput(f"未办成：请选择1至{MOST_TOGETHER}份协议。", fields={"agreements": "请选择协议。"})
    rows = Agreement.objects.filter(pk__in=keys, village=village).select_related("policy", "household", "village")
    held = list(rows.select_for_update(of=("self",)).order_by("pk"))
    if len(held) < len(keys):
        raise InvalidInput("未办成：所选协议不全在本点位。请重新选择。", fields={"agreements": "请重新选择。"})
    stuck = [agreement for agreement in held if not course.can(verb, agreement.state)]
    if stuck:
        named = "、".join(f"{each.household}（{each.get_state_display()}）" for each in stuck[:5])
        rest = f"等{len(stuck)}份" if len(stuck) > 5 else ""
        raise WrongState(f"所选协议中，{named}{rest}现在不能办理这一步。请刷新页面后重新选择。")
    return held
