"""Checkpoints: a signed note of how many entries there are and under which root (security design B, decision 14).

The key can be read by the signer's process alone. It signs no root that it was told: it computes the root itself, from
the texts of the entries since the last note that bears its own signature.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings
from django.db import connection

from integrity.trail import sealing
from integrity.trail.leaves import read_leaves
from integrity.trail.tree import Tree
from portal.kernel import clock
from portal.kernel.errors import DesignError, Refusal, Unavailable


class NoSigningKey(Unavailable):
    """This process cannot sign: the key's place is not set, or nothing usable lies there."""

    sentence = "未办成：这个进程没有可用的签名密钥，留痕校验点由专门的签名进程办理。请确认签名进程已启动。"


class RootDiffers(Refusal):
    """What is in the tables is not what was asked to be signed, or was signed before."""

    sentence = "未办成：留痕内容与此前记下的校验码不符，不予签名。请运行 manage.py audit_verify 查明后再办。"


@dataclass(frozen=True)
class Note:
    """What a checkpoint says."""

    size: int
    root: str
    at: datetime

    def __str__(self) -> str:
        moment = self.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        return f"portal.{settings.DISTRICT_CODE}/audit\n{self.size}\n{self.root}\n{moment}\n"

    @classmethod
    def parse(cls, text: str) -> Note:
        _, size, root, at, _ = text.split("\n")
        return cls(int(size), root, datetime.fromisoformat(at))


@dataclass(frozen=True)
class Checkpoint:
    """A note and its signature."""

    note: str
    signature: bytes
    public: bytes

    def keep(self) -> int:
        """Add it to the trail; its number. The database refuses a root that no seal has."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT audit_keep_checkpoint(%s, %s, %s)", [self.note, self.signature, self.public])
            number: int = cursor.fetchone()[0]
        return number


def sign(note: Note, key: Ed25519PrivateKey) -> Checkpoint:
    """Over the note's bytes, its last newline included."""
    text = str(note)
    return Checkpoint(text, key.sign(text.encode()), key.public_key().public_bytes_raw())


def is_signed(note: str, signature: bytes, public: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, note.encode())
    except InvalidSignature:
        return False
    return True


def signing_key() -> Ed25519PrivateKey:
    """The key that lies, 64 hexadecimal digits, where SIGNING_KEY says. Raises NoSigningKey."""
    if not settings.SIGNING_KEY:
        raise NoSigningKey()
    try:
        return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(Path(settings.SIGNING_KEY).read_text().strip()))
    except (OSError, ValueError) as error:
        raise NoSigningKey() from error


def prepare(size: int | None = None, root: str = "") -> Checkpoint | None:
    """A signed checkpoint of exactly this size and root, or (None) of all that can be sealed now.

    None when that would say what the last checkpoint says already. Raises NoSigningKey, RootDiffers.
    """
    key = signing_key()
    if size is None:
        sealing.seal(waits=True)
        size = sealing.head().size
        if size == _last_size():
            return None
    tree = _proven(size, key.public_key().public_bytes_raw())
    if root and tree.root.hex() != root:
        raise RootDiffers()
    return sign(Note(size, tree.root.hex(), clock.now()), key)


def _last_size() -> int:
    """Of the newest checkpoint; 0 while there is none, which is also the size of a trail without leaves."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT size FROM audit_checkpoint ORDER BY id DESC LIMIT 1")
        row = cursor.fetchone()
    return row[0] if row else 0


def _proven(size: int, public: bytes) -> Tree:
    """The tree over the first ``size`` entries, every leaf since our last signature hashed anew. Raises RootDiffers."""
    tree = _last_signed(size, public)
    for leaf in read_leaves(tree.size, size):
        if leaf.idx != tree.size or not leaf.is_of_its_entry:
            raise RootDiffers()
        tree = tree.grown([leaf.leaf])
    if tree.size != size:
        raise RootDiffers()
    return tree


def _last_signed(size: int, public: bytes) -> Tree:
    """The tree of the largest checkpoint up to ``size`` that bears our own signature; it costs what came since."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT note, sig FROM audit_checkpoint JOIN audit_key ON audit_key.id = key_id"
            " WHERE public = %s AND size <= %s ORDER BY size DESC LIMIT 1",
            [public, size],
        )
        row: Any = cursor.fetchone()
    if row is None:
        return Tree()
    note, signature = row
    if not is_signed(note, bytes(signature), public):
        raise RootDiffers()
    said = Note.parse(note)
    try:
        tree = sealing.tree_at(said.size)
    except DesignError as error:
        raise RootDiffers() from error
    if tree.root.hex() != said.root:
        raise RootDiffers()
    return tree
