"""A bundle for outsiders: the leaves of the whole trail, the texts that they may read, and what to verify them with.

It stands whole in its folder or not at all, and never takes the place of another one.
"""

from __future__ import annotations

import shutil
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.db import connection

from integrity.trail import bundle
from integrity.trail.reading import one_picture, rows
from portal.kernel.errors import Refusal

VERIFIER = Path(__file__).with_name("verify_audit.py")
# An entry that is gone is no withheld one: the empty text fits no leaf.
_LEAVES = """
    SELECT idx, encode(leaf, 'hex'), CASE WHEN id IS NULL THEN '' WHEN %s OR scope && %s::bigint[] THEN body END
    FROM audit_leaf LEFT JOIN audit_entry ON audit_entry.id = entry_id
    ORDER BY idx
"""
_NEWEST_KEY = """
    SELECT audit_key.id, public FROM audit_checkpoint JOIN audit_key ON audit_key.id = key_id
    ORDER BY audit_checkpoint.id DESC LIMIT 1
"""
_CHECKPOINTS = "SELECT note, sig, key_id = %s FROM audit_checkpoint ORDER BY id"


class FolderExists(Refusal):
    """Bundles are kept, not replaced."""


class NothingSigned(Refusal):
    """Without a checkpoint there is nothing that an outsider could verify."""

    sentence = "未导出：还没有已签署的校验点，导出后无从核验。请确认签名进程已启动，约十分钟后再办。"


@dataclass
class Exported:
    """What the bundle holds, in numbers; ``of_older_keys`` are checkpoints that it leaves out."""

    entries: int = 0
    withheld: int = 0
    checkpoints: int = 0
    of_older_keys: int = 0


def require_new(folder: Path) -> None:
    """Raises FolderExists."""
    making = _making(folder)
    if folder.exists() or making.exists():
        raise FolderExists(
            f"未导出：{folder}已存在，或上一次导出没有办完（{making.name}）。请换一个目录，或查看后移走。"
        )


def write_bundle(folder: Path, *, villages: Collection[int] = ()) -> Exported:
    """Write it, with all texts or (villages named) only theirs. Not inside a transaction.

    Raises FolderExists, NothingSigned.
    """
    require_new(folder)
    making = _making(folder)
    making.mkdir(mode=0o700, parents=True)
    try:
        done = _write(making, sorted(villages))
        making.rename(folder)
    except BaseException:
        shutil.rmtree(making)
        raise
    return done


def _making(folder: Path) -> Path:
    return folder.with_name(f"{folder.name}.making")


def _write(folder: Path, villages: list[int]) -> Exported:
    done = Exported()
    with one_picture():
        with connection.cursor() as cursor:
            cursor.execute(_NEWEST_KEY)
            newest = cursor.fetchone()
        if newest is None:
            raise NothingSigned()
        key_id, public = newest
        (folder / bundle.PUBLIC_KEY).write_bytes(bundle.public_pem(bytes(public)))
        with (folder / bundle.LEAVES).open("w", encoding="ascii", newline="\n") as file:
            _write_leaves(file, villages, done)
        with (folder / bundle.CHECKPOINTS).open("w", encoding="ascii", newline="\n") as file:
            _write_checkpoints(file, key_id, done)
    shutil.copyfile(VERIFIER, folder / VERIFIER.name)
    (folder / "README.txt").write_text(_readme(done), encoding="utf-8")
    return done


def _write_leaves(file: IO[str], villages: list[int], done: Exported) -> None:
    for idx, leaf, body in rows(_LEAVES, [not villages, villages]):
        done.entries += 1
        done.withheld += body is None
        file.write(bundle.leaf_line(idx, leaf, body))


def _write_checkpoints(file: IO[str], key_id: Any, done: Exported) -> None:
    for note, signature, is_of_key in rows(_CHECKPOINTS, [key_id]):
        if is_of_key:
            done.checkpoints += 1
            file.write(bundle.checkpoint_line(note, bytes(signature)))
        else:
            done.of_older_keys += 1


def _readme(done: Exported) -> str:
    older = (
        f"另有{done.of_older_keys}个校验点由更换前的密钥签署，未列入；其后的校验点已覆盖同样的留痕。\n"
        if done.of_older_keys
        else ""
    )
    return f"""{settings.PORTAL_NAME} 操作留痕核验材料

一、有什么
leaves.jsonl        已封存的留痕{done.entries}条，每行一条：序号、叶值、内容；
                    其中未附内容的{done.withheld}条（内容为 null）
checkpoints.jsonl   已签署的校验点{done.checkpoints}个：条数、校验码、时间及签名
pub.pem             核验签名用的公钥（Ed25519）
verify_audit.py     核验程序，只用 Python 3.8 以上自带的功能，可自行阅读，也可自行另写
{older}
二、怎样核验
在本目录运行：
    python3 verify_audit.py . --held 条数:校验码
“条数”和“校验码”取自您此前留存的专报附件，校验码连写、去掉空格，64位。可以给出多个 --held。
最后一行以“核验相符。”开头即为相符；不相符的，逐条列明哪一条、哪里不符。

三、能证明什么
所给条数以内的留痕，自该校验码给出之后，没有一条被改动、删除、插入或调换。
未附内容的，只核叶值，不出示内容；是哪几条，核验时列出。
签名只说明校验点由本系统签署；系统自己是否改过留痕，要靠您在外留存的校验码，所以请至少给出一个 --held。
晚于所给校验码的留痕，不在证明之内。

四、格式
叶值 = SHA-256(0x00 ‖ 内容)，上层 = SHA-256(0x01 ‖ 左 ‖ 右)，合成方法见 RFC 6962 第2.1节；签名为 Ed25519（RFC 8032），
签的是 note 的全部字节，含末尾换行。
"""
