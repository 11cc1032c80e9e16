"""`manage.py audit_export --out DIR [--village ID]...`: a copy of the trail that outsiders verify without us."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from integrity.actions import export_trail
from integrity.trail import exporting, sealing
from portal.kernel.errors import InvalidInput, Refusal
from portal.kernel.permissions import PORTAL, System


class Command(BaseCommand):
    help = "导出操作留痕的核验材料：留痕、校验点、公钥、核验程序和说明（导出本身也留痕，不覆盖已有目录）"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--out", type=Path, required=True, help="存放的目录，须尚不存在")
        parser.add_argument(
            "--village", type=int, action="append", default=[], help="只附这些点位（编号）的内容，可多个"
        )
        parser.add_argument("--reason", default="", help="导出的依据，如来函文号，记入留痕")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Raises CommandError with a sentence; then nothing was left behind."""
        folder = options["out"].resolve()
        try:
            exporting.require_new(folder)
            villages = export_trail(
                System("命令audit_export"), PORTAL, villages=options["village"], reason=options["reason"]
            )
            sealing.seal(waits=True)
            done = exporting.write_bundle(folder, villages=villages)
        except InvalidInput as refusal:
            raise CommandError("；".join(map(str, refusal.fields.values()))) from refusal
        except Refusal as refusal:
            raise CommandError(refusal.sentence) from refusal
        self.stdout.write(
            f"已导出：{folder}（留痕{done.entries}条，其中未附内容{done.withheld}条；校验点{done.checkpoints}个）。"
        )
