"""The golden bundle: twelve entries whose every byte is settled, two of them withheld, and two checkpoints.

``python -m tests.integrity.golden_bundle`` writes it anew. It is written once; should it ever differ, then a format
has changed that outsiders hold copies of.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from integrity.trail import bundle, tree
from integrity.trail.checkpoints import Checkpoint, Note, sign
from portal.kernel.entries import canonical

FOLDER = Path(__file__).with_name("golden")
FILES = (bundle.LEAVES, bundle.CHECKPOINTS, bundle.PUBLIC_KEY, "root.txt")
# The first of the keys that RFC 8032 prints for tests.
KEY = Ed25519PrivateKey.from_private_bytes(
    bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")
)
SHOWN = 1  # the village whose texts are in it
SIZES = {7: datetime(2026, 11, 22, 10, 0, tzinfo=UTC), 12: datetime(2026, 11, 23, 1, 30, 59, tzinfo=UTC)}


def bodies() -> list[str]:
    """Every kind of value that an entry can hold stands in one of them."""
    return [canonical({**_usual(number), **own}) for number, own in enumerate(_OWN)]


def lines() -> list[str]:
    """Bodies of other villages are withheld."""
    return [
        bundle.leaf_line(number, tree.leaf_of(body).hex(), body if f'"scope":[{SHOWN}' in body else None)
        for number, body in enumerate(bodies())
    ]


def checkpoints() -> list[Checkpoint]:
    return [sign(Note(size, _tree(size).root.hex(), at), KEY) for size, at in SIZES.items()]


def build() -> dict[str, bytes]:
    """The content of each file of the bundle."""
    whole = _tree(len(_OWN))
    signed = "".join(bundle.checkpoint_line(each.note, each.signature) for each in checkpoints())
    return {
        bundle.LEAVES: "".join(lines()).encode(),
        bundle.CHECKPOINTS: signed.encode(),
        bundle.PUBLIC_KEY: bundle.public_pem(KEY.public_key().public_bytes_raw()),
        "root.txt": f"{whole.size}:{whole.root.hex()}\n".encode(),
    }


def _tree(size: int) -> tree.Tree:
    return tree.Tree().grown(tree.leaf_of(body) for body in bodies()[:size])


def _usual(number: int) -> dict[str, Any]:
    return {
        "v": 1,
        "at": f"2026-11-22T09:{number:02}:00.000000Z",
        "actor": {"kind": "person", "user": 7},
        "roles": ["liaison"],
        "via": "web",
        "ip": "192.0.2.1",
        "req": f"00000000-0000-4000-8000-{number:012}",
        "action": "projects.report_figure",
        "object": f"projects.figurereport:{number}",
        "scope": [SHOWN],
        "result": "ok",
        "before": {},
        "after": {},
        "facts": [],
        "cause": None,
        "reason": "",
        "deed": f"00000000-0000-4000-9000-{number:012}",
        "salt": f"{number:032x}",
    }


_OWN: list[dict[str, Any]] = [
    {"after": {"numerator": 148, "denominator": 212, "source": "掌政镇台账"}},
    {"before": {"amount": 131800000000}, "after": {"amount": -1}},
    {"scope": [2], "after": {"name": "hmac:0a1b2c3d:0123456789abcdef"}},
    {"scope": [SHOWN, 2], "object": "projects.village:1", "roles": ["commander", "office"]},
    {"actor": {"kind": "person", "user": 8, "for": 7}, "reason": "出差期间代办"},
    {"result": "denied", "facts": [{"fact": "NotPermitted", "status": 403, "clause": ""}]},
    {"result": "failed", "facts": [{"fact": "InvalidInput", "status": 422, "clause": "", "fields": ["as_of"]}]},
    {"via": "sql", "actor": None, "roles": [], "req": "", "action": "sql.update", "reason": "portal_owner psql"},
    {"scope": [], "via": "task", "actor": {"kind": "system", "why": "周报"}, "action": "reports.make_edition"},
    {"after": {"text": '引号"、反斜杠\\、换行\n、制表\t、斜杠/、删除\x7f', "rare": "𠮷㛃", "none": None, "yes": True}},
    {"after": {"due_on": "2027-12-31", "share": "1/3", "area": "12.50", "long": f"sha256:{'ab' * 32}"}},
    {"cause": f"00000000-0000-4000-9000-{10:012}", "via": "api", "facts": [{"fact": "FigureReported", "kind": "签约"}]},
]  # fmt: skip


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for name, content in build().items():
        (FOLDER / name).write_bytes(content)
