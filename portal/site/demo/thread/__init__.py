"""The thread of the demonstration, week by week: households sign, are paid and move; doubts about the work; orders.

Each week is played at its own instants (ADR 8) by the hands that would do it, so that rules, clocks, the trail and
editions of earlier weeks agree with each other. Everything that stands here is invented and marked 演示数据.
"""

from portal.site.demo.thread.playing import first_day, play
from portal.site.demo.thread.size import FULL, SMALL, Size

__all__ = ["FULL", "SMALL", "Size", "first_day", "play"]
