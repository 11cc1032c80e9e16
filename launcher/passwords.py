"""Random passwords and keys, made once and kept in ``var/secrets/``, one file each, readable by the owner only."""

from __future__ import annotations

import os
import secrets
from typing import TYPE_CHECKING

from launcher.places import var
from launcher.trouble import Trouble, disk_trouble_told

if TYPE_CHECKING:
    from pathlib import Path

SUPERUSER = "postgres"
BROKER = "valkey"
SIGNING_KEY = "signing-key"
FIELD_KEY = "field-key-"
LAST_FIELD_KEY = 255  # its number is one byte of each sealed value
# The logins of the database, see portal/kernel/sql/010_logins.sql.
LOGINS = ("portal_owner", "portal_app", "portal_ro", "portal_backup")
# Own what even the owner of the tables may not touch; nobody logs in as they.
OWNERS = ("portal_audit", "portal_ledger")


def kept(name: str, *, bytes_long: int = 24) -> str:
    """The secret of this name in hex; made at the first call."""
    folder = var() / "secrets"
    path = folder / name
    with disk_trouble_told():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not path.exists():
            _write_whole(path, secrets.token_hex(bytes_long))
        return path.read_text().strip()


def signing_key_file() -> Path:
    """Where the key lies that signs the trail's checkpoints: told to the signer, who alone reads it."""
    kept(SIGNING_KEY, bytes_long=32)
    return var() / "secrets" / SIGNING_KEY


def field_keys() -> str:
    """The keys of encrypted columns in the form of PORTAL_FIELD_KEYS, the newest first: it seals, all of them open.
    Who loses one loses what was sealed with it.
    """
    keys = [f"{number}:{kept(f'{FIELD_KEY}{number}', bytes_long=32)}" for number in _field_key_numbers() or [1]]
    return ",".join([f"index:{kept('field-index-key', bytes_long=32)}", *keys])


def add_field_key() -> int:
    """Make the next key of encrypted columns and give its number; it counts from the next start on."""
    number = max(_field_key_numbers() or [1]) + 1
    if number > LAST_FIELD_KEY:
        raise Trouble(f"密钥编号最大为{LAST_FIELD_KEY}，不能再增加。")
    kept(f"{FIELD_KEY}{number}", bytes_long=32)
    return number


def _field_key_numbers() -> list[int]:
    found = (path.name.removeprefix(FIELD_KEY) for path in (var() / "secrets").glob(f"{FIELD_KEY}*"))
    return sorted((int(name) for name in found if name.isdecimal()), reverse=True)


def _write_whole(path: Path, text: str) -> None:
    # Written aside and linked into place: two processes at once agree on one secret, and none is ever half written.
    aside = path.with_name(f"{path.name}.{os.getpid()}")
    handle = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(handle, "w") as file:
            file.write(text + "\n")
            file.flush()
            os.fsync(file.fileno())
        if not path.exists():
            try:
                os.link(aside, path)
            except FileExistsError:
                return
    finally:
        aside.unlink()
