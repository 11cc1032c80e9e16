"""A few orders of the demonstration, one in each state that people meet."""

from __future__ import annotations

from datetime import timedelta

from portal.site.demo.thread.money import slip
from portal.site.demo.thread.stage import Stage
from projects import actions
from projects.models import Order, OrderKind, OrderSource


def _propose(stage: Stage, site: int, unit: str, matter: str, demand: str, *, days: int, weeks_back: int) -> Order:
    with stage.at(weeks_back, 1, 11) as day:
        return actions.propose_order(
            stage.hand("office2"),
            stage.villages[site],
            kind=OrderKind.ORDER,
            matter=matter,
            demand=demand,
            source=OrderSource.MEETING,
            source_text="周调度会（演示）",
            owner=stage.units[unit],
            due_on=day + timedelta(days=days),
            is_demonstration=True,
        )


def give_orders(stage: Stage) -> None:
    """One closed in time, one reported, one overdue, one that waits to be issued."""
    closed = _propose(stage, 1, "示例施工公司", "外架拆除滞后", "10日内完成外架拆除并报监理复核", days=12, weeks_back=4)
    reported = _propose(stage, 4, "演示镇", "7户产权资料未补齐", "逐户补齐产权证明，形成清单", days=18, weeks_back=3)
    overdue = _propose(
        stage, 1, "示例建设公司", "电梯到货日未定", "与供货单位确定到货日期并书面报告", days=9, weeks_back=3
    )
    for order, weeks_back in ((closed, 4), (reported, 3), (overdue, 3)):
        with stage.at(weeks_back, 2, 11):
            actions.issue_order(stage.hand("commander"), order)
    with stage.at(3, 3, 15) as day:
        actions.report_order(
            stage.hand("builder"), closed, words="外架已拆除，监理已复核（演示）", uploads=[slip("复核单", day)]
        )
    with stage.at(3, 5, 10):
        actions.close_order(stage.hand("office"), closed, words="现场核查属实，同意销号（演示）")
    with stage.at(1, 4, 10) as day:
        actions.report_order(
            stage.hand("township2"), reported, words="7户中已补齐5户，其余2户外出（演示）", uploads=[slip("清单", day)]
        )
    _propose(stage, 5, "演示街道", "巷道堆放杂物影响测绘", "3日内清理完毕", days=10, weeks_back=0)
