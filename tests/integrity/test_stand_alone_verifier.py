"""The verifier that an outsider runs: written from the agreed formats alone, it shares no line with the portal.

Its bundle here is made by a third hand, this test's, so that neither side can hide a mistake of its own.
"""

from __future__ import annotations

import ast
import base64
import hashlib
import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.integrity.bundles import VERIFIER, verify

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
WITHHELD = {3, 7}
SIZES = (0, 1, 5, 9)


def tree_hash(leaves: list[bytes]) -> bytes:
    """RFC 6962, section 2.1, word by word."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    half = 1
    while half * 2 < len(leaves):
        half *= 2
    return hashlib.sha256(b"\x01" + tree_hash(leaves[:half]) + tree_hash(leaves[half:])).digest()


def body(number: int) -> str:
    return json.dumps({"v": 1, "action": "试", "n": number}, sort_keys=True, separators=(",", ":"))


LEAVES = [hashlib.sha256(b"\x00" + body(number).encode()).digest() for number in range(9)]
ROOT_OF_ALL = f"{len(LEAVES)}:{tree_hash(LEAVES).hex()}"


def line(**values: object) -> str:
    return json.dumps(values, separators=(",", ":")) + "\n"


def checkpoint(size: int, *, key: Ed25519PrivateKey = KEY, root: bytes | None = None) -> str:
    root = root or tree_hash(LEAVES[:size])
    note = f"portal.640104/audit\n{size}\n{root.hex()}\n2026-11-22T10:00:00Z\n"
    return line(note=note, sig=base64.b64encode(key.sign(note.encode())).decode())


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    leaves = [
        line(idx=number, leaf=leaf.hex(), body=None if number in WITHHELD else body(number))
        for number, leaf in enumerate(LEAVES)
    ]
    (tmp_path / "leaves.jsonl").write_text("".join(leaves))
    (tmp_path / "checkpoints.jsonl").write_text("".join(checkpoint(size) for size in SIZES))
    public = KEY.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    (tmp_path / "pub.pem").write_bytes(public)
    return tmp_path


def test_a_whole_bundle_verifies_and_lists_what_was_withheld(bundle):
    done = verify(bundle, "--held", ROOT_OF_ALL)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "条目9条，签名检查点4个，您所持的根1个。" in done.stdout
    assert "未附内容的2条（只核摘要）：3、7" in done.stdout
    assert done.stdout.splitlines()[-1] == "核验相符。"


def test_without_a_root_kept_outside_it_says_what_is_not_proved(bundle):
    done = verify(bundle)
    assert done.returncode == 0
    assert done.stdout.splitlines()[-1].startswith("核验相符。没有给出您自己留存的校验码")


def rewrite(file: str, change: Callable[[list[str]], list[str]]) -> Callable[[Path], None]:
    def rewritten(folder: Path) -> None:
        lines = (folder / file).read_text().splitlines(keepends=True)
        (folder / file).write_text("".join(change(lines)))

    return rewritten


def swapped(lines: list[str]) -> list[str]:
    """Two entries change places and get each other's numbers, leaves recomputed by nobody."""
    first, second = json.loads(lines[1]), json.loads(lines[2])
    first["idx"], second["idx"] = 2, 1
    return [lines[0], line(**second), line(**first), *lines[3:]]


def rewritten_with_its_leaf(lines: list[str]) -> list[str]:
    """What an operator with all rights would do: change the entry and its leaf."""
    new = body(4).replace('"n":4', '"n":5')
    return [*lines[:4], line(idx=4, leaf=hashlib.sha256(b"\x00" + new.encode()).hexdigest(), body=new), *lines[5:]]


