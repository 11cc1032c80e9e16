"""``manage.py seed``: what a new installation begins with; ``--demo`` adds the demonstration world."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import transaction

from portal.kernel.errors import InvalidInput, Refusal
from portal.site import seeding
from portal.site.demo import accounts, sheets, thread, world
from projects.facts import PublicFactsLoaded

SIZES = {"full": thread.FULL, "small": thread.SMALL}


class Command(BaseCommand):
    """May be repeated: what is there already is left as it is. Refused, it has written nothing."""

    help = "载入公开信息、角色、指标和亮灯规则，启用周调度专报；--demo 另写入演示数据（仅限演示数据库）。可重复执行。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--facts", type=Path, help="公开信息文件；不写则用随系统提供的 facts.yaml")
        parser.add_argument(
            "--demo",
            nargs="?",
            choices=SIZES,
            const="full",
            help="写入演示数据和演示账号；small 只写少量（供自动测试）",
        )
        parser.add_argument("--as-of", default="", help="演示数据截至哪一天，如 2026-11-22；不写则为今天")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            if options["as_of"] and not options["demo"]:
                raise InvalidInput("没有办理：--as-of 是演示数据的截至日期，须与 --demo 一起使用。")
            told = _seed(options["facts"], SIZES.get(options["demo"]), as_of=options["as_of"])
            if options["demo"]:
                sheets.check()
        except Refusal as refusal:
            self.stderr.write(refusal.sentence)
            sys.exit(1)
        self.stdout.write(told)


@transaction.atomic
def _seed(facts: Path | None, size: thread.Size | None, *, as_of: str) -> str:
    """Everything or nothing; the one line that says what was new."""
    if size is None:
        loaded = seeding.seed(facts=facts)
        return _told(loaded, has_begun=seeding.begin_editions())
    world.require_demonstration()
    day = world.read_date(as_of)
    loaded = seeding.seed(facts=facts)
    demonstration = _demonstrate(day, size)
    return _told(loaded, has_begun=seeding.begin_editions(first_week=world.first_week(day, size))) + demonstration


def _demonstrate(day: date, size: thread.Size) -> str:
    if not world.is_made():
        made = world.make(day, size)
        accounts.keep(made.passwords)
        return (
            f"演示数据截至{day}：单位{made.units}个、人员{made.people}名、报数{made.figures}条。"
            f"演示账号见 {accounts.path()}。"
        )
    if accounts.is_kept():
        return "演示数据已有，保持不变。"
    accounts.renew()
    return f"演示数据已有，保持不变；演示账号文件遗失，已重设密码，见 {accounts.path()}。"


def _told(loaded: PublicFactsLoaded, *, has_begun: bool) -> str:
    counts = {
        "点位": f"{loaded.villages}个",
        "片区": f"{loaded.areas}个",
        "公开信息": f"{loaded.figures}条",
        "节点": f"{loaded.milestones}个",
    }
    new = [f"{name}{count}" for name, count in counts.items() if not count.startswith("0")]
    told = f"公开信息已载入：新增{'、'.join(new)}。" if new else "公开信息没有变化。"
    return f"{told}周调度专报已启用。" if has_begun else told
