"""States and moves of one import."""

from django.db.models import TextChoices

from portal.kernel.lifecycle import Lifecycle, Move


class RunState(TextChoices):
    RECEIVED = "received", "检查中"
    CHECKED = "checked", "待确认"
    APPLYING = "applying", "正在导入"
    FAULTY = "faulty", "需更正"
    APPLIED = "applied", "已导入"
    DISCARDED = "discarded", "已放弃"


# What still waits for the worker or for whoever sent it.
OPEN = (RunState.RECEIVED, RunState.CHECKED, RunState.APPLYING)

# What is given up when it lies too long.
WAITING = (RunState.RECEIVED, RunState.CHECKED, RunState.FAULTY)

RUN = Lifecycle(
    "表格导入",
    RunState,
    Move.of("pass", [RunState.RECEIVED], RunState.CHECKED),
    Move.of("fault", [RunState.RECEIVED], RunState.FAULTY),
    Move.of("confirm", [RunState.CHECKED], RunState.APPLYING),
    Move.of("apply", [RunState.APPLYING], RunState.APPLIED),
    Move.of("refuse", [RunState.APPLYING], RunState.FAULTY),
    Move.of("discard", WAITING, RunState.DISCARDED),
)
