"""Whose files are whose: what apps contribute in ``file_owners.py`` (idea 5); files know the label, never the app.

::

    @file_owner("reports.edition")
    def may_read_edition_files(actor, key):
        return Edition.objects.visible_to(actor).filter(pk=key).exists()

    @holds_digests("portal.reports")
    def digests_of_editions(digests):
        return set(Edition.objects.filter(pdf_hash__in=digests).values_list("pdf_hash", flat=True))
"""

from __future__ import annotations

from collections.abc import Callable, Collection

from portal.kernel.permissions import Actor
from portal.kernel.registry import Registry

MayRead = Callable[[Actor, int], bool]
Held = Callable[[Collection[str]], set[str]]

FILE_OWNERS: Registry[tuple[str, MayRead]] = Registry("file owner")
HOLDERS: Registry[Held] = Registry("holder of digests")


def file_owner(label: str) -> Callable[[MayRead], MayRead]:
    """Contribute whether an actor may read the files of the thing ``label`` with this key.

    It must ask the database the same way whatever the key: it is asked with 0, which nothing has, for every file that
    is missing or another's, so that nobody learns from the time taken which it was.
    """

    def register(may_read: MayRead) -> MayRead:
        FILE_OWNERS.add(label, (label, may_read))
        return may_read

    return register


def holds_digests(app: str) -> Callable[[Held], Held]:
    """Contribute which of some hashes an app still needs, for one that puts bytes into the store by itself."""

    def register(held: Held) -> Held:
        HOLDERS.add(app, held)
        return held

    return register
