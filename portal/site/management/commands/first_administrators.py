"""``manage.py first_administrators``: the way in to a real installation, by a written appointment."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import transaction

from portal.kernel.errors import Refusal
from portal.site.seeding import appoint_first_administrators

OPTIONS = {
    "system_admin": ("--system", "系统管理员：建立账号、重置密码"),
    "security_admin": ("--security", "安全管理员：批准授权"),
    "audit_admin": ("--audit", "审计管理员：查看授权和后台任务"),
    "office": ("--office", "指挥部办公室：提出授权、维护单位"),
}


class Command(BaseCommand):
    """Once per installation; the passwords are shown once and have to be changed at the first sign-in."""

    help = "按书面任命建立第一批账号：三类管理员和指挥部办公室各一名，四人互不兼任。已有管理员的，不再办理。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--document", default="", help="书面任命文件的名称或文号")
        for role, (option, meaning) in OPTIONS.items():
            parser.add_argument(option, dest=role, nargs=2, metavar=("账号", "姓名"), help=meaning)

    def handle(self, *args: Any, **options: Any) -> None:
        people = {role: (options[role][0], options[role][1]) for role in OPTIONS if options[role]}
        try:
            # Shown before it is kept: a password that nobody could read would lock the installation.
            with transaction.atomic():
                for one in appoint_first_administrators(people=people, document=options["document"]):
                    self.stdout.write(f"{one.role}　{one.name}　账号 {one.username}　初始密码 {one.one_time_password}")
                self.stdout.flush()
        except Refusal as refusal:
            self.stderr.write(refusal.sentence)
            sys.exit(1)
        self.stdout.write("初始密码只显示这一次，请当面交本人；首次登录须修改。")
