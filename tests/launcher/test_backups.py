"""`make backup` while the portal serves, and `make restore-drill`, which must notice whatever did not come back."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.launcher.standing import Portal, eventually, launch

pytestmark = pytest.mark.slow

PAPERS = "from portal.reports.models import Edition; print(Edition.objects.exclude(pdf_hash='').count())"


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    """A portal that serves and whose first paper is printed."""
    portal = Portal(tmp_path_factory.mktemp("portal") / "var")
    try:
        portal.start()
        assert eventually(lambda: portal.shell(PAPERS) != "0", seconds=90)
        yield portal
    finally:
        portal.remove()


@pytest.fixture(scope="module")
def backup(portal: Portal) -> Path:
    """One backup, made while the portal serves."""
    done = launch("backup", **portal.variables)
    assert done.returncode == 0, done.stderr
    assert "已备份" in done.stdout
    (folder,) = [mark.parent for mark in (portal.var / "backups").glob("*/manifest.json")]
    return folder


@pytest.fixture
def copied(backup: Path, tmp_path: Path) -> Path:
    """A copy of the backup and its pool, to be damaged."""
    shutil.copytree(backup.parent, tmp_path / "backups")
    return tmp_path / "backups" / backup.name


def drill(portal: Portal, **variables: str) -> subprocess.CompletedProcess[str]:
    return launch("restore-drill", **portal.variables, **variables)


def test_what_was_backed_up_comes_back_whole(portal, backup):
    done = drill(portal)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "恢复后的系统与备份一致" in done.stdout
    assert "恢复演练办成" in done.stdout
    assert portal.answers()


def test_the_manifest_names_every_table_and_file(portal, backup):
    manifest = json.loads((backup / "manifest.json").read_text())
    assert manifest["world"] == "real"
    assert {"accounts_user", "reports_edition", "projects_village", "audit_entry"} <= manifest["tables"].keys()
    assert manifest["tables"]["projects_village"] == 12
    assert len(manifest["files"]) >= 1
    for digest in manifest["files"]:
        assert (backup.parent / "files" / digest[:2] / digest).exists()


def test_only_its_owner_can_enter_a_backup(backup):
    assert backup.stat().st_mode & 0o077 == 0


def test_no_key_and_no_password_is_in_it(portal, backup):
    secrets = [path.read_text().strip().encode() for path in (portal.var / "secrets").iterdir()]
    held = (backup / "database.dump").read_bytes() + (backup / "manifest.json").read_bytes()
    assert secrets
    assert not [secret for secret in secrets if secret in held]


def test_a_damaged_dump_is_noticed(portal, copied):
    dump = copied / "database.dump"
    content = bytearray(dump.read_bytes())
    content[len(content) // 2] ^= 1
    dump.write_bytes(content)
    done = drill(portal, FROM=str(copied))
    assert done.returncode == 1
    assert "恢复后的系统与备份一致" not in done.stdout


def test_a_missing_file_is_noticed(portal, copied):
    digest = json.loads((copied / "manifest.json").read_text())["files"][0]
    (copied.parent / "files" / digest[:2] / digest).unlink()
    done = drill(portal, FROM=str(copied))
    assert done.returncode == 1
    assert f"备份中的文件{digest[:12]}…缺失或已损坏" in done.stderr


def test_a_row_that_did_not_come_back_is_noticed(portal, copied):
    manifest = json.loads((copied / "manifest.json").read_text())
    manifest["tables"]["projects_village"] += 1
    manifest["accounts"] = "0" * 64
    (copied / "manifest.json").write_text(json.dumps(manifest))
    done = drill(portal, FROM=str(copied))
    assert done.returncode == 1
    assert "表projects_village：备份时13行，恢复后12行。" in done.stderr
    assert "登录账号：恢复后的账号、口令摘要或启用状态与备份时不一致。" in done.stderr


def test_without_a_backup_the_drill_says_what_to_do(portal, tmp_path):
    done = drill(portal, BACKUPS=str(tmp_path))
    assert done.returncode == 1
    assert "还没有备份。请先运行 make backup" in done.stderr


def test_a_folder_that_is_no_backup_is_named(portal, tmp_path):
    done = drill(portal, FROM=str(tmp_path))
    assert done.returncode == 1
    assert "不是一份备份" in done.stderr
