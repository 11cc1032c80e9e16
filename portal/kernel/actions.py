"""Actions: every change is one function call that brings its permission, transaction and trail entry (idea 1).

``verb_noun(actor, target, *, inputs)`` reads as a sentence: lock, move, check, change, tell. The decorator does the
rest. A call inside another action is a deed of its own whose ``cause`` is the outer one.
"""

from __future__ import annotations

import functools
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Concatenate, ParamSpec, TypeVar, cast

from django.db import IntegrityError, connection, transaction

from portal.kernel.db import sentence_of
from portal.kernel.deeds import Deed, running
from portal.kernel.errors import DesignError, NotPermitted, Refusal
from portal.kernel.permissions import Actor, Deputising, Power
from portal.kernel.registry import Registry

Inputs = ParamSpec("Inputs")
Result = TypeVar("Result")


@dataclass(frozen=True)
class PowerOf:
    """A power that the target names: each stage of an approval takes another one. ``key`` is for the atlas.

    ``label`` says in the trail what was done, as the label of a plain power does.
    """

    key: str
    of: Callable[[Any], Power]
    label: str


@dataclass(frozen=True)
class Action:
    """An action as the atlas and the tests see it."""

    key: str
    needs: Power | PowerOf
    function: Callable[..., Any]

    @property
    def label(self) -> str:
        """What was done, for people: the label of its power."""
        return self.needs.label

    @property
    def purpose(self) -> str:
        return (self.function.__doc__ or "").strip().split("\n")[0]


ACTIONS: Registry[Action] = Registry("action")
_on_finish: list[Callable[[Deed], None]] = []
_on_refusal: list[Callable[[Deed, Refusal], None]] = []


def on_finish(hook: Callable[[Deed], None]) -> None:
    """Call ``hook`` with each finished deed, inside its transaction. The audit trail puts itself here."""
    _on_finish.append(hook)


def on_refusal(hook: Callable[[Deed, Refusal], None]) -> None:
    """Call ``hook`` with each refused deed, after its transaction was rolled back.

    Once per call from outside: what is refused inside another deed stands in the ``refused`` of that deed, and counts
    only if that one goes on without it.
    """
    _on_refusal.append(hook)


def tell_of_refusal(actor: Actor, what: str, target: Any, refusal: Refusal) -> None:
    """Tell the hooks of what was refused before an action could begin: a page that this person may not open."""
    _tell(Deed(what, actor, target, cause=None), refusal)


def _tell(deed: Deed, refusal: Refusal) -> None:
    """Once for each refusal: what an action refused is not told again as the page that it was asked from."""
    if refusal.is_told:
        return
    refusal.is_told = True
    for hook in _on_refusal:
        hook(deed, refusal)


ActionFunction = Callable[Concatenate[Any, Any, Inputs], Result]


def action(*, needs: Power | PowerOf) -> Callable[[ActionFunction[Inputs, Result]], ActionFunction[Inputs, Result]]:
    """Make a function the one way to a change. Raises NotPermitted, or what the function itself refuses."""

    def decorate(function: ActionFunction[Inputs, Result]) -> ActionFunction[Inputs, Result]:
        key = f"{function.__module__.split('.actions')[0]}.{function.__name__}"

        @functools.wraps(function)
        def perform(actor: Any, target: Any, /, *args: Inputs.args, **kwargs: Inputs.kwargs) -> Result:
            if args:
                raise DesignError(f"{key}: inputs are keywords")
            outer = running.get()
            deed = Deed(key, actor, target, cause=outer.id if outer else None, reason=str(kwargs.get("reason") or ""))
            try:
                return _perform(deed, needs, lambda: function(actor, target, **kwargs))  # type: ignore[call-arg]
            except Refusal as refusal:
                _refused(deed, refusal, outer)
                raise

        ACTIONS.add(key, Action(key, needs, function))
        return cast("ActionFunction[Inputs, Result]", perform)

    return decorate


def _refused(deed: Deed, refusal: Refusal, outer: Deed | None) -> None:
    if outer is not None:
        outer.refused.append((deed, refusal))
        return
    _tell(deed, refusal)


def _perform(deed: Deed, needs: Power | PowerOf, call: Callable[[], Result]) -> Result:
    """Permission, transaction, deed mark, the call itself, then the hooks; constraint names become sentences."""
    _stand(deed, needs)
    token = running.set(deed)
    goes_on = connection.in_atomic_block
    try:
        with transaction.atomic():
            deed.at = _mark(deed.id)
            result = call()
            for hook in _on_finish:
                hook(deed)
            if goes_on:  # else the mark ends with the transaction
                _mark(deed.cause)
            return result
    except IntegrityError as error:
        raise sentence_of(error) from error
    finally:
        running.reset(token)


def _stand(deed: Deed, needs: Power | PowerOf) -> None:
    power = needs.of(deed.target) if isinstance(needs, PowerOf) else needs
    standing = deed.actor.stands_for(power, deed.target.anchor_values())
    if not standing:
        raise NotPermitted()
    if isinstance(standing, Deputising):
        deed.on_behalf_of = standing.principal_id


def _mark(deed: uuid.UUID | None) -> datetime:
    """Tell the database which deed is running, so that its triggers see a change without one; the deed's instant."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('portal.deed', %s, true), portal_now()", [str(deed or "")])
        at: datetime = cursor.fetchone()[1]
    return at
