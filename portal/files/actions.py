"""Taking a file, giving it to what it belongs to, handing it out, putting away what nobody owns."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import connection, transaction

from portal.files import store
from portal.files.contributions import FILE_OWNERS, HOLDERS
from portal.files.facts import FileGiven, FileRead, FileTaken
from portal.files.models import StoredFile
from portal.files.permissions import TAKE_FILES, VIEW_FILES
from portal.files.receiving import Received
from portal.files.selectors import CONTENT, SMALL, found_for, same_photo, waiting_since
from portal.kernel import clock
from portal.kernel.actions import action
from portal.kernel.errors import DesignError, NotSeen, WrongState
from portal.kernel.facts import tell
from portal.kernel.permissions import Actor, Portal, Reach, System

UNOWNED_FOR = timedelta(days=1)
UPLOAD = "upload-"  # whose temporary files: with the day, so that those of a web server that was killed can be told


class FileHasOwner(WrongState):
    """A file belongs to one thing for good."""

    sentence = "这个附件已经归入别的事项，不能再转。请重新上传。"


@action(needs=TAKE_FILES)
def take_file(
    actor: Actor,
    target: Any,
    *,
    upload: Received,
    owner_label: str = "",
    owner_key: int = 0,
    is_sealed: bool = False,
) -> StoredFile:
    """Keep an upload (``receiving.receive``, ``forms.UploadField``) for the thing ``owner_label`` with this key.

    ``target`` is the record, village or PORTAL in whose reach the actor uploads. Without an owner the file waits a day
    for ``give_file``. Usually called inside the action that makes the owner. What holds numbers of persons is kept
    sealed.
    """
    _require_known(owner_label)
    _one_at_a_time()
    twin = same_photo(upload)
    file = StoredFile(
        kind=upload.kind,
        name=upload.name,
        media_type=upload.media_type,
        size=len(upload.content),
        original_sha256=upload.original_sha256,
        taken_on=upload.taken_on,
        looks=upload.looks,
        same_as=twin.uid if twin else None,
        owner_label=owner_label,
        owner_key=owner_key,
        village_id=target.anchor_values().get(Reach.VILLAGE),
        uploaded_by=actor.user,
    )
    if is_sealed:
        file.begin_seal()
    file.sha256 = _kept(file.sealed(upload.content, part=CONTENT))
    file.small_sha256 = _kept(file.sealed(upload.small, part=SMALL)) if upload.small else ""
    file.save(force_insert=True)
    tell(FileTaken(file.uid, file.kind, file.sha256, owner_label, owner_key, file.same_as))
    return file


@action(needs=TAKE_FILES)
def give_file(actor: Actor, file: StoredFile, *, owner_label: str, owner_key: int) -> StoredFile:
    """Let a file that waits belong to something; only whoever sent it can."""
    _require_known(owner_label)
    file = StoredFile.objects.locked(file)
    if file.uploaded_by_id != getattr(actor.user, "pk", None):
        raise NotSeen()
    if file.has_owner:
        raise FileHasOwner()
    file.owner_label, file.owner_key = owner_label, owner_key
    file.save(update_fields=["owner_label", "owner_key"])
    tell(FileGiven(file.uid, owner_label, owner_key))
    return file


@dataclass(frozen=True)
class Asked:
    """A file as somebody asks for it, there or not: a reading is his own matter until its owner has been asked."""

    uid: uuid.UUID
    by: Actor

    def anchor_values(self) -> dict[str, Any]:
        return {Reach.OWN: self.by.user.pk if self.by.user is not None else None}

    def __str__(self) -> str:
        return f"附件 {self.uid}"


@dataclass(frozen=True)
class HandedOut:
    """What to send, checked: it is sent after the deed has ended, so that its entry comes before the first byte."""

    file: StoredFile
    digest: str
    part: str

    def content(self) -> bytes:
        """The bytes as they were sent in. Raises FileLost for what was altered on the disk."""
        return self.file.unsealed(store.read(self.digest), part=self.part)


@action(needs=VIEW_FILES)
def hand_out_file(actor: Actor, asked: Asked, *, is_small: bool = False) -> HandedOut:
    """Let the actor read a file: a deed without changes. Raises NotSeen for a missing and a foreign one alike."""
    file = found_for(actor, asked.uid)
    digest = file and (file.small_sha256 if is_small else file.sha256)
    if file is None or not digest:
        raise NotSeen()
    if not store.path(digest).is_file():
        raise store.FileLost()
    tell(FileRead(file.uid, digest, file.owner_label, file.owner_key))
    return HandedOut(file, digest, SMALL if is_small else CONTENT)


def gone_uploads() -> set[str]:
    """Owners of temporary files of uploads that began before yesterday."""
    begun = {f"{UPLOAD}{clock.today() - timedelta(days=ago):%Y%m%d}" for ago in (0, 1)}
    return {owner for owner in store.owners_of_temporary_files() if owner.startswith(UPLOAD)} - begun


@action(needs=TAKE_FILES)
def sweep_files(actor: Actor, target: Portal) -> int:
    """Put away uploads that nobody claimed for a day, their bytes too; how many."""
    _one_at_a_time()
    return _put_away(list(waiting_since(clock.now() - UNOWNED_FOR)))


@action(needs=TAKE_FILES)
def remove_files(actor: System, target: Portal, *, owner_label: str, owner_keys: Collection[int]) -> int:
    """Put away all files of things that are kept no longer, their bytes too; how many. The owner says when."""
    _require_known(owner_label)
    _one_at_a_time()
    return _put_away(list(StoredFile.objects.filter(owner_label=owner_label, owner_key__in=owner_keys).order_by("pk")))


def _put_away(files: list[StoredFile]) -> int:
    digests = {digest for file in files for digest in (file.sha256, file.small_sha256) if digest}
    for file in files:
        file.delete()
    transaction.on_commit(lambda: _discard(digests))
    return len(files)


def _needed(digests: Collection[str]) -> set[str]:
    """Those of the hashes whose bytes somebody still rests on."""
    large = StoredFile.objects.filter(sha256__in=digests).values_list("sha256", flat=True)
    small = StoredFile.objects.filter(small_sha256__in=digests).values_list("small_sha256", flat=True)
    return {*large, *small}.union(*(held(digests) for held in HOLDERS))


def _discard(digests: Collection[str]) -> None:
    """Remove bytes after their rows are surely gone; whoever sends the same meanwhile waits, or was there before."""
    with transaction.atomic():
        _one_at_a_time()
        for digest in set(digests) - _needed(digests):
            store.discard(digest)


def _kept(content: bytes) -> str:
    return store.put(content, owner=f"{UPLOAD}{clock.today():%Y%m%d}")


def _require_known(owner_label: str) -> None:
    if owner_label and owner_label not in FILE_OWNERS:
        raise DesignError(f"nobody contributes the file owner {owner_label!r}")


def _one_at_a_time() -> None:
    """Two people who send one photo at the same time must see each other, and a sweep must not pass an upload."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('files.take', 0))")
