"""Whoever only reads is served read-only, in the database (security design D 1, decision 20)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve

from portal.kernel.permissions import Person
from portal.kernel.reading import ReadsOnly, is_write_refused, reading_only
from portal.web.access import SAFE_METHODS, access_of
from portal.web.refusals import refuse

# Passwords, second factors, tokens, the way out. What else stands there takes powers that no reader holds.
OWN_PLACES = ("accounts", "accounts-api")


class ReadOnlyForReaders:
    """Stands inside ``RefusalsTold`` and around everything that may be refused to him, the view included.

    Before it, session, person and holdings were read and, if need be, written; his own account (a password, a phone, a
    token, the way out) he keeps himself.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponse:
        is_reader = isinstance(request.actor, Person) and request.actor.holdings.is_reader
        if not is_reader or _is_of_himself(request):
            return self.get_response(request)
        try:
            with reading_only():
                response = self.get_response(request)
        except ReadsOnly as refusal:
            return refuse(request, refusal)
        if response.streaming:
            # What is sent bit by bit would be read after the transaction, outside of it.
            response.close()
            return refuse(request, ReadsOnly())
        return response

    def process_exception(self, request: Any, exception: Exception) -> HttpResponse | None:
        return refuse(request, ReadsOnly()) if is_write_refused(exception) else None


def _is_of_himself(request: Any) -> bool:
    """A deed on his own account, or one that anybody may do, signed in or not."""
    if request.method in SAFE_METHODS:
        return False
    try:
        found = resolve(request.path_info)
    except Resolver404:
        return False
    access = access_of(found.func)
    return found.app_name in OWN_PLACES or (access is not None and access.is_public)
