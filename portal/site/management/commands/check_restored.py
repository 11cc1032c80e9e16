"""`manage.py check_restored FOLDER`: compare this installation with the backup that it was restored from."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.kernel.errors import Refusal
from portal.site import backups


class Command(BaseCommand):
    """Rows, sign-ins, files, editions, sealed columns and the trail; each difference is a sentence, any is a defeat."""

    help = "核对恢复后的系统与备份是否一致：各表行数、登录账号、文件、专报、加密列、留痕"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, help="备份目录")
        parser.add_argument("--bring-files", action="store_true", help="先把备份中的文件放回文件库")

    def handle(self, *args: Any, **options: Any) -> None:
        folder = options["folder"].resolve()
        try:
            manifest = backups.read_manifest(folder)
            if options["bring_files"]:
                backups.bring_files_back(folder, manifest)
            found = list(backups.differences(manifest))
        except Refusal as refusal:
            raise CommandError(refusal.sentence) from refusal
        for sentence in found:
            self.stderr.write(sentence)
        if found:
            raise CommandError(f"恢复后的系统与备份有{len(found)}处不一致。")
        call_command("audit_verify", stdout=self.stdout, stderr=self.stderr)
        self.stdout.write(f"恢复后的系统与备份一致：{manifest.summary}。")
