"""The compose file and the image as their engine would see them, read without one."""

from __future__ import annotations

import fnmatch
import os
import re
import shlex
import shutil
import subprocess
from pathlib import Path
from typing import Any

import yaml

from launcher.places import ROOT, VENV

RAW = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
GIVEN = {
    "SECRET_KEY": "Zq4" + "u8Rk2vXw9Lp" * 5,
    "PORTAL_FIELD_KEYS": f"index:{'0' * 64},1:{'1' * 64}",
    "ALLOWED_HOSTS": "portal.example",
    "VALKEY_PASSWORD": "a1",
    "POSTGRES_PASSWORD": "a2",
    "PORTAL_OWNER_PASSWORD": "a3",
    "PORTAL_APP_PASSWORD": "a4",
    "PORTAL_RO_PASSWORD": "a5",
    "PORTAL_BACKUP_PASSWORD": "a6",
    "PORTAL_SIGNING_KEY_FILE": "/etc/portal/signing-key",
}
VARIABLE = re.compile(r"\$\$|\$\{(?P<name>\w+)(?::(?P<kind>[?-])(?P<word>[^}]*))?\}")


class NotGiven(Exception):
    """A required variable is missing; carries the sentence of the file."""


def composed(**given: str) -> dict[str, Any]:
    """The file with its variables put in, as compose does it."""

    def put_in(found: re.Match[str]) -> str:
        if found["name"] is None:
            return "$"
        if value := given.get(found["name"]):
            return value
        if found["kind"] == "?":
            raise NotGiven(found["word"])
        return found["word"] or ""

    def walk(node: Any) -> Any:
        if isinstance(node, dict):
            return {name: walk(value) for name, value in node.items()}
        if isinstance(node, list):
            return [walk(value) for value in node]
        return VARIABLE.sub(put_in, node) if isinstance(node, str) else node

    return walk(yaml.safe_load(RAW))


COMPOSED = composed(**GIVEN)
SERVICES: dict[str, dict[str, Any]] = COMPOSED["services"]
OURS = {name: service for name, service in SERVICES.items() if service["image"].startswith("village-portal:")}
ONE_SHOTS = {"set-up", "migrate", "backup"}


INSTRUCTION = re.compile(r"^(FROM|ENV|RUN|COPY|USER|CMD|WORKDIR|EXPOSE) (.*)$")


def instructions(kind: str) -> list[str]:
    text = re.sub(r"\\\n\s*", " ", (ROOT / "Dockerfile").read_text())
    return [found[2] for line in text.splitlines() if (found := INSTRUCTION.match(line)) and found[1] == kind]


def is_sent(path: Path) -> bool:
    """Whether .dockerignore lets this file of the tree into the build."""
    name, sent = path.relative_to(ROOT).as_posix(), True
    for line in (ROOT / ".dockerignore").read_text().splitlines():
        if not line or line.startswith("#"):
            continue
        pattern = line.removeprefix("!").removeprefix("**/")
        parts = name.split("/")
        if any(fnmatch.fnmatch("/".join(parts[:end]), pattern) for end in range(1, len(parts) + 1)) or (
            line.startswith("**/") and any(fnmatch.fnmatch(part, pattern) for part in parts)
        ):
            sent = line.startswith("!")
    return sent


def lay_image(root: Path) -> None:
    """Put the tree that the image holds there, with this environment in the place of its own."""
    for copied in instructions("COPY"):
        *sources, target = shlex.split(copied)
        for source in sources:
            inside = root / target / Path(source).name if target.endswith("/") else root / target
            for path in [ROOT / source] if (ROOT / source).is_file() else sorted((ROOT / source).rglob("*")):
                if path.is_file() and is_sent(path):
                    goal = inside if (ROOT / source).is_file() else inside / path.relative_to(ROOT / source)
                    goal.parent.mkdir(parents=True, exist_ok=True)
                    shutil.copy2(path, goal)
    (root / ".venv").symlink_to(VENV)


def manage(image: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(image / ".venv" / "bin" / "python"), "manage.py", *arguments],
        cwd=image,
        env={"PATH": os.environ["PATH"], "PORTAL_VAR": str(image / "var"), **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def gather_static(image: Path) -> subprocess.CompletedProcess[str]:
    """Gather the static files with the variables of the build.

    As in production every reference must lead to a file; only the compressing, a quarter of a minute, is left out.
    """
    build = next(line for line in instructions("RUN") if "collectstatic" in line)
    variables = dict(word.split("=", 1) for word in shlex.split(build) if re.match(r"[A-Z_]+=", word))
    (image / "quick.py").write_text(
        "from portal.settings.production import *\n"
        "STORAGES['staticfiles'] = {'BACKEND': 'django.contrib.staticfiles.storage.ManifestStaticFilesStorage'}\n"
    )
    return manage(image, "collectstatic", "--noinput", **variables, DJANGO_SETTINGS_MODULE="quick")
