"""`make check`: what machines can tell without running a test."""

from __future__ import annotations

import secrets
import time

from launcher import environment, portal
from launcher.places import ROOT, VENV_PYTHON, make_var
from launcher.processes import run_to_end
from launcher.talk import complain, say

# Nothing here asks a database; makemigrations only warns that it could not compare.
MANAGE = ("-W", "ignore::RuntimeWarning", "manage.py")
NO_SERVERS = {"DATABASE_URL": "postgres://nobody@127.0.0.1:1/none", "REDIS_URL": "redis://127.0.0.1:1/0"}


def check() -> int:
    """Run every check, even after one has failed; 1 when any has. Raises Trouble."""
    make_var()
    environment.ensure(environment.DEV)
    known = portal.environment_for(NO_SERVERS)
    production = {
        **known,
        "DJANGO_SETTINGS_MODULE": portal.PRODUCTION,
        "SECRET_KEY": secrets.token_urlsafe(64),
        "ALLOWED_HOSTS": "portal.example",
    }
    checks = (
        ("代码格式", ("-m", "ruff", "format", "--check", "--quiet", "."), known),
        ("代码规范", ("-m", "ruff", "check", "--quiet", "."), known),
        ("模板", ("-m", "djlint", "templates", "--lint", "--quiet"), known),
        ("类型", ("-m", "mypy", "."), known),
        ("分层", ("-c", "from importlinter.cli import lint_imports_command as run; run()"), known),
        ("迁移齐全", (*MANAGE, "makemigrations", "--check", "--dry-run"), known),
        ("生产配置", (*MANAGE, "check", "--deploy", "--fail-level", "WARNING"), production),
        ("图册最新", (*MANAGE, "atlas", "--check"), known),
    )
    failed = [title for title, command, variables in checks if not _passes(title, command, variables)]
    if failed:
        complain(f"未通过：{'、'.join(failed)}。")
        return 1
    say("检查全部通过。")
    return 0


def _passes(title: str, command: tuple[str, ...], variables: dict[str, str]) -> bool:
    began = time.monotonic()
    passed = run_to_end([str(VENV_PYTHON), *command], environment=variables, folder=ROOT) == 0
    say(f"{'通过' if passed else '未过'}  {title}（{time.monotonic() - began:.1f} 秒）")
    return passed
