"""Entering something about one village: the shared page of ``portal.web.entry`` below the village's own."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from portal.web.entry import Entry, bound, entered, is_done
from projects.models import Village

__all__ = ["Entry", "bound", "entered", "is_done", "of_village"]


def of_village(village: Village, title: str, submit: str, **words: Any) -> Entry:
    """An entry about one village: it stands below its page and leads back to it."""
    address = reverse("projects:village", args=[village.pk])
    trail = ((reverse("projects:village-list"), "点位台账"), (address, village.label))
    return Entry(f"{village.label}：{title}", submit, words.pop("back", address), trail, **words)
