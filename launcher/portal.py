"""The portal's own commands and what each child may know."""

from __future__ import annotations

import hashlib
import os
from typing import TYPE_CHECKING

from launcher import passwords
from launcher.places import REQUIREMENTS, ROOT, VENV_PYTHON, logs, var
from launcher.processes import run_to_end
from launcher.trouble import disk_trouble_told, told_by_log

if TYPE_CHECKING:
    from collections.abc import Mapping

PRODUCTION = "portal.settings.production"
# The place of the key that signs the trail's checkpoints.
SIGNING_KEY = "PORTAL_SIGNING_KEY"
# Known to the commands that set up, migrate and back up, or to the signer, never to web and workers.
POWERFUL = ("DATABASE_ADMIN_URL", "DATABASE_OWNER_URL", "DATABASE_BACKUP_URL", SIGNING_KEY)
SET_UP_FILES = ("portal/*/sql/*.sql", "*/sql/*.sql", "portal/site/management/commands/set_up_database.py")
STATIC_FILES = ("static/**/*", "*/static/**/*", "portal/*/static/**/*", "portal/settings/*.py")


def environment_for(addresses: Mapping[str, str]) -> dict[str, str]:
    """The variables of a child of ours that may know everything: ours, the servers', and the kept secrets.

    In production no secret is invented: the settings name the one that is missing.
    """
    known = {
        "DJANGO_SETTINGS_MODULE": "portal.settings.dev",
        "PORTAL_VAR": str(var()),
        "PORTAL_WORLD": "demo",
        **os.environ,
        **addresses,
        "PYTHONUNBUFFERED": "1",
        # Texts and logs are UTF-8, whatever the terminal's locale says (GB18030 is met in practice).
        "PYTHONUTF8": "1",
    }
    if known["DJANGO_SETTINGS_MODULE"] != PRODUCTION:
        known.setdefault("SECRET_KEY", passwords.kept("secret-key", bytes_long=32))
        known.setdefault("PORTAL_FIELD_KEYS", passwords.field_keys())
    return known


def without_powers(environment: Mapping[str, str]) -> dict[str, str]:
    """The same for web and workers: only ``portal_app``'s address is left."""
    return {name: value for name, value in environment.items() if name not in POWERFUL}


def as_signer(environment: Mapping[str, str]) -> dict[str, str]:
    """The same for the one worker that signs: it is told where the key lies, in production only if that was given."""
    known = without_powers(environment)
    if place := environment.get(SIGNING_KEY):
        known[SIGNING_KEY] = place
    elif known["DJANGO_SETTINGS_MODULE"] != PRODUCTION:
        known[SIGNING_KEY] = str(passwords.signing_key_file())
    return known


def command(*arguments: str) -> list[str]:
    """One command of ``manage.py``, as a child runs it."""
    return [str(VENV_PYTHON), "manage.py", *arguments]


def manage(environment: Mapping[str, str], *arguments: str, otherwise: str) -> None:
    """Run one command of ``manage.py`` to its end; ``otherwise`` begins the sentence of a failure. Raises Trouble."""
    log = logs() / "commands.log"
    code = run_to_end(command(*arguments), environment=environment, folder=ROOT, log=log)
    if code:
        raise told_by_log(log, otherwise=otherwise)


def set_up_database(environment: Mapping[str, str], *, embedded: bool) -> None:
    """Create logins, database and set-up SQL. Raises Trouble.

    On the embedded server this is skipped when this very SQL was applied before. On a given server it is done only when
    its superuser's address is given too; else its administrator has done it.
    """
    if not embedded:
        if "DATABASE_ADMIN_URL" in environment:
            manage(environment, "set_up_database", otherwise="数据库没能建好，")
        return
    # The mark lies beside the embedded data, so that it goes when they go.
    mark = var() / "postgres" / f"set-up-{environment['PORTAL_WORLD']}"
    digest = _digest_of_set_up()
    if mark.exists() and mark.read_text() == digest:
        return
    secrets = {f"{login.upper()}_PASSWORD": passwords.kept(login) for login in passwords.LOGINS}
    manage({**environment, **secrets}, "set_up_database", otherwise="数据库没能建好，")
    with disk_trouble_told():
        mark.write_text(digest)


def collect_static(environment: Mapping[str, str]) -> None:
    """Gather the static files, unless they are the ones that were gathered last. Raises Trouble."""
    mark = var() / "static" / "collected"
    digest = _digest_of_static()
    if mark.exists() and mark.read_text() == digest:
        return
    manage(environment, "collectstatic", "--noinput", "--clear", otherwise="静态文件没能收集，")
    with disk_trouble_told():
        mark.write_text(digest)


def _digest_of_static() -> str:
    seen = [(REQUIREMENTS / "base.lock").read_text()]
    for pattern in STATIC_FILES:
        for path in sorted(ROOT.glob(pattern)):
            stat = path.stat()
            seen.append(f"{path.relative_to(ROOT)} {stat.st_size} {stat.st_mtime_ns}")
    return hashlib.sha256("\n".join(seen).encode()).hexdigest()


def _digest_of_set_up() -> str:
    found = sorted(path for pattern in SET_UP_FILES for path in ROOT.glob(pattern))
    return hashlib.sha256(b"\0".join(path.read_bytes() for path in found)).hexdigest()
