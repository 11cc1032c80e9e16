"""Personal data at rest: AES-256-GCM columns with a blind index and a tail (decision 19, security design G).

A sealed column is three: ``<name>_ct`` (version, key id, nonce, ciphertext), ``<name>_idx`` (keyed HMAC of the
normalised value, for equality) and ``<name>_tail`` (the last characters, for the mask). The ciphertext is bound to
its place: additional data is ``table|column|uid``.

Large things (files) are sealed with a key of their own, and that key is the sealed column: changing the first key
reaches it as it reaches any other, the bytes stay as they are, and with the key they are gone wherever copies lie.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import unicodedata
import uuid
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.apps import apps
from django.conf import settings
from django.db import models

from portal.kernel.errors import DesignError

AES_256_GCM = 1
NONCE_BYTES = 12
KEY_BYTES = 32
INDEX_BYTES = 16
_KEY_IDS = set(range(1, 256))  # an id is one byte of the sealed value


@dataclass(frozen=True)
class KeyRing:
    """Keys by id; the first seals, all open. The index key is apart, so that rotation leaves equality alone."""

    keys: dict[int, bytes]
    index_key: bytes

    @property
    def sealing_id(self) -> int:
        return next(iter(self.keys))


@lru_cache(maxsize=1)
def key_ring() -> KeyRing:
    """From the setting FIELD_KEYS: ``index:<hex>,1:<hex>,…``; ids are 1–255, keys 32 bytes."""
    parts = dict(entry.split(":", 1) for entry in settings.FIELD_KEYS.split(",") if entry)
    index_key = bytes.fromhex(parts.pop("index", ""))
    keys = {int(key_id): bytes.fromhex(key) for key_id, key in parts.items()}
    if len(index_key) != 32 or not keys or any(len(key) != 32 for key in keys.values()) or not keys.keys() <= _KEY_IDS:
        raise DesignError("FIELD_KEYS must hold an index key and at least one key of an id 1–255, 32 bytes each")
    return KeyRing(keys, index_key)


def seal(plain: str, *, place: str) -> bytes:
    """Encrypt for one place (``table|column|uid``)."""
    ring = key_ring()
    head = bytes([AES_256_GCM, ring.sealing_id])
    return head + _encrypted(plain.encode(), ring.keys[ring.sealing_id], place)


def unseal(sealed: bytes, *, place: str) -> str:
    """Decrypt; raises cryptography's InvalidTag when the bytes were moved or altered."""
    version, key_id, body = sealed[0], sealed[1], bytes(sealed[2:])
    if version != AES_256_GCM:
        raise DesignError(f"sealed column of unknown version {version}")
    if key_id not in key_ring().keys:
        raise DesignError(f"sealed with key {key_id}, which FIELD_KEYS does not hold")
    return _decrypted(body, key_ring().keys[key_id], place).decode()


def reseal(sealed: bytes, *, place: str) -> bytes:
    """The same value under the first key."""
    return seal(unseal(sealed, place=place), place=place)


def new_key() -> str:
    """A key for one large thing, as text that a sealed column holds."""
    return os.urandom(KEY_BYTES).hex()


def seal_bytes(plain: bytes, *, key: str, place: str) -> bytes:
    """Encrypt with a key of ``new_key`` for one place."""
    return bytes([AES_256_GCM]) + _encrypted(plain, bytes.fromhex(key), place)


def unseal_bytes(sealed: bytes, *, key: str, place: str) -> bytes:
    """Decrypt; raises cryptography's InvalidTag when the bytes were moved or altered."""
    if sealed[0] != AES_256_GCM:
        raise DesignError(f"sealed bytes of unknown version {sealed[0]}")
    return _decrypted(sealed[1:], bytes.fromhex(key), place)


def _encrypted(plain: bytes, key: bytes, place: str) -> bytes:
    nonce = os.urandom(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, plain, place.encode())


