"""Entries of the trail as people read them: a page of them, one of them, and what a deed led to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import F, Func, QuerySet, TextField

from integrity.models import AuditEntry, AuditLeaf
from integrity.selectors.words import (
    RESULTS,
    VIA,
    action_words,
    field_words,
    object_words,
    value_words,
)
from portal.accounts.models import User
from portal.kernel.actions import ACTIONS
from portal.kernel.entries import instant
from portal.kernel.periods import SHANGHAI
from portal.kernel.permissions import Actor
from projects.selectors.names import names_seen_by


class Said(Func):
    """What the text of an entry says under one name; spelled as the index of ``sql/130_audit_reading.sql`` is."""

    template = "(%(expressions)s::json ->> '%(name)s')"
    output_field = TextField()


class SaidOfActor(Said):
    template = "((%(expressions)s::json -> 'actor') ->> '%(name)s')"


@dataclass(frozen=True)
class Wanted:
    """What a list of entries is to hold; days are those in Yinchuan, the last one included."""

    kind: str = ""
    number: int | None = None
    person: str = ""
    power: str = ""
    village: int | None = None
    since: date | None = None
    until: date | None = None
    via: str = ""
    result: str = ""


@dataclass(frozen=True)
class EntryRow:
    """One entry in words; ``said`` is its body, read."""

    pk: int
    said: dict[str, Any]
    who: str
    villages: str

    @property
    def at(self) -> datetime:
        return datetime.fromisoformat(self.said["at"])

    @property
    def what(self) -> str:
        return action_words(self.said["action"])

    @property
    def thing(self) -> str:
        return object_words(self.said["object"])

    @property
    def via(self) -> str:
        return str(VIA.get(self.said["via"], self.said["via"]))

    @property
    def result(self) -> str:
        return str(RESULTS.get(self.said["result"], self.said["result"]))

    @property
    def is_done(self) -> bool:
        return bool(self.said["result"] == "ok")

    @property
    def reason(self) -> str:
        return str(self.said["reason"])

    @property
    def changes(self) -> list[dict[str, str]]:
        """Field, before and after, in words."""
        kind = self.said["object"].partition(":")[0]
        before, after = self.said["before"], self.said["after"]
        return [
            {
                "label": field_words(kind, name),
                "before": value_words(kind, name, before.get(name)) if name in before else "",
                "after": value_words(kind, name, after.get(name)) if name in after else "",
            }
            for name in sorted({*before, *after})
        ]


def entries_wanted(actor: Actor, wanted: Wanted) -> QuerySet[AuditEntry]:
    """The entries that the actor may see and asked for, newest first."""
    found = AuditEntry.objects.visible_to(actor).order_by("-pk")
    if wanted.kind:
        exact = wanted.number is not None
        found = found.filter(**{"object" if exact else "object__startswith": f"{wanted.kind}:{wanted.number or ''}"})
    if wanted.person:
        people = User.objects.filter(name__contains=wanted.person) | User.objects.filter(username=wanted.person)
        keys = [str(key) for key in people.values_list("pk", flat=True)]
        found = found.alias(user=SaidOfActor(F("body"), name="user")).filter(user__in=keys)
    if wanted.power:
        keys = [action.key for action in ACTIONS if action.label == wanted.power]
        found = found.alias(action=Said(F("body"), name="action")).filter(action__in=keys)
    if wanted.village is not None:
        found = found.filter(scope__contains=[wanted.village])
    for name in ("via", "result"):
        if value := getattr(wanted, name):
            found = found.alias(**{f"said_{name}": Said(F("body"), name=name)}).filter(**{f"said_{name}": value})
    days: dict[str, str] = {}
    if wanted.since:
        days["at__gte"] = _begin_of(wanted.since)
    if wanted.until:
        days["at__lt"] = _begin_of(wanted.until + timedelta(days=1))
    return found.alias(at=Said(F("body"), name="at")).filter(**days) if days else found


def _begin_of(day: date) -> str:
    return instant(datetime.combine(day, time(), tzinfo=SHANGHAI))


def in_words(actor: Actor, entries: Sequence[AuditEntry]) -> list[EntryRow]:
    """A page of entries; people and villages are looked up once for all of them."""
    bodies = [(entry, entry.said) for entry in entries]
    names = people_named(said["actor"] for _, said in bodies)
    villages = names_seen_by(actor)
    return [
        EntryRow(
            entry.pk,
            said,
            who_words(said["actor"], names),
            "、".join(villages.get(key, f"点位{key}") for key in entry.scope) or "不属于某一点位",
        )
        for entry, said in bodies
    ]


def people_named(actors: Iterable[dict[str, Any] | None]) -> dict[int, str]:
    """The names of whoever acted, and of those for whom somebody acted."""
    keys = {actor[part] for actor in actors if actor for part in ("user", "for") if actor.get(part)}
    return dict(User.objects.filter(pk__in=keys).values_list("pk", "name"))


def who_words(actor: dict[str, Any] | None, names: dict[int, str]) -> str:
    """Whoever acted: a person, for whom he did, the portal itself, or somebody who said that he was one."""
    if actor is None:
        return "不明（未经系统办理）"
    match actor["kind"]:
        case "person":
            name = names.get(actor["user"], f"人员{actor['user']}")
            return f"{name}（代{names.get(actor['for'], actor['for'])}）" if "for" in actor else name
        case "system":
            return f"系统（{actor['why']}）"
        case "claimant":
            return f"自称{names.get(actor['user'], '未知账号')}"
    return "未登录访客"


def leaf_of_entry(pk: int) -> AuditLeaf | None:
    """Its place in the tree, None while it is not sealed."""
    return AuditLeaf.objects.filter(entry_id=pk).first()
