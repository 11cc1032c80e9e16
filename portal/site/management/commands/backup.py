"""`manage.py backup --to FOLDER`: database and files, with a manifest that a restored copy is compared with."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from launcher.binaries import postgres_folder
from launcher.trouble import Trouble
from portal.kernel.errors import Refusal
from portal.site import backups


class Command(BaseCommand):
    """Run by the launcher with the login portal_backup, which reads everything and changes nothing."""

    help = "备份数据库和文件到一个目录（以 portal_backup 身份），可在使用中进行"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--to", type=Path, required=True, help="备份存放的目录，最好在另一块磁盘上")

    def handle(self, *args: Any, **options: Any) -> None:
        """Raises CommandError with a sentence; an unfinished folder ends in ``.making`` and counts for nothing."""
        try:
            folder, manifest = backups.take(options["to"].resolve(), programs=postgres_folder())
        except (Refusal, Trouble) as stopped:
            raise CommandError(str(stopped)) from stopped
        self.stdout.write(f"已备份：{folder}（{manifest.summary}）。")
