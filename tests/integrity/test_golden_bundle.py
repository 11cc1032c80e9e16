"""The golden bundle: our code, the database and the verifier that was written apart all come to the same bytes."""

from __future__ import annotations

import pytest

from integrity.models import AuditEntry, AuditLeaf
from integrity.trail import checkpoints, exporting, recording, sealing, tree
from tests.integrity import golden_bundle
from tests.integrity.bundles import held_now, verify

HELD = (golden_bundle.FOLDER / "root.txt").read_text().strip()


def kept() -> dict[str, bytes]:
    return {name: (golden_bundle.FOLDER / name).read_bytes() for name in golden_bundle.FILES}


def test_our_code_makes_it_byte_for_byte():
    assert golden_bundle.build() == kept()


def test_the_verifier_that_was_written_apart_accepts_it():
    done = verify(golden_bundle.FOLDER, "--held", HELD)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "条目12条，签名检查点2个，您所持的根1个。" in done.stdout
    assert "未附内容的2条（只核摘要）：2、8" in done.stdout


@pytest.mark.parametrize("prefix", ["LEAF", "NODE"])
def test_a_mistake_planted_on_our_side_turns_it_red(monkeypatch, tmp_path, prefix):
    monkeypatch.setattr(tree, prefix, b"\x02")
    made = golden_bundle.build()
    assert made != kept()
    for name, content in made.items():
        (tmp_path / name).write_bytes(content)
    assert verify(tmp_path, "--held", made["root.txt"].decode().strip()).returncode == 1


@pytest.mark.database
@pytest.mark.django_db(transaction=True)
def test_the_database_seals_it_and_the_export_writes_it_byte_for_byte(tmp_path):
    assert not AuditEntry.objects.exists()
    bodies = golden_bundle.bodies()
    for first, last in ((0, 7), (7, 12)):
        recording.add(bodies[first:last])
        sealing.seal(waits=True)
    for checkpoint in golden_bundle.checkpoints():
        checkpoint.keep()
    assert held_now() == HELD
    keys = AuditEntry.objects.order_by("pk").values_list("pk", flat=True)
    assert list(AuditLeaf.objects.order_by("idx").values_list("idx", "entry_id")) == list(enumerate(keys))
    exporting.write_bundle(tmp_path / "out", villages=[golden_bundle.SHOWN])
    written = {name: (tmp_path / "out" / name).read_bytes() for name in golden_bundle.FILES if name != "root.txt"}
    assert written == {name: content for name, content in kept().items() if name != "root.txt"}


@pytest.mark.django_db(transaction=True)
def test_the_signer_comes_to_its_roots_from_the_texts(settings, tmp_path):
    """In two steps, the second from the first one's signature on."""
    settings.SIGNING_KEY = str(tmp_path / "key")
    (tmp_path / "key").write_text(golden_bundle.KEY.private_bytes_raw().hex())
    said = []
    for first, last in ((0, 7), (7, 12)):
        recording.add(golden_bundle.bodies()[first:last])
        signed = checkpoints.prepare()
        assert signed
        signed.keep()
        said.append(signed.note.split("\n")[:3])
    assert said == [each.note.split("\n")[:3] for each in golden_bundle.checkpoints()]
    assert checkpoints.prepare() is None
