"""The house stands, and each line of it is watched: eight planted violations are each caught."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture import house

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("check", house.CHECKS, ids=lambda check: check.__name__)
def test_house_stands(check):
    assert list(check(ROOT)) == []


def lint_imports(root: Path) -> subprocess.CompletedProcess[str]:
    linter = Path(sys.executable).parent / "lint-imports"
    return subprocess.run([linter, "--no-cache"], cwd=root, capture_output=True, text=True, check=False, timeout=120)


def test_import_contracts_hold():
    outcome = lint_imports(ROOT)
    assert outcome.returncode == 0, outcome.stdout


@pytest.fixture
def copy(tmp_path):
    """A copy of the source to plant a violation in."""
    for folder in ("portal", "projects", "relocation", "quality", "funding", "integrity"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__", "fonts"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def plant(root: Path, file: str, line: str) -> None:
    path = root / file
    path.write_text(f"{path.read_text() if path.exists() else ''}\n{line}\n")


BY_CONTRACT = {
    "sibling import": ("portal/jobs/worklist.py", "import portal.files.store"),
    "upward import": ("portal/accounts/selectors.py", "import projects.selectors"),
    "model calling an action": ("projects/models/village.py", "from projects.actions import grants"),
    "rule importing Django": ("projects/rules.py", "import django.utils.timezone"),
    "kernel importing an app": ("portal/kernel/money.py", "import portal.accounts.models"),
}


@pytest.mark.parametrize("violation", BY_CONTRACT)
def test_contract_catches(violation, copy):
    file, line = BY_CONTRACT[violation]
    if (package := copy / file.removesuffix(".py")).is_dir():
        file = f"{package.relative_to(copy)}/__init__.py"
    plant(copy, file, line)
    outcome = lint_imports(copy)
    assert outcome.returncode != 0
    assert "BROKEN" in outcome.stdout


BY_HOUSE = {
    "back door": (house.back_doors, "portal/site/apps.py", "from projects.views import grants"),
    "engine holding a foreign key upwards": (
        house.upward_keys,
        "portal/jobs/models.py",
        'x = models.ForeignKey("projects.Village", models.PROTECT, related_name="+")',
    ),
    "helpers.py": (house.unknown_files, "projects/helpers.py", "x = 1"),
}


@pytest.mark.parametrize("violation", BY_HOUSE)
def test_house_catches(violation, copy):
    check, file, line = BY_HOUSE[violation]
    assert list(check(copy)) == []
    plant(copy, file, line)
    assert len(list(check(copy))) == 1
