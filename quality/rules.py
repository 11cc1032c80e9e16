"""What quality decides without asking the database."""

from __future__ import annotations

from enum import IntEnum


class Level(IntEnum):
    """Whose matter an overdue doubt is: reminded by itself, or proposed as an order that a person issues."""

    UNIT = 1
    TASK_FORCE = 2
    LEADER = 3

    @property
    def label(self) -> str:
        return {
            Level.UNIT: "提醒施工、监理单位",
            Level.TASK_FORCE: "提请质量安全专班督办",
            Level.LEADER: "提请包抓领导协调",
        }[self]
