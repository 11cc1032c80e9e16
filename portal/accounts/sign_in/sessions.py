"""What a session holds and when it is over: thirty idle minutes, eight hours in all (security design I)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib import auth, messages
from django.http import HttpRequest, HttpResponse

from portal.accounts.sign_in import passwords
from portal.kernel import clock

SIGNED_IN_AT = "signed_in_at"
LAST_SEEN_AT = "last_seen_at"
BEFORE = "signed_in_before"
HAS_FACTOR = "has_second_factor"
WAITS_FOR_CODE = "waits_for_code"
# Writing the session at every request would cost more than the minute is worth.
SEEN_EVERY = timedelta(minutes=1)
TIME_FOR_CODE = timedelta(minutes=5)


def begin(request: Any, person: Any, *, at: datetime, before: dict[str, str], has_factor: bool) -> None:
    """Sign the person in under a new session id. ``before`` tells of the sign-in before this one."""
    auth.login(request, person, backend=passwords.BACKEND)
    request.session.pop(WAITS_FOR_CODE, None)
    request.session[SIGNED_IN_AT] = request.session[LAST_SEEN_AT] = at.isoformat()
    request.session[BEFORE] = before
    request.session[HAS_FACTOR] = has_factor


def wait_for_code(request: Any, person: Any, *, at: datetime, to: str) -> None:
    """Remember, under a new session id, that this person's password was right and the code is still due.

    A changed password voids what was remembered, as it does with sessions.
    """
    request.session.flush()
    request.session[WAITS_FOR_CODE] = {
        "user": person.pk,
        "hash": person.get_session_auth_hash(),
        "until": (at + TIME_FOR_CODE).isoformat(),
        "to": to,
    }


def waiting_for_code(request: Any, *, at: datetime) -> dict[str, Any] | None:
    """What ``wait_for_code`` remembered, None when it is over."""
    held: dict[str, Any] | None = request.session.get(WAITS_FOR_CODE)
    return held if held and at < datetime.fromisoformat(held["until"]) else None


def why_over(session: Any, now: datetime) -> str:
    """Why the session of a signed-in person is over, in a sentence; empty while it is not."""
    begun, seen = (datetime.fromisoformat(session[key]) for key in (SIGNED_IN_AT, LAST_SEEN_AT))
    if now - begun >= timedelta(hours=settings.SESSION_HOURS):
        return f"本次登录已满{settings.SESSION_HOURS}小时，请重新登录。"
    if now - seen >= timedelta(minutes=settings.SESSION_IDLE_MINUTES):
        return f"您已{settings.SESSION_IDLE_MINUTES}分钟没有操作，请重新登录。"
    return ""


class SessionLimits:
    """Ends sessions on the server. Stands after authentication and messages; a token carries none."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponse:
        if request.user.is_authenticated and request.token is None:
            self._look_at(request, clock.now())
        return self.get_response(request)

    def _look_at(self, request: Any, now: datetime) -> None:
        session = request.session
        # A session without its times was made by a command or a test, not by our sign-in: it begins now.
        session.setdefault(SIGNED_IN_AT, now.isoformat())
        session.setdefault(LAST_SEEN_AT, now.isoformat())
        if why := why_over(session, now):
            auth.logout(request)
            messages.info(request, why)
        elif now - datetime.fromisoformat(session[LAST_SEEN_AT]) >= SEEN_EVERY:
            session[LAST_SEEN_AT] = now.isoformat()
