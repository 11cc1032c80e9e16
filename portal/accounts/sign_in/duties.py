"""What a signed-in person has to do before anything else: a password of his own, and a second factor where asked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from portal.accounts.sign_in import second_factor, sessions
from portal.kernel.errors import NotPermitted
from portal.web.access import access_of
from portal.web.pages import lead_to
from portal.web.refusals import refuse, wants_json

OWN_PASSWORD = "accounts:password"  # noqa: S105 (the name of a page)
OWN_FACTOR = "accounts:second-factor"


@dataclass(frozen=True)
class Duty:
    """The page where it is done, and what the API says about it."""

    page: str
    sentence: str


FIRST_PASSWORD = Duty(OWN_PASSWORD, "未办成：请先在网页上登录并修改初始密码。")
FACTOR = Duty(OWN_FACTOR, "未办成：请先在网页上登录并登记动态验证码。")
ALWAYS_OPEN = {
    OWN_PASSWORD,
    OWN_FACTOR,
    "accounts:second-factor-offer",
    "accounts:second-factor-confirm",
    "accounts:sign-out",
}


class AccountDuties:
    """Leads to the page of the duty. Stands after ``SessionLimits`` and before ``DenyByDefault``."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: Any, view: Any, *_: Any) -> HttpResponse | None:
        access = access_of(view)
        is_open = request.resolver_match.view_name in ALWAYS_OPEN or bool(access and access.is_public)
        if is_open or not request.user.is_authenticated:
            return None
        duty = duty_of(request.user, has_factor=lambda: self._has_factor(request))
        if duty is None:
            return None
        if wants_json(request):
            return refuse(request, NotPermitted(duty.sentence))
        return lead_to(request, reverse(duty.page))

    def _has_factor(self, request: Any) -> bool:
        # A token was issued to somebody who had given a code; he has to have that phone still.
        if request.token is not None:
            return second_factor.has_confirmed(request.user.pk)
        return bool(request.session.get(sessions.HAS_FACTOR))


def duty_of(person: Any, *, has_factor: Callable[[], bool]) -> Duty | None:
    """What the person still has to do first, None for nothing."""
    if person.must_change_password:
        return FIRST_PASSWORD
    return FACTOR if second_factor.is_asked_of(person) and not has_factor() else None
