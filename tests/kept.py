"""The cluster with the migrated template in it, kept from one run to the next: building it costs ten seconds.

It is kept under a name made of everything that it is made from, so a change of a migration, a model, the set-up SQL,
a package or PostgreSQL brings another. The first run that needs it builds it, while others of the same name wait for it
and then copy it. It is renamed when whole, so a run that is killed leaves nothing that could be taken for it.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import shutil
import subprocess
import sysconfig
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from launcher.locks import held

ROOT = Path(__file__).resolve().parents[1]
# What decides how a migrated database looks: folders and files by these names, wherever they are.
FOLDERS = {"migrations", "models", "sql", "kernel", "settings", "management", "trail"}
FILES = {"models.py", "permissions.py", "apps.py", "cluster.py", "databases.py", "kept.py"}
PLACES = ("portal", "projects", "relocation", "quality", "funding", "integrity", "launcher", "tests")
# Two versions of PostgreSQL, before and after a change, of several trees; 70 MB each.
MOST_KEPT = 10


class Kept:
    """One kept cluster: ``data``, once some run has built it, and the superuser's ``password`` in it."""

    def __init__(self, parent: Path, programs: Path, *, root: Path = ROOT) -> None:
        self.parent = parent
        parent.mkdir(mode=0o711, parents=True, exist_ok=True)
        # Whatever the umask says: ``nobody``, whose the data are when root runs the tests, must be able to pass.
        parent.chmod(0o711)
        self.folder = parent / _name_of(programs, root)
        self.data = self.folder / "data"
        with self._locked():
            self.password = self._known_password()

    @contextmanager
    def building(self) -> Iterator[None]:
        """Only one run builds it; the kernel frees the lock of a run that was killed."""
        with held(self.folder / "building.lock"):
            yield

    def copy_to(self, place: Path) -> bool:
        """Copy the data, if there are any; their owner stays."""
        with self._locked():
            if not self.data.exists():
                return False
            os.utime(self.folder)
            _copy(self.data, place)
            return True

    def keep(self, data: Path) -> None:
        """Keep the data of a server that stands still; whoever calls this is building."""
        aside = self.folder / "keeping"
        _copy(data, aside)
        with self._locked():
            aside.rename(self.data)
            kept = sorted(self.parent.glob("*/data"), key=lambda path: path.parent.stat().st_mtime, reverse=True)
            for old in kept[MOST_KEPT:]:
                shutil.rmtree(old, ignore_errors=True)

    @contextmanager
    def _locked(self) -> Iterator[None]:
        with held(self.parent / "copying.lock"):
            self.folder.mkdir(mode=0o711, exist_ok=True)
            yield

    def _known_password(self) -> str:
        place = self.folder / "superuser-password"
        if not (place.exists() and place.read_text()):
            place.touch(mode=0o600)
            place.write_text(secrets.token_hex(16))
        return place.read_text()


def _name_of(programs: Path, root: Path) -> str:
    told = hashlib.sha256(str(programs.resolve()).encode())
    packages = Path(sysconfig.get_path("purelib")).glob("*.dist-info")
    told.update(" ".join(sorted(path.name for path in packages)).encode())
    for place in PLACES:
        for path in sorted((root / place).rglob("*")):
            name = path.relative_to(root)
            if path.suffix in (".py", ".sql") and (path.name in FILES or FOLDERS & set(name.parts)):
                told.update(f"{name}\n".encode())
                told.update(path.read_bytes())
    return told.hexdigest()[:20]


def _copy(data: Path, place: Path) -> None:
    shutil.rmtree(place, ignore_errors=True)
    # The kernel's own copying, with owners, and without the bytes where the file system can share them.
    subprocess.run(["cp", "-a", "--reflink=auto", str(data), str(place)], check=True)
