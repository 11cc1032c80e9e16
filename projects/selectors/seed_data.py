"""The data files of projects, read: what a new installation begins with. Nothing here is invented."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from portal.kernel.errors import InvalidInput
from projects.rules import PublicFacts, read_public_facts

_FOLDER = Path(__file__).resolve().parents[1] / "data"
# Far more than any file of facts holds.
_MOST_BYTES = 2**20


def seed_roles() -> list[dict[str, Any]]:
    """The roles of the command centre and their powers."""
    roles: list[dict[str, Any]] = _parsed("roles.yaml")["roles"]
    return roles


def seed_figure_kinds() -> list[dict[str, Any]]:
    """What is counted in every village alike."""
    kinds: list[dict[str, Any]] = _parsed("figure_kinds.yaml")
    return kinds


def seed_figure_bases() -> list[dict[str, Any]]:
    """What is counted in other ways than the weekly figures, each difference explained."""
    bases: list[dict[str, Any]] = _parsed("figure_bases.yaml")
    return bases


def seed_lamp_profiles() -> list[dict[str, Any]]:
    """Traffic-light rules as cities published them; the first one is Yinchuan's own."""
    profiles: list[dict[str, Any]] = _parsed("lamp_profiles.yaml")
    return profiles


def seed_public_facts(path: Path | None = None) -> PublicFacts:
    """The public facts of ``facts.yaml`` or of another file in its form. Raises InvalidInput naming key and line."""
    return read_public_facts(_text(path or _FOLDER / "facts.yaml"))


def _parsed(name: str) -> Any:
    return yaml.safe_load(_text(_FOLDER / name))


def _text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            content = file.read(_MOST_BYTES + 1)
        if len(content) > _MOST_BYTES:
            raise InvalidInput(f"数据文件“{path.name}”超过1MB，不是公开信息数据文件。请核对后重新导入。")
        return content.decode("utf-8")
    except OSError as error:
        raise InvalidInput(f"数据文件“{path.name}”打不开（{error.strerror}）。请核对文件位置后重新导入。") from error
    except UnicodeDecodeError as error:
        raise InvalidInput(f"数据文件“{path.name}”不是UTF-8文本。请另存为UTF-8后重新导入。") from error