def _decrypted(body: bytes, key: bytes, place: str) -> bytes:
    return AESGCM(key).decrypt(body[:NONCE_BYTES], body[NONCE_BYTES:], place.encode())


def normalised(plain: str) -> str:
    return "".join(char for char in unicodedata.normalize("NFKC", plain).upper() if char.isalnum())


def blind_index(plain: str, *, column: str) -> bytes:
    """The same value gives the same index within one column, and says nothing without the key."""
    column_key = hmac.digest(key_ring().index_key, column.encode(), hashlib.sha256)
    return hmac.digest(column_key, normalised(plain).encode(), hashlib.sha256)[:INDEX_BYTES]


class CiphertextField(models.BinaryField):
    """A column of sealed bytes, named ``<name>_ct``. Its model says with ``place_of(name)`` where a value stands."""

    @property
    def stem(self) -> str:
        return self.name.removesuffix("_ct")


class SealedField(CiphertextField):
    """Declares ``<name>_ct`` and adds ``<name>_idx`` and ``<name>_tail`` beside it. Name it ``…_ct``."""

    def __init__(self, *args: Any, tail_length: int = 4, **kwargs: Any) -> None:
        self.tail_length = tail_length
        kwargs.setdefault("null", True)
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> tuple[str, str, Any, Any]:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "tail_length": self.tail_length}

    def contribute_to_class(self, cls: Any, name: str, private_only: bool = False) -> None:
        if not name.endswith("_ct"):
            raise DesignError(f"sealed column {name!r} must end in _ct")
        super().contribute_to_class(cls, name, private_only)
        stem = name.removesuffix("_ct")
        # Migrations list the two beside it by themselves: only real classes add them.
        if not cls._meta.abstract and cls.__module__ != "__fake__":
            index = models.BinaryField(null=True, blank=True, editable=False, db_index=True)
            tail = models.CharField(max_length=self.tail_length, blank=True, default="", editable=False)
            index.contribute_to_class(cls, f"{stem}_idx")
            tail.contribute_to_class(cls, f"{stem}_tail")


def ciphertext_columns() -> list[tuple[type[models.Model], CiphertextField]]:
    """Every sealed column of every model, in the order of their names."""
    found = [
        (model, field)
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, CiphertextField)
    ]
    return sorted(found, key=lambda pair: (pair[0]._meta.label, pair[1].name))


class SealedColumns(models.Model):
    """Mixin of a model with sealed columns: ``uid`` is set before the insert and never changes."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    class Meta:
        abstract = True

    def seal_into(self, name: str, plain: str) -> None:
        """Set the three columns of ``name``; an empty value clears them."""
        field = self._meta.get_field(f"{name}_ct")
        setattr(self, f"{name}_ct", seal(plain, place=self.place_of(name)) if plain else None)
        setattr(self, f"{name}_idx", self.index_of(name, plain) if plain else None)
        setattr(self, f"{name}_tail", plain[-field.tail_length :] if plain else "")  # type: ignore[union-attr]

    def unsealed(self, name: str) -> str:
        sealed = getattr(self, f"{name}_ct")
        return unseal(bytes(sealed), place=self.place_of(name)) if sealed else ""

    def index_of(self, name: str, plain: str) -> bytes:
        """The blind index that a row with this value has in ``name``: for looking whether there is one."""
        return blind_index(plain, column=self._column(name))

    def masked(self, name: str, *, shown: int = 4) -> str:
        """The last characters behind stars: four on pages, two or none on walls, in notices and in exports."""
        tail = str(getattr(self, f"{name}_tail"))[-shown:] if shown else ""
        return f"****{tail}" if getattr(self, f"{name}_tail") else ""

    def _column(self, name: str) -> str:
        return f"{self._meta.db_table}|{name}"

    def place_of(self, name: str) -> str:
        """What the ciphertext of ``name`` is bound to."""
        return f"{self._column(name)}|{self.uid}"
