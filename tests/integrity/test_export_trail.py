"""A copy of the trail goes out: who may take it, what it holds, and that the taking is in it."""

from __future__ import annotations

import io
import json

import pytest
from django.core.management import CommandError, call_command

from integrity.actions import NoSuchVillage, export_trail
from integrity.models import AuditEntry
from integrity.trail import exporting
from portal.kernel.actions import action
from portal.kernel.errors import DesignError, NotPermitted
from portal.kernel.permissions import PORTAL
from tests.integrity.bundles import superuser, verify
from tests.integrity.conftest import sign
from tests.world import WHY, actor, holder, village


def export(folder, *arguments):
    out = io.StringIO()
    call_command("audit_export", "--out", str(folder), *arguments, stdout=out)
    return out.getvalue()


def leaves(folder):
    return [json.loads(line) for line in (folder / "leaves.jsonl").read_text().splitlines()]


def deeds():
    return [entry.said for entry in AuditEntry.objects.filter(body__contains="integrity.export_trail").order_by("pk")]


# --- the deed --------------------------------------------------------------------------------------------------------


def test_the_deed_names_the_villages_and_the_reason(seeded_today):
    named = export_trail(WHY, PORTAL, villages=[village(2).pk, village(1).pk], reason="兴纪函〔2026〕3号")
    assert named == (village(1).pk, village(2).pk)
    (said,) = deeds()
    assert said["facts"] == [{"fact": "TrailExported", "villages": list(named)}]
    assert said["reason"] == "兴纪函〔2026〕3号"
    assert said["result"] == "ok"


def test_a_village_that_is_not_there_is_named(seeded_today):
    with pytest.raises(NoSuchVillage) as refused:
        export_trail(WHY, PORTAL, villages=[village(1).pk, 9999])
    assert "没有编号为9999的点位" in refused.value.fields["villages"]


def test_who_administers_the_trail_may_take_it_and_who_only_reads_it_may_not(seeded_today):
    assert export_trail(actor(holder("audit_admin")), PORTAL) == ()
    for role in ("auditor", "discipline", "office"):
        with pytest.raises(NotPermitted):
            export_trail(actor(holder(role)), PORTAL)


def test_it_is_never_a_part_of_another_deed(db, monkeypatch):
    """Its entry must be committed before anything leaves."""
    from integrity.permissions import EXPORT_TRAIL
    from portal.kernel import actions

    monkeypatch.setattr(actions.ACTIONS, "_entries", dict(actions.ACTIONS._entries))

    @action(needs=EXPORT_TRAIL)
    def outer(who, portal):
        export_trail(who, portal)

    with pytest.raises(DesignError):
        outer(WHY, PORTAL)


# --- the bundle ------------------------------------------------------------------------------------------------------


@pytest.mark.database
def test_a_bundle_of_real_deeds_holds_its_own_deed_and_is_verified_by_outsiders(trail, tmp_path):
    said = export(tmp_path / "out")
    done = verify(tmp_path / "out", "--held", trail, verifier=tmp_path / "out" / "verify_audit.py")
    assert done.returncode == 0, done.stdout + done.stderr
    rows = leaves(tmp_path / "out")
    assert f"条目{len(rows)}条，签名检查点2个，您所持的根1个。" in done.stdout
    assert f"（留痕{len(rows)}条，其中未附内容0条；校验点2个）" in said
    assert json.loads(rows[-1]["body"])["action"] == "integrity.export_trail"
    assert {path.name for path in (tmp_path / "out").iterdir()} == {
        "leaves.jsonl",
        "checkpoints.jsonl",
        "pub.pem",
        "verify_audit.py",
        "README.txt",
    }


def test_texts_of_other_villages_and_of_none_are_withheld_and_it_still_verifies(trail, tmp_path):
    shown = village(3).pk
    export(tmp_path / "out", "--village", str(shown))
    assert verify(tmp_path / "out", "--held", trail).returncode == 0
    rows = leaves(tmp_path / "out")
    bodies = [json.loads(row["body"]) for row in rows if row["body"] is not None]
    assert bodies
    assert all(shown in body["scope"] for body in bodies)
    hidden = [row["idx"] for row in rows if row["body"] is None]
    entries = AuditEntry.objects.exclude(scope__contains=[shown]).count()
    assert len(hidden) == entries
    assert f"其中未附内容的{entries}条" in (tmp_path / "out" / "README.txt").read_text()


def test_a_folder_that_is_there_is_never_written_into_and_no_deed_is_kept(trail, tmp_path):
    (tmp_path / "out").mkdir()
    with pytest.raises(CommandError, match="已存在"):
        export(tmp_path / "out")
    assert list((tmp_path / "out").iterdir()) == []
    assert deeds() == []


@pytest.mark.django_db(transaction=True)
def test_without_a_checkpoint_nothing_is_left_behind(seeded_today, tmp_path):
    with pytest.raises(CommandError, match="还没有已签署的校验点"):
        export(tmp_path / "out")
    assert list(tmp_path.iterdir()) == []


def test_what_was_begun_is_cleared_away_when_it_cannot_be_ended(trail, tmp_path, monkeypatch):
    def full(*_):
        raise OSError("no space left")

    monkeypatch.setattr(exporting.shutil, "copyfile", full)
    with pytest.raises(OSError, match="no space"):
        export(tmp_path / "out")
    assert [path.name for path in tmp_path.iterdir()] == ["key"]


def test_an_unknown_village_is_told_as_a_sentence(trail, tmp_path):
    with pytest.raises(CommandError, match="没有编号为9999的点位"):
        export(tmp_path / "out", "--village", "9999")
    assert not (tmp_path / "out").exists()


def test_only_its_owner_can_enter_the_folder(trail, tmp_path):
    export(tmp_path / "out")
    assert (tmp_path / "out").stat().st_mode & 0o077 == 0


def test_after_a_new_key_the_bundle_holds_what_that_key_signed_and_says_so(trail, signing_key, tmp_path):
    signing_key.write_text("02" * 32)
    export(tmp_path / "older")
    sign()
    export(tmp_path / "out")
    assert len((tmp_path / "out" / "checkpoints.jsonl").read_text().splitlines()) == 1
    assert "另有2个校验点由更换前的密钥签署" in (tmp_path / "out" / "README.txt").read_text()
    assert verify(tmp_path / "out", "--held", trail).returncode == 0
    assert (tmp_path / "out" / "pub.pem").read_bytes() != (tmp_path / "older" / "pub.pem").read_bytes()


def test_an_entry_that_is_gone_is_not_passed_off_as_withheld(trail, tmp_path):
    with superuser() as cursor:
        cursor.execute("ALTER TABLE audit_entry DISABLE TRIGGER USER")
        cursor.execute("DELETE FROM audit_entry WHERE id = (SELECT entry_id FROM audit_leaf WHERE idx = 5)")
    export(tmp_path / "out", "--village", str(village(1).pk))
    done = verify(tmp_path / "out")
    assert done.returncode == 1
    assert "第5条：内容与摘要不符" in done.stdout
