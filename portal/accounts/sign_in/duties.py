"""What a signed-in person has to do before anything else: a password of his own, and a second factor where asked."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from portal.accounts.sign_in import second_factor, sessions
from portal.kernel.errors import NotPermitted
from portal.web.access import access_of
from portal.web.pages import lead_to
from portal.web.refusals import refuse

OWN_PASSWORD = "accounts:password"  # noqa: S105 (the name of a page)
OWN_FACTOR = "accounts:second-factor"
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
        if request.user.must_change_password:
            return self._lead(request, OWN_PASSWORD, "请先在网页上登录并修改初始密码。")
        if self._owes_factor(request):
            return self._lead(request, OWN_FACTOR, "请先在网页上登录并登记动态验证码。")
        return None

    def _owes_factor(self, request: Any) -> bool:
        return not request.session.get(sessions.HAS_FACTOR) and second_factor.is_asked_of(request.user)

    def _lead(self, request: Any, to: str, sentence: str) -> HttpResponse:
        if request.path.startswith("/api/"):
            return refuse(request, NotPermitted(sentence))
        return lead_to(request, reverse(to))
