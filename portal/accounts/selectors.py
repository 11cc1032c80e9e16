"""Answers about people, units and delegations for other apps: frozen rows, never model instances."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Q, QuerySet

from portal.accounts.models import OFFICIAL_KINDS, ApiToken, Delegation, Organisation, OrganisationKind, User
from portal.accounts.rules import masked_name
from portal.kernel import clock
from portal.kernel.permissions import Actor


@dataclass(frozen=True)
class Principal:
    """Somebody for whom a person deputises today."""

    id: int
    name: str
    organisation_id: int


@dataclass(frozen=True)
class PersonRow:
    """A person as lists show him; ``name`` is masked where the person is no staff."""

    id: int
    name: str
    post: str
    organisation_id: int
    organisation: str
    is_active: bool


@dataclass(frozen=True)
class OrganisationRow:
    id: int
    name: str
    short_name: str
    kind: str
    kind_label: str
    is_active: bool


@dataclass(frozen=True)
class DelegationRow:
    """One delegation as its page shows it. ``last_on`` is the last day inside; ``can_end`` while it is not over."""

    id: int
    principal_id: int
    principal: str
    deputy_id: int
    deputy: str
    starts_on: date
    last_on: date
    document: str
    ended_at: datetime | None
    end_reason: str
    is_live: bool
    can_end: bool


@dataclass(frozen=True)
class TokenRow:
    """One token of the API as its person sees it. ``last_on`` is its last day."""

    id: int
    name: str
    tail: str
    recorded_at: datetime
    last_on: date
    last_used_on: date | None
    ended_at: datetime | None
    is_live: bool


def tokens_of(user_id: int) -> list[TokenRow]:
    """All tokens of a person, the newest first."""
    today = clock.today()
    return [
        TokenRow(
            token.pk,
            token.name,
            token.tail,
            token.recorded_at,
            token.expires_on - timedelta(days=1),
            token.last_used_on,
            token.ended_at,
            is_live=token.ended_at is None and today < token.expires_on,
        )
        for token in ApiToken.objects.filter(user_id=user_id).order_by("-pk")
    ]


def principals_of(user_id: int) -> tuple[Principal, ...]:
    """For whom this person may act today by a delegation that stands, in the order of their keys."""
    live = Delegation.objects.live().filter(deputy_id=user_id)
    found = live.order_by("principal_id").values_list("principal_id", "principal__name", "principal__organisation_id")
    return tuple(Principal(*row) for row in found)


def deputies_for(principal: User) -> QuerySet[User]:
    """Who may be his B角: colleagues of his unit, and, among officials, those of the other official units.

    What the command centre signs is not signed for it by a contractor, an owner or a resident.
    """
    return _staff_beside(principal).filter(_unit_of(principal))


def takers_for(leaver: User) -> QuerySet[User]:
    """Who may take over his work: of an official, only his unit and other officials; residents of nobody."""
    staff = _staff_beside(leaver)
    return staff.filter(_unit_of(leaver)) if leaver.organisation.kind in OFFICIAL_KINDS else staff


def _staff_beside(person: User) -> QuerySet[User]:
    staff = User.objects.filter(is_active=True).exclude(organisation__kind=OrganisationKind.RESIDENTS)
    found: QuerySet[User] = staff.exclude(pk=person.pk).select_related("organisation").order_by("name", "pk")
    return found


def _unit_of(person: User) -> Q:
    """His unit; of an official all official units."""
    unit = Q(organisation=person.organisation_id)
    return unit | Q(organisation__kind__in=OFFICIAL_KINDS) if person.organisation.kind in OFFICIAL_KINDS else unit


def deputies_of(user_ids: Iterable[int]) -> dict[int, str]:
    """Who deputises today, by principal: the name of the deputy."""
    live = Delegation.objects.live().filter(principal_id__in=list(user_ids))
    return dict(live.values_list("principal_id", "deputy__name"))


def delegations_of(user_id: int) -> tuple[list[DelegationRow], list[DelegationRow]]:
    """All delegations of a person: those he made as A角, and those that made him B角; the newest first."""
    rows = Delegation.objects.filter(Q(principal_id=user_id) | Q(deputy_id=user_id))
    rows = rows.select_related("principal", "deputy").order_by("-days", "-pk")
    today = clock.today()
    made = [_delegation_row(row, today) for row in rows]
    return [row for row in made if row.principal_id == user_id], [row for row in made if row.deputy_id == user_id]


def _delegation_row(row: Delegation, today: date) -> DelegationRow:
    last_on = date.fromordinal(row.days.upper.toordinal() - 1)
    can_end = row.ended_at is None and today <= last_on
    both_active = row.principal.is_active and row.deputy.is_active
    return DelegationRow(
        row.pk,
        row.principal_id,
        row.principal.name,
        row.deputy_id,
        row.deputy.name,
        row.days.lower,
        last_on,
        row.document,
        row.ended_at,
        row.end_reason,
        is_live=can_end and both_active and row.days.lower <= today,
        can_end=can_end,
    )


def visible_person(actor: Actor, user_id: int) -> PersonRow | None:
    """One person, None when he is missing or not for this actor to see."""
    return next(iter(_person_rows(User.objects.visible_to(actor).filter(pk=user_id))), None)


def people(user_ids: Iterable[int]) -> dict[int, PersonRow]:
    """People by key, for rows that already passed their own visibility and name them."""
    return {row.id: row for row in _person_rows(User.objects.filter(pk__in=list(user_ids)))}


def visible_organisations(actor: Actor) -> list[OrganisationRow]:
    """The units in use that the actor may see, by name."""
    return _organisation_rows(Organisation.objects.visible_to(actor).filter(is_active=True))


def organisations(organisation_ids: Iterable[int]) -> dict[int, OrganisationRow]:
    """Units by key, for rows that already passed their own visibility and name them."""
    return {row.id: row for row in _organisation_rows(Organisation.objects.filter(pk__in=list(organisation_ids)))}


def active_people_by_organisation(organisation_ids: Iterable[int]) -> dict[int, int]:
    """How many accounts in use each unit has; units without any are left out."""
    active = User.objects.filter(organisation_id__in=list(organisation_ids), is_active=True)
    return dict(active.values_list("organisation_id").annotate(people=Count("pk")).order_by("organisation_id"))


def shown_name(name: str, organisation_kind: str) -> str:
    """Staff by their names, residents masked."""
    return masked_name(name) if organisation_kind == OrganisationKind.RESIDENTS else name


def _person_rows(found: QuerySet[User]) -> list[PersonRow]:
    return [
        PersonRow(
            person.pk,
            shown_name(person.name, person.organisation.kind),
            person.post,
            person.organisation_id,
            str(person.organisation),
            person.is_active,
        )
        for person in found.select_related("organisation").order_by("name", "pk")
    ]


def _organisation_rows(found: QuerySet[Organisation]) -> list[OrganisationRow]:
    return [
        OrganisationRow(row.pk, row.name, row.short_name, row.kind, OrganisationKind(row.kind).label, row.is_active)
        for row in found.order_by("name", "pk")
    ]
