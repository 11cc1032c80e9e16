"""The accounts of the demonstration, written down where ``make run`` finds it: the only place that knows the passwords.

The file is kept over restarts. When it is lost, the passwords are set anew and written again.
"""

from __future__ import annotations

import os
import secrets
import unicodedata
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path

from django.conf import settings

from portal.accounts.actions import reset_password
from portal.accounts.models import User
from portal.kernel.errors import Unavailable
from portal.kernel.permissions import System
from portal.site.demo.cast import CAST, Part
from projects.selectors.roles import roles_by_key

WHY = System("演示账号文件遗失，重设密码")
FILE_NAME = "demo-accounts.txt"
HEAD = "演示账号（仅供演示，数据均为虚构；自行修改过密码的，以新密码为准）"
COLUMNS = ("角色", "账号", "密码", "范围")
GAP = 2


class AccountsNotKept(Unavailable):
    """The file of accounts cannot be written: nothing is changed, so that no password is lost."""


def path() -> Path:
    """Where the accounts are written down."""
    return Path(settings.PORTAL_VAR) / FILE_NAME


def is_kept() -> bool:
    """Whether the file is there."""
    return path().exists()


def renew() -> None:
    """Give every listed account a new password and write the file again. Raises AccountsNotKept."""
    people = {person.username: person for person in User.objects.filter(username__in=[part.username for part in CAST])}
    passwords = {
        username: reset_password(WHY, person, must_change_password=False).one_time_password
        for username, person in people.items()
    }
    keep(passwords)


def keep(passwords: Mapping[str, str]) -> None:
    """Write them down, for this user of the machine only. Raises AccountsNotKept.

    Two of a role are there where a matter takes several people: 送审、核稿、签发, 授权 and its approval.
    """
    names = {key: role.name for key, role in roles_by_key().items()}
    rows = [
        (names[part.role], part.username, passwords[part.username], _reach(part))
        for part in CAST
        if part.username in passwords
    ]
    _write_whole("\n".join([HEAD, *_aligned([COLUMNS, *rows])]) + "\n")


def _reach(part: Part) -> str:
    if part.reach:
        return part.reach
    return "、".join(f"{ordinal}号点位" for ordinal in part.villages) if part.villages else "全部点位"


def _aligned(rows: Iterable[tuple[str, ...]]) -> list[str]:
    """Columns as a terminal shows them: a Chinese character is two wide."""
    rows = list(rows)
    widths = [max(_width(row[column]) for row in rows) + GAP for column in range(len(COLUMNS))]
    return [
        "".join(cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def _write_whole(text: str) -> None:
    """Written beside and renamed: whoever reads the file meanwhile reads the old one or the new one."""
    place = path()
    aside = place.with_name(f".{place.name}.{secrets.token_hex(4)}")
    try:
        with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        aside.replace(place)
    except OSError as error:
        with suppress(OSError):
            aside.unlink(missing_ok=True)
        raise AccountsNotKept(
            f"演示账号没有写入：“{place}”不能写（{os.strerror(error.errno or 0)}）。请检查磁盘空间和目录权限后再试。"
        ) from error
