"""The sign-in as a change: when somebody was here last, and from what kind of network."""

from __future__ import annotations

from portal.accounts import permissions
from portal.accounts.facts import PersonSignedIn
from portal.accounts.models import AddressKind, User
from portal.kernel import clock
from portal.kernel.actions import action
from portal.kernel.facts import tell
from portal.kernel.permissions import Actor


@action(needs=permissions.OWN_ACCOUNT)
def record_sign_in(actor: Actor, person: User, *, came_from: AddressKind | None) -> User:
    """Note a sign-in. The portal does this by itself, before it lets the person in; ``came_from`` None is unknown."""
    person = User.objects.locked(person)
    person.last_login = clock.now()
    person.last_login_from = came_from or ""
    # These two columns only: they are all that the auditors' database login may write here (decision 20).
    person.save(update_fields=["last_login", "last_login_from"])
    tell(PersonSignedIn(person.pk, person.last_login_from))
    return person
