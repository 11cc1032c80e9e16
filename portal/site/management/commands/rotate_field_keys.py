"""`manage.py rotate_field_keys`: every sealed value of every model under the first key of PORTAL_FIELD_KEYS.

It runs beside users, in batches that are deeds of their own: stopped anywhere, it goes on where it was when it is
called again; called once more, it finds nothing to do.
"""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from portal.accounts.actions import reseal_values
from portal.accounts.contributions import SealedColumn, sealed_columns
from portal.kernel import crypto
from portal.kernel.permissions import PORTAL, System

BATCH = 200
ROUNDS = 20  # whoever still writes under an old key after so many has not been started anew with the new one


class Command(BaseCommand):
    help = "把各表加密保存的个人信息换到 PORTAL_FIELD_KEYS 的第一把密钥下（可与用户同时运行，可中断后再办）"

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Raises CommandError when a value stands under a key that is not given, or when values keep coming."""
        columns = sealed_columns()
        _check_keys(columns)
        key_id = crypto.key_ring().sealing_id
        for column in columns:
            moved = _rotate(column)
            total = column.values().count()
            self.stdout.write(f"{column.label}：共{total}个，本次换到{key_id}号密钥{moved}个，余0个")


def _check_keys(columns: list[SealedColumn]) -> None:
    known = crypto.key_ring().keys.keys()
    for column in columns:
        missing = column.values().exclude(sealed_with__in=known)
        if ids := sorted(set(missing.values_list("sealed_with", flat=True))):
            named = "、".join(map(str, ids))
            raise CommandError(
                f"未办理：{column.label}中有{missing.count()}个值由{named}号密钥加密，PORTAL_FIELD_KEYS中没有这把密钥。"
                "请补上后再办；旧密钥在全部备份过期之前不得删除。"
            )


def _rotate(column: SealedColumn) -> int:
    """How many values moved. Rows that somebody was writing are waited for one at a time: so nobody waits for us."""
    why, moved = System("更换个人信息加密密钥"), 0
    for _ in range(ROUNDS):
        while done := reseal_values(why, PORTAL, column=column, most=BATCH):
            moved += done
        while done := reseal_values(why, PORTAL, column=column, most=1, wait=True):
            moved += done
        if not column.left().exists():
            return moved
    raise CommandError(
        f"未办完：{column.label}还有{column.left().count()}个值在旧密钥下，且不断有新的写入。"
        "请确认网站和任务进程都已用新的PORTAL_FIELD_KEYS重新启动，然后再办一次。"
    )
