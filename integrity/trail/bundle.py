"""The lines of a bundle, byte for byte as decision 11 has them. ``verify_audit.py`` was written from the same words
by somebody who saw none of this; that both agree is shown by the golden bundle of the tests.
"""

from __future__ import annotations

import base64
import json

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

LEAVES = "leaves.jsonl"
CHECKPOINTS = "checkpoints.jsonl"
PUBLIC_KEY = "pub.pem"


def leaf_line(idx: int, leaf: str, body: str | None) -> str:
    """``leaf`` in lower-case hexadecimal digits; ``body`` None when it is withheld."""
    return f'{{"idx":{idx},"leaf":"{leaf}","body":{json.dumps(body)}}}\n'


def checkpoint_line(note: str, signature: bytes) -> str:
    return f'{{"note":{json.dumps(note)},"sig":"{base64.b64encode(signature).decode()}"}}\n'


def public_pem(public: bytes) -> bytes:
    """The key as RFC 8410 writes it."""
    return Ed25519PublicKey.from_public_bytes(public).public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