TAMPERED = {
    "a changed body": (
        rewrite("leaves.jsonl", lambda rows: [row.replace('n\\":4', 'n\\":5') for row in rows]),
        "第4条",
    ),
    "a changed body with its leaf": (rewrite("leaves.jsonl", rewritten_with_its_leaf), "的根与所记不符"),
    "two entries swapped": (rewrite("leaves.jsonl", swapped), "的根与所记不符"),
    "an entry removed": (rewrite("leaves.jsonl", lambda rows: rows[:4] + rows[5:]), "序号不是4"),
    "the last entry removed": (rewrite("leaves.jsonl", lambda rows: rows[:-1]), "需要9条，这里只有8条"),
    "an entry doubled": (rewrite("leaves.jsonl", lambda rows: [*rows[:5], rows[4], *rows[5:]]), "序号不是5"),
    "capital letters in a leaf": (
        rewrite("leaves.jsonl", lambda rows: [rows[0].replace(LEAVES[0].hex(), LEAVES[0].hex().upper()), *rows[1:]]),
        "格式不符",
    ),
    "a blank in a line": (rewrite("leaves.jsonl", lambda rows: [rows[0].replace(",", ", ", 1), *rows[1:]]), "格式不符"),
    "a key twice": (
        rewrite("leaves.jsonl", lambda rows: [rows[0].replace('"idx":0', '"idx":9,"idx":0'), *rows[1:]]),
        "格式不符",
    ),
    "a checkpoint of another tree": (
        rewrite("checkpoints.jsonl", lambda rows: [*rows, checkpoint(8, root=b"\x01" * 32)]),
        "前8条的根与所记不符",
    ),
    "a checkpoint signed by another": (
        rewrite("checkpoints.jsonl", lambda rows: [*rows, checkpoint(9, key=Ed25519PrivateKey.generate())]),
        "签名与 pub.pem 不符",
    ),
    "a checkpoint whose note was changed": (
        rewrite("checkpoints.jsonl", lambda rows: [row.replace("10:00:00Z", "11:00:00Z") for row in rows]),
        "签名与 pub.pem 不符",
    ),
}


@pytest.mark.parametrize("case", TAMPERED)
def test_whatever_was_tampered_with_is_found(bundle, case):
    tamper, told = TAMPERED[case]
    tamper(bundle)
    done = verify(bundle, "--held", ROOT_OF_ALL)
    assert done.returncode == 1
    assert told in done.stdout
    assert "核验相符" not in done.stdout


def test_a_held_root_finds_a_trail_that_was_made_anew_with_the_right_key(bundle):
    """A signature alone finds nothing when the operator himself cheats; a root held outside does."""
    (bundle / "leaves.jsonl").write_text(
        "".join(line(idx=at, leaf=leaf.hex(), body=None) for at, leaf in enumerate(LEAVES[:2]))
    )
    (bundle / "checkpoints.jsonl").write_text(checkpoint(2))
    assert verify(bundle).returncode == 0
    assert verify(bundle, "--held", ROOT_OF_ALL).returncode == 1


def test_nothing_to_compare_with_is_no_success(bundle):
    (bundle / "checkpoints.jsonl").write_text("")
    done = verify(bundle)
    assert done.returncode == 1
    assert "没有可核对的检查点" in done.stdout


@pytest.mark.parametrize("held", ["9", "9:ab", f"9:{'G' * 64}", f"-1:{'a' * 64}"])
def test_a_held_root_that_cannot_be_read_is_told(bundle, held):
    done = verify(bundle, "--held", held)
    assert done.returncode == 1
    assert "--held 请写成" in done.stderr


MISTAKES = {
    "leaves without their prefix": ('b"\\x00" + body', "body"),
    "nodes without their prefix": ('b"\\x01" + left', "left"),
    "nodes turned round": ("left + right", "right + left"),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_planted_in_the_verifier_turns_this_test_red(bundle, tmp_path_factory, mistake):
    right, wrong = MISTAKES[mistake]
    text = VERIFIER.read_text()
    assert text.count(right) == 1
    sabotaged = tmp_path_factory.mktemp("sabotaged") / "verify_audit.py"
    sabotaged.write_text(text.replace(right, wrong))
    assert verify(bundle, verifier=sabotaged).returncode == 1


def test_a_verifier_that_takes_any_signature_turns_this_test_red(bundle, tmp_path_factory):
    right, wrong = "return (p[0]", "return True or (p[0]"
    text = VERIFIER.read_text()
    assert text.count(right) == 1
    sabotaged = tmp_path_factory.mktemp("sabotaged") / "verify_audit.py"
    sabotaged.write_text(text.replace(right, wrong))
    tamper, told = TAMPERED["a checkpoint signed by another"]
    tamper(bundle)
    assert told in verify(bundle).stdout
    assert told not in verify(bundle, verifier=sabotaged).stdout


def test_it_stands_alone_on_two_hundred_lines():
    text = VERIFIER.read_text()
    assert len(text.splitlines()) <= 200
    imported = {
        alias.name for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Import) for alias in node.names
    }
    imported |= {node.module for node in ast.walk(ast.parse(text)) if isinstance(node, ast.ImportFrom)}
    assert imported <= sys.stdlib_module_names
