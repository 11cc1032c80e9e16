"""Prints the atlas of the house from its code: what there is, who may do it, how nouns move."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.imports.contributions import SHEETS
from portal.jobs.contributions import JOB_KINDS
from portal.kernel.actions import ACTIONS
from portal.kernel.facts import listeners
from portal.kernel.gates import OBJECTORS
from portal.kernel.lifecycle import LIFECYCLES
from portal.kernel.permissions import CHAINS, POWERS
from portal.reports.contributions import PAGE_ONE, SECTIONS
from portal.web.access import routes
from portal.web.pages import MENU
from portal.web.panels import PANELS


class Command(BaseCommand):
    """``atlas`` writes docs/atlas.md; ``atlas --check`` says whether it is fresh (exit 1 when not)."""

    help = "Write docs/atlas.md from the code, or check that it is fresh."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        path, text = Path(settings.BASE_DIR) / "docs" / "atlas.md", "\n".join(_pages()) + "\n"
        if not options["check"]:
            path.write_text(text)
        elif not path.exists() or path.read_text() != text:
            raise CommandError("docs/atlas.md is stale: run `python manage.py atlas` and commit it.")


def _pages() -> Iterator[str]:
    yield "# Atlas\n\nPrinted from the code by `python manage.py atlas`; do not edit.\n"
    powers = ((p.key, p.label, "yes" if p.reads else "", "yes" if p.is_central else "") for p in POWERS)
    yield from _table("Powers", ("power", "label", "reads only", "only for all villages"), powers)
    yield from _table("Actions", ("action", "needs", "what for"), ((a.key, a.needs.key, a.purpose) for a in ACTIONS))
    yield from _table(
        "Routes", ("address", "name", "who"), sorted((f"`/{r.path}`", r.name, str(r.access)) for r in routes())
    )
    yield "## Lifecycles\n"
    for lifecycle in LIFECYCLES:
        yield f"### {lifecycle.noun}\n\n```mermaid\n{lifecycle.diagram()}\n```\n"
    yield from _table("Chains", ("chain", "steps"), ((c.label, " → ".join(s.label for s in c.steps)) for c in CHAINS))
    yield from _table("Gates", ("gate", "hears", "clause"), ((o.key, o.to.__name__, o.clause) for o in OBJECTORS))
    yield from _table("Listeners", ("fact", "heard by"), listeners())
    yield from _table(
        "Report sections", ("section", "title", "needs"), ((s.key, s.title, s.needs.key) for s in SECTIONS)
    )
    slots = PAGE_ONE.keys()  # sorted; the registry itself iterates over entries
    yield from _table("Words of page 1", ("slot", "from"), (key.split(":", 1) for key in slots))
    yield from _table("Kinds of jobs", ("kind", "label"), ((k.key, k.label) for k in JOB_KINDS))
    yield from _table("Sheets", ("sheet", "label", "needs"), ((s.key, s.label, s.needs.key) for s in SHEETS))
    yield from _table("Panels", ("noun", "panel", "needs"), ((p.noun, p.title, p.needs.key) for p in PANELS))
    yield from _table(
        "Menu", ("group", "entry", "needs"), ((m.group, m.label, m.needs.key if m.needs else "") for m in MENU)
    )


def _table(title: str, head: tuple[str, ...], rows: Any) -> Iterator[str]:
    yield f"## {title}\n"
    yield f"| {' | '.join(head)} |"
    yield f"|{'---|' * len(head)}"
    for row in rows:
        yield f"| {' | '.join(str(cell) for cell in row)} |"
    yield ""
