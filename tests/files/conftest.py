"""What the tests of files begin with: a folder of their own, a village, and an owner that shows a village."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from portal.files.contributions import FILE_OWNERS
from portal.files.models import FileKind
from portal.files.receiving import Received, receive
from portal.kernel import actions as kernel_actions
from projects.models import Village
from tests import world
from tests.files.pictures import saved, scene

VILLAGE = "tests.village"
TODAY = date(2026, 11, 25)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: object) -> Path:
    settings.PORTAL_VAR = tmp_path  # type: ignore[attr-defined]
    return tmp_path / "files"


@pytest.fixture(autouse=True)
def owner(monkeypatch: pytest.MonkeyPatch) -> str:
    """Files of a village are read by whoever sees the village."""
    monkeypatch.setattr(FILE_OWNERS, "_entries", dict(FILE_OWNERS._entries))
    FILE_OWNERS.add(VILLAGE, (VILLAGE, lambda actor, key: Village.objects.visible_to(actor).filter(pk=key).exists()))
    return VILLAGE


@pytest.fixture
def village(seeded_today: None) -> Village:
    return world.village(2)


@pytest.fixture
def deeds(monkeypatch: pytest.MonkeyPatch) -> list:
    heard: list = []
    monkeypatch.setattr(kernel_actions, "_on_finish", [heard.append])
    return heard


def photo(content: bytes | None = None, name: str = "现场.jpg") -> Received:
    return receive(content or saved(scene()), name=name, kind=FileKind.PHOTO, today=TODAY)


def paper(content: bytes = b"%PDF-1.7\n1 0 obj\nendobj\n%%EOF\n", name: str = "签发稿.pdf") -> Received:
    return receive(content, name=name, kind=FileKind.DOCUMENT, today=TODAY)
