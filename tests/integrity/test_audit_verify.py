"""`manage.py audit_verify`: whoever may do anything to the database still changes nothing unseen."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.management import CommandError, call_command

from integrity.trail import exporting, reading, sealing, verifying
from integrity.trail.checkpoints import prepare
from integrity.trail.verifying import Held
from tests.integrity.bundles import asked, tampering, verify
from tests.world import reported, village

pytestmark = pytest.mark.database


def test_a_whole_trail_is_told_in_one_line_with_its_numbers(trail):
    size = int(trail.split(":")[0])
    code, said = asked(trail)
    assert code == 0
    assert said.count("\n") == 1
    assert f"封存{size}条、待封存0条" in said
    assert "校验点2个、所持校验码1个" in said


@pytest.mark.parametrize(("part", "stretch"), [(1, 1), (3, 2), (7, 100)])
def test_in_parts_of_any_size_it_is_the_same_trail(trail, monkeypatch, part, stretch):
    monkeypatch.setattr(verifying, "AT_ONCE", part)
    monkeypatch.setattr(reading, "STRETCH", stretch)
    size = int(trail.split(":")[0])
    assert f"封存{size}条、待封存0条" in asked(trail)[1]
    with tampering() as cursor:
        cursor.execute("UPDATE audit_leaf SET leaf = '\\x00' || substr(leaf, 2) WHERE idx = 11")
        cursor.execute("DELETE FROM audit_entry WHERE id = (SELECT entry_id FROM audit_leaf WHERE idx = 12)")
    code, said = asked(trail)
    assert code == 1
    assert said.count("第11条：内容与封存的叶值不符。") == said.count("第12条：封存还在，条目已不在。") == 1


def test_a_leaf_that_is_no_digest_any_more_is_found(trail):
    with tampering() as cursor:
        cursor.execute("ALTER TABLE audit_leaf DROP CONSTRAINT audit_leaf_is_a_digest")
        cursor.execute("UPDATE audit_leaf SET leaf = leaf || '\\x00' WHERE idx = 11")
    code, said = asked(trail)
    assert (code, "第11条：内容与封存的叶值不符。" in said) == (1, True)


def test_an_empty_trail_is_whole(transactional_db):
    assert asked()[0] == 0


def test_what_is_not_sealed_yet_is_counted_and_no_finding(trail):
    reported(village(6), "signed_households", 32, 100)
    code, said = asked(trail)
    assert code == 0
    assert "待封存0条" not in said


def test_a_root_copied_from_paper_in_groups_is_read(trail):
    size, root = trail.split(":")
    grouped = " ".join(root[start : start + 16] for start in range(0, 64, 16)).upper()
    assert asked(f"{size}:{grouped}")[0] == 0


@pytest.mark.parametrize("held", ["9", "9:ab", f"-1:{'a' * 64}", f"{'9' * 30}:{'a' * 64}"])
def test_a_root_that_cannot_be_read_is_told(held):
    with pytest.raises(CommandError, match="请写成“条数:64位校验码”"):
        call_command("audit_verify", f"--held={held}")


AT = 5
# Each writes as the superuser while no trigger stands in his way.
TAMPERED: dict[str, tuple[str, str]] = {
    "an entry changed": (
        "UPDATE audit_entry SET body = replace(body, '\"result\":\"ok\"', '\"result\":\"no\"')"
        " WHERE id = (SELECT entry_id FROM audit_leaf WHERE idx = %(at)s)",
        "第5条：内容与封存的叶值不符。",
    ),
    "an entry changed and its leaf rewritten": (
        "UPDATE audit_entry SET body = replace(body, '\"result\":\"ok\"', '\"result\":\"no\"')"
        " WHERE id = (SELECT entry_id FROM audit_leaf WHERE idx = %(at)s);"
        "UPDATE audit_leaf SET leaf = sha256('\\x00'::bytea || convert_to(body, 'UTF8'))"
        " FROM audit_entry WHERE idx = %(at)s AND id = entry_id",
        "与所记不符，其中有条目被改动",
    ),
    "an entry deleted": (
        "DELETE FROM audit_entry WHERE id = (SELECT entry_id FROM audit_leaf WHERE idx = %(at)s)",
        "第5条：封存还在，条目已不在。",
    ),
    "an entry deleted with its leaf": (
        "DELETE FROM audit_entry WHERE id = (SELECT entry_id FROM audit_leaf WHERE idx = %(at)s);"
        "DELETE FROM audit_leaf WHERE idx = %(at)s",
        "封存序号不连续：应为第5条，实为第6条。",
    ),
    "an entry deleted and the others moved up": (
        "DELETE FROM audit_entry WHERE id = (SELECT entry_id FROM audit_leaf WHERE idx = %(at)s);"
        "DELETE FROM audit_leaf WHERE idx = %(at)s;"
        "UPDATE audit_leaf SET idx = -idx WHERE idx > %(at)s;"
        "UPDATE audit_leaf SET idx = -idx - 1 WHERE idx < 0",
        "与所记不符，其中有条目被改动",
    ),
    "an entry inserted": (
        "UPDATE audit_leaf SET idx = -idx WHERE idx >= %(at)s;"
        "UPDATE audit_leaf SET idx = -idx + 1 WHERE idx < 0;"
        "WITH made AS (INSERT INTO audit_entry (body) SELECT body"
        " FROM audit_entry LIMIT 1 RETURNING id, body)"
        " INSERT INTO audit_leaf SELECT %(at)s, id, sha256('\\x00'::bytea || convert_to(body, 'UTF8')) FROM made",
        "与所记不符，其中有条目被改动",
    ),
    "two entries that changed places": (
        "CREATE TEMP TABLE both_of_them AS SELECT * FROM audit_leaf WHERE idx IN (%(at)s, %(at)s + 1);"
        "DELETE FROM audit_leaf WHERE idx IN (%(at)s, %(at)s + 1);"
        "INSERT INTO audit_leaf SELECT 2 * %(at)s + 1 - idx, entry_id, leaf FROM both_of_them",
        "与所记不符，其中有条目被改动",
    ),
    "the last entries deleted with their leaves": (
        "WITH gone AS (DELETE FROM audit_leaf WHERE idx >= (SELECT max(size) - 1 FROM audit_seal) RETURNING entry_id)"
        " DELETE FROM audit_entry USING gone WHERE id = entry_id",
        "现在封存的只有",
    ),
}  # fmt: skip


def without_idx_check(cursor: Any) -> None:
    cursor.execute("ALTER TABLE audit_leaf DROP CONSTRAINT audit_leaf_counts_from_zero")


@pytest.mark.parametrize("case", TAMPERED)
def test_whatever_was_done_to_the_tables_is_found_here_and_by_the_outsider(trail, tmp_path, case):
    statements, told = TAMPERED[case]
    with tampering() as cursor:
        without_idx_check(cursor)
        cursor.execute(statements, {"at": AT})
    assert verifying.verify().findings, "seals and signatures alone find it, too"
    code, said = asked(trail)
    assert code == 1
    assert told in said
    exporting.write_bundle(tmp_path / "out")
    assert verify(tmp_path / "out", "--held", trail).returncode == 1


def test_a_trail_made_anew_from_its_first_entry_is_found_by_the_held_root_alone(trail, tmp_path):
    with tampering() as cursor:
        cursor.execute(TAMPERED["an entry changed"][0], {"at": AT})
        cursor.execute("DELETE FROM audit_leaf; DELETE FROM audit_seal; DELETE FROM audit_checkpoint")
    sealing.seal(waits=True)
    signed = prepare()
    assert signed
    signed.keep()
    assert asked()[0] == 0
    code, said = asked(trail)
    assert code == 1
    assert "您所持的" in said
    exporting.write_bundle(tmp_path / "out")
    assert verify(tmp_path / "out").returncode == 0
    assert verify(tmp_path / "out", "--held", trail).returncode == 1


def test_a_leaf_taken_away_after_its_seal_is_found_by_the_transactions_too(trail):
    with tampering() as cursor:
        cursor.execute("DELETE FROM audit_leaf WHERE idx = %s", [AT])
    assert any("没有封存，而比它晚的都已封存" in said for said in verifying.verify().findings)


def test_a_signature_that_is_not_of_its_key_is_found(trail):
    with tampering() as cursor:
        cursor.execute("UPDATE audit_checkpoint SET sig = sha512(sig) WHERE id = 1")
    code, said = asked()
    assert code == 1
    assert "签名与登记的公钥不符" in said


def test_a_seal_that_was_taken_away_is_found(trail):
    with tampering() as cursor:
        cursor.execute("DELETE FROM audit_seal WHERE size = (SELECT max(size) FROM audit_seal)")
    code, said = asked()
    assert code == 1
    assert "最后一次封存记的是" in said


def test_of_a_thousand_findings_the_first_are_told_and_all_are_counted(trail):
    size = int(trail.split(":")[0])
    with tampering() as cursor:
        cursor.execute("UPDATE audit_entry SET body = replace(body, '\"v\":1', '\"v\":2')")
    code, said = asked()
    assert code == 1
    assert f"条目：另有{size - verifying.MOST_OF_A_KIND}处，从略。" in said
    assert f"发现{size}处" in said


def test_a_held_root_of_nothing_is_that_of_the_empty_tree(trail):
    empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert not verifying.verify([Held(0, empty)]).findings
    assert len(verifying.verify([Held(0, "0" * 64)]).findings) == 1
