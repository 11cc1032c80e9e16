"""When a row was recorded is the database's business; only a demonstration or test world may put it earlier."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from portal.kernel import clock
from portal.kernel.errors import Refusal
from projects.models.correctable import Correctable

BACKDATING_WORLDS = ("demo", "test")


class BackdatingRefused(Refusal):
    """A real database takes no other time of recording than its own clock."""

    sentence = "正式环境的填报时间由系统记录，不能另行指定。历史数据请走补录。"


class AlreadyCorrected(Refusal):
    """The row was corrected before; the newest one is what may be corrected."""

    status = 409
    sentence = "这条记录已经更正过，不能再次更正。请在最新一条记录上办理。"


def recording(recorded_at: datetime | None, *, is_demonstration: bool = False) -> dict[str, Any]:
    """The columns of a new row that say when it was recorded and whether it is invented."""
    if recorded_at is None and not is_demonstration:
        return {}
    if clock.world() not in BACKDATING_WORLDS:
        raise BackdatingRefused()
    stamp = {} if recorded_at is None else {"recorded_at": recorded_at}
    return {**stamp, "is_demonstration": is_demonstration}


def refuse_second_correction(row: Correctable) -> None:
    if row.is_corrected:
        raise AlreadyCorrected()
