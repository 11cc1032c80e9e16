"""``manage.py workdays 2024-09-09 10``: the day on which so many working days have run."""

from __future__ import annotations

import re
import sys
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from portal.clocks import selectors
from portal.clocks.rules import Term, Unit
from portal.kernel.errors import InvalidInput, Refusal

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_NUMBER = re.compile(r"[1-9]\d{0,3}", re.ASCII)


class Command(BaseCommand):
    help = "按工作日历推算到期日：起算日（当日不计入）和工作日天数，如 workdays 2024-09-09 10。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("start", help="起算日，如 2024-09-09")
        parser.add_argument("count", help="工作日天数，如 10")
        parser.add_argument("--national", action="store_true", help="只按国家日历，不计宁夏自治区假日")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            term = Term(_count(options["count"]), Unit.WORKDAY)
            found = selectors.reckon(_day(options["start"]), term, is_local=not options["national"])
        except Refusal as refusal:
            self.stderr.write(refusal.sentence)
            sys.exit(1)
        self.stdout.write(str(found.due_on))
        if found.warning:
            self.stderr.write(f"注意：{found.warning}")


def _day(text: str) -> date:
    try:
        if _DAY.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError:
        raise InvalidInput(f"没有“{text}”这一天。请核对日期。") from None
    raise InvalidInput(f"起算日“{text[:20]}”无法读取。请按“2024-09-09”的样式填写。")


def _count(text: str) -> int:
    if not _NUMBER.fullmatch(text):
        raise InvalidInput(f"工作日天数“{text[:20]}”无法读取。请填写1以上的整数，如10。")
    return int(text)
