"""`manage.py audit_verify [--held SIZE:ROOT]...`: the whole trail, and what guards it, looked at once."""

from __future__ import annotations

import argparse
import re
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from integrity.trail.verifying import Held, verify

HELD = re.compile(r"(0|[1-9]\d{0,17}):([0-9a-f]{64})", re.ASCII)


class Command(BaseCommand):
    help = "核验全部操作留痕：内容、封存、校验点、签名、所持校验码，以及触发器和授权"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--held", type=_held, action="append", default=[], help="您在外留存的条数和校验码，写成“条数:64位校验码”"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """One line when all is well; else one sentence for each finding, and exit code 1."""
        held: list[Held] = options["held"]
        found = verify(held)
        if found.findings:
            self.stderr.write("\n".join(found.findings))
            self.stderr.write(f"留痕核验不符，发现{found.count}处。请保护现场，报审计管理员和纪检。")
            sys.exit(1)
        self.stdout.write(
            f"留痕核验相符：封存{found.entries}条、待封存{found.unsealed}条，"
            f"封存记录{found.seals}次、校验点{found.checkpoints}个、所持校验码{len(held)}个，触发器和授权齐全。"
        )


def _held(text: str) -> Held:
    """Raises ArgumentTypeError. People copy a root from paper, where it stands in groups."""
    match = HELD.fullmatch("".join(text.split()).lower())
    if not match:
        raise argparse.ArgumentTypeError("请写成“条数:64位校验码”，校验码为十六进制")
    return Held(int(match[1]), match[2])
