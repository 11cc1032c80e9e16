"""The rules of the house that import-linter cannot say, read from the source as text: doors, file names, foreign keys.

Each check takes the root of a tree and yields one sentence per violation, so that it can be tried on a planted one.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

LAYERS = (
    ("portal.kernel",),
    ("portal.web",),
    ("portal.accounts",),
    ("portal.approvals", "portal.clocks", "portal.jobs", "portal.files"),
    ("portal.reports", "portal.imports"),
    ("projects",),
    ("relocation", "quality"),
    ("funding",),
    ("integrity",),
    ("portal.site",),
)
APPS = {app: height for height, apps in enumerate(LAYERS) for app in apps}
FRAME = {"portal.kernel", "portal.web"}  # the floor: all of it is meant for others

DOORS = {"facts", "selectors", "permissions", "actions", "contributions"}
# The nouns that others hang from, and the engines' plain values.
NAMED_DOORS = {
    "projects.models": {"Village"},
    "portal.accounts.models": {"User", "Organisation", "OrganisationKind", "Delegation"},
    "portal.accounts.forms": {"PersonChoice"},  # the one way to choose a colleague
    "portal.accounts.rules": {"masked_name"},  # the one way to shorten a name
    "portal.accounts.views.reveals": {"offers_of"},  # masked values that a page offers to show whole
    "portal.approvals.lifecycle": {"Choice", "ApprovalState"},
    "portal.reports.blocks": None,
    "portal.reports.papers": {"print_paper"},  # papers of other apps, by the press of the editions
    "portal.reports.rules": {"number_pattern", "number_text"},  # the one way to read and write a 文号
    "portal.files.store": None,
    "portal.files.forms": {"UploadField", "UploadsField"},  # the one way to send files
    "portal.files.models": {"FileKind", "StoredFile"},
    "portal.files.receiving": {"Received", "receive"},
    "portal.imports.columns": None,
    "portal.imports.forms": {"ColumnField"},  # a column as a field of a page
    "portal.jobs.worklist": None,
    "funding.ledger": {"PayeeClass", "Rule", "SourceKind", "Use"},  # what a source may be used for, as plain values
    "integrity.trail.watching": {"watch_tables"},  # with the grants, after each migration
}

# Who plays the parts of all apps names what is played with: states, kinds, the nouns themselves.
PLAYERS = {"portal.site.demo": {"models", "lifecycle", "rules"}}

FILES = DOORS | {
    "urls", "views", "api", "tasks", "report_sections", "sheets", "panels", "menu", "search", "listeners", "gates",
    "forms", "models", "lifecycle", "rules", "flows", "offers", "stamps", "file_owners", "job_kinds", "todo", "wall",
    "own_page", "open_items", "reveals", "figure_sources", "management", "migrations", "sql", "data", "apps",
    "admin", "__init__",
}  # fmt: skip
# Rooms that one app has and others need not have.
OWN_ROOMS = {
    "portal.accounts": {"sign_in", "second_factor", "sessions", "throttle", "middleware", "validators", "backends"},
    "portal.jobs": {"worklist", "reconciling"},
    "portal.files": {"store", "receiving", "photos", "upload_cap"},
    "portal.imports": {"columns", "reading", "checking", "making", "workbooks"},
    "portal.reports": {
        "blocks",
        "charts",
        "pdf",
        "word",
        "workbook",
        "fonts",
        "making",
        "composing",
        "differences",
        "papers",
    },
    "portal.site": {"demo", "seeding", "serving", "backups"},
    "projects": {"schedule"},
    "relocation": {"policy", "draw", "papers"},
    "funding": {"ledger"},
    "quality": {"receipts"},
    "integrity": {"trail", "red_flags"},
}


def app_of(module: str) -> str | None:
    """The app that a module belongs to, None for what is not ours."""
    parts = module.split(".")
    for length in (2, 1):
        if (name := ".".join(parts[:length])) in APPS:
            return name
    return None


def modules(root: Path) -> Iterator[tuple[str, Path, ast.Module]]:
    """Every module of the apps that stand in this tree."""
    for app in APPS:
        folder = root / app.replace(".", "/")
        for path in sorted(folder.rglob("*.py")) if folder.is_dir() else []:
            if "migrations" in path.parts:
                continue
            name = ".".join(path.relative_to(root).with_suffix("").parts).removesuffix(".__init__")
            yield name, path, ast.parse(path.read_text())


def back_doors(root: Path) -> Iterator[str]:
    """From outside an app only its doors may be imported."""
    for name, _, tree in modules(root):
        here = app_of(name)
        for module, imported in _imports(tree):
            there = app_of(module)
            if not there or there == here or there in FRAME or _is_played_with(name, there, module):
                continue
            if not _is_door(there, module, imported):
                yield f"{name} enters {there} by a back door: {module} ({imported})"


def _is_played_with(name: str, there: str, module: str) -> bool:
    inside = module.removeprefix(there).lstrip(".").split(".")[0]
    return any(name.startswith(player) and inside in rooms for player, rooms in PLAYERS.items())


def _imports(tree: ast.Module) -> Iterator[tuple[str, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            yield from ((node.module, alias.name) for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from ((alias.name, "") for alias in node.names)


def _is_door(app: str, module: str, imported: str) -> bool:
    if module in NAMED_DOORS:
        allowed = NAMED_DOORS[module]
        return allowed is None or imported in allowed
    inside = module.removeprefix(app).lstrip(".").split(".")[0] or imported
    return inside in DOORS or f"{app}.{inside}" in {door for door, names in NAMED_DOORS.items() if names is None}


HTTP = ("django.http", "django.shortcuts", "django.views", "django.forms", "django.urls")
KNOW_NO_HTTP = {"actions", "selectors", "models", "facts", "lifecycle", "rules", "permissions"}


def http_inside(root: Path) -> Iterator[str]:
    """The kernel, and what an app decides, know neither HTTP nor forms."""
    for name, _, tree in modules(root):
        app = app_of(name) or ""
        inside = name.removeprefix(app).lstrip(".").split(".")[0]
        if app == "portal.kernel" or inside in KNOW_NO_HTTP:
            for module, _ in _imports(tree):
                if module.startswith(HTTP):
                    yield f"{name} knows HTTP: {module}"


def unknown_files(root: Path) -> Iterator[str]:
    """An app holds only files of the known names; there is no utils, helpers, common, services or misc."""
    for app in set(APPS) - FRAME:
        folder = root / app.replace(".", "/")
        for path in sorted(folder.iterdir()) if folder.is_dir() else []:
            stem = path.stem if path.suffix == ".py" else path.name
            if not stem.startswith((".", "__pycache__")) and stem not in FILES | OWN_ROOMS.get(app, set()):
                yield f"{app} holds {path.name}: not a name of the house"


def upward_keys(root: Path) -> Iterator[str]:
    """A foreign key into another app is a string, points down, is PROTECT and has ``related_name="+"``."""
    for name, _, tree in modules(root):
        here = app_of(name)
        for node in ast.walk(tree):
            if not (isinstance(node, ast.Call) and _is_key(node) and here and ".models" in name):
                continue
            target = node.args[0] if node.args else None
            if isinstance(target, ast.Constant) and "." in str(target.value):
                yield from _judge_key(here, str(target.value), node, name)


def _is_key(node: ast.Call) -> bool:
    return isinstance(node.func, ast.Attribute) and node.func.attr in {"ForeignKey", "OneToOneField", "ManyToManyField"}


def _judge_key(here: str, target: str, node: ast.Call, name: str) -> Iterator[str]:
    label = target.split(".")[0]
    there = next((app for app in APPS if app.split(".")[-1] == label), None)
    if there is None or there == here:
        return
    if APPS[there] >= APPS[here]:
        yield f"{name}: foreign key to {target} points up or sideways"
    if "PROTECT" not in ast.unparse(node):
        yield f"{name}: foreign key to {target} is not PROTECT"
    if not any(word.arg == "related_name" and ast.unparse(word.value) in ("'+'", '"+"') for word in node.keywords):
        yield f"{name}: foreign key to {target} has no related_name='+'"


def long_modules(root: Path, *, limit: int = 400) -> Iterator[str]:
    """A module past its limit becomes a package, one noun per file."""
    for name, path, _ in modules(root):
        if (length := len(path.read_text().splitlines())) > limit:
            yield f"{name} has {length} lines"


CHECKS = (back_doors, http_inside, unknown_files, upward_keys, long_modules)
