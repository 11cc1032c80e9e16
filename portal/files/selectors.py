"""What others may know of files."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from django.db.models import BigIntegerField, F, Func, Q

from portal.files import store
from portal.files.contributions import FILE_OWNERS
from portal.files.models import FileKind, StoredFile
from portal.files.receiving import Received
from portal.kernel.permissions import Actor

NOTHING = 0
CONTENT, SMALL = "content", "small"  # the parts of a file that are sealed apart
ALIKE = 4
"""Two photos of which at most so many of 64 bits differ show the same: it was scaled or saved anew."""


def files_of(owner_label: str, owner_key: int) -> list[StoredFile]:
    """What belongs to a thing, oldest first. Whoever may see the thing may see them."""
    return list(StoredFile.objects.filter(owner_label=owner_label, owner_key=owner_key).order_by("pk"))


def stored_file(uid: uuid.UUID | None) -> StoredFile:
    """The file of this number, for whoever owns it: who may read it, the owner knows. Raises FileLost."""
    found: StoredFile | None = StoredFile.objects.filter(uid=uid).first() if uid else None
    if found is None:
        raise store.FileLost()
    return found


def content_of(file: StoredFile) -> bytes:
    """What was taken of an upload, as it was. Raises FileLost."""
    return file.unsealed(store.read(file.sha256), part=CONTENT)


def found_for(actor: Actor, uid: uuid.UUID) -> StoredFile | None:
    """The file, if its owner lets the actor read it; one that waits for an owner is read by whoever sent it.

    Every owner is asked, about this file's key or about nothing: a foreign and a missing file run the same statements.
    """
    file: StoredFile | None = StoredFile.objects.filter(uid=uid).first()
    answers = {
        label: may_read(actor, file.owner_key if file and file.owner_label == label else NOTHING)
        for label, may_read in FILE_OWNERS
    }
    if file is None:
        return None
    is_ours = not file.has_owner and actor.user is not None and file.uploaded_by_id == actor.user.pk
    return file if is_ours or answers.get(file.owner_label, False) else None


def same_photo(upload: Received) -> StoredFile | None:
    """An earlier photo that is the same one or shows the same, whoever sent it."""
    if upload.kind != FileKind.PHOTO:
        return None
    photos = StoredFile.objects.filter(kind=FileKind.PHOTO)
    changed = Func(F("looks"), upload.looks, template="bit_count((%(expressions)s)::bit(64))", arg_joiner=" # ")
    alike = photos.annotate(changed=Func(changed, output_field=BigIntegerField(), template="%(expressions)s"))
    found: StoredFile | None = (
        alike.filter(Q(original_sha256=upload.original_sha256) | Q(changed__lte=ALIKE)).order_by("pk").first()
    )
    return found


def waiting_since(before: object) -> Iterable[StoredFile]:
    """Files that nobody owns and that were sent before this instant."""
    return StoredFile.objects.filter(owner_label="", recorded_at__lt=before).order_by("pk")


def is_waiting_since(before: object) -> bool:
    """Whether there is anything to put away, in one look."""
    return StoredFile.objects.filter(owner_label="", recorded_at__lt=before).exists()
