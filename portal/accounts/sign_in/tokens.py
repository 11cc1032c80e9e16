"""Tokens of the API: the middleware that lets a program in by one.

A token stands for its person at every request anew: in office, not past its day, no duty outstanding. It opens only
``/api/``, carries no session, and needs no token of a page.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from portal.accounts import actions
from portal.accounts.models import ApiToken
from portal.accounts.sign_in.door import Claimant
from portal.accounts.sign_in.token_secrets import hash_of
from portal.kernel import clock
from portal.kernel.actions import tell_of_refusal
from portal.kernel.deeds import Channel, Via, coming_by
from portal.kernel.permissions import System
from portal.web.addresses import client_address
from portal.web.refusals import NotSignedIn, refuse, wants_json

SCHEME = "bearer"


class TokenNotKnown(NotSignedIn):
    """Unknown, over, ended, or of somebody who left: one sentence for all."""

    sentence = "接口令牌无效、已到期或已停用。请在“我的账号”的“接口令牌”中重新签发。"


class TokenSignIn:
    """Stands right after Django's authentication. A request with a token is its person's, whatever cookies say."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponse:
        request.token = None
        scheme, _, secret = request.META.get("HTTP_AUTHORIZATION", "").partition(" ")
        if scheme.lower() != SCHEME or not wants_json(request):
            return self.get_response(request)
        known = ApiToken.objects.filter(secret_hash=hash_of(secret.strip()))
        request.token = known.live().select_related("user__organisation").first()
        if request.token is None:
            return self._refused(request, known.first())
        request.user = request.token.user
        request._dont_enforce_csrf_checks = True  # no browser adds this header by itself
        self._note_use(request)
        return self.get_response(request)

    def _refused(self, request: Any, ended: ApiToken | None) -> HttpResponse:
        """Of a secret that nobody ever had there is nothing to tell; one that was good once is in somebody's hands."""
        refusal = TokenNotKnown()
        if ended is not None:
            with self._coming(request):
                tell_of_refusal(Claimant(ended.user_id), "portal.accounts.use_token", ended, refusal)
        return refuse(request, refusal)

    def _note_use(self, request: Any) -> None:
        # The auditors' database login may not write here.
        if settings.PORTAL_POOL == "audit" or request.token.last_used_on == clock.today():
            return
        with self._coming(request):
            actions.record_token_use(System("接口令牌当日首次使用"), request.token)

    def _coming(self, request: Any) -> AbstractContextManager[None]:
        return coming_by(Channel(Via.API, client_address(request), request.reference))
