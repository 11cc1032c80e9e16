"""Signing in, in one step or two, and signing out."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import auth, messages
from django.http import HttpResponse
from django.shortcuts import redirect, resolve_url
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from portal.accounts import actions
from portal.accounts.forms import CodeForm, SignInForm
from portal.accounts.models import AddressKind, User
from portal.accounts.rules import kind_of_address
from portal.accounts.sign_in import door, second_factor, sessions
from portal.kernel import clock
from portal.kernel.permissions import System
from portal.web.access import public, signed_in
from portal.web.addresses import client_address
from portal.web.pages import show

LOGIN, CODE = "accounts/login.html", "accounts/second_factor.html"


@public("登录之前没有账号")
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: Any) -> HttpResponse:
    """The first step: account and password. The guess is counted before the password is looked at."""
    if request.method != "POST":
        if request.user.is_authenticated:
            return redirect(_where_to(request))
        return show(request, LOGIN, _page(request, SignInForm()))
    form = SignInForm(request.POST)
    if not form.is_valid():
        return show(request, LOGIN, _page(request, form), status=422)
    try:
        person = door.person_who_knocks(request, **form.cleaned_data)
    except (door.TooManyGuesses, door.NotKnown) as refusal:
        form.add_error(None, refusal.sentence)
        return show(request, LOGIN, _page(request, form), status=422)
    if second_factor.has_confirmed(person.pk):
        sessions.wait_for_code(request, person, at=clock.now(), to=_where_to(request))
        return redirect("accounts:sign-in-code")
    return _let_in(request, person, to=_where_to(request), has_factor=False)


@public("第二步登录时还没有登录")
@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in_code(request: Any) -> HttpResponse:
    """The second step: the six digits from the phone, each of them good for one sign-in."""
    held = sessions.waiting_for_code(request, at=clock.now())
    person = User.objects.filter(pk=held["user"], is_active=True).first() if held else None
    if held is None or person is None or person.get_session_auth_hash() != held["hash"]:
        messages.info(request, "等待验证码的时间已过，请重新登录。")
        return redirect("accounts:sign-in")
    if request.method != "POST":
        return show(request, CODE, {"form": CodeForm()})
    form = CodeForm(request.POST)
    if not form.is_valid():
        return show(request, CODE, {"form": form}, status=422)
    try:
        door.check_code(request, person, form.cleaned_data["code"])
    except door.TooManyGuesses as refusal:
        form.add_error(None, refusal.sentence)
        return show(request, CODE, {"form": form}, status=422)
    except door.WrongCodeAtTheDoor as refusal:
        form.add_error("code", refusal.sentence)
        return show(request, CODE, {"form": form}, status=422)
    return _let_in(request, person, to=held["to"], has_factor=True)


@signed_in("每个人都可以退出")
@require_POST
def sign_out(request: Any) -> HttpResponse:
    """End the session on the server; its cookie opens nothing any more."""
    auth.logout(request)
    messages.info(request, "您已退出登录。")
    return redirect("accounts:sign-in")


def _let_in(request: Any, person: Any, *, to: str, has_factor: bool) -> HttpResponse:
    kind = kind_of_address(client_address(request))
    before = {
        "at": person.last_login.isoformat() if person.last_login else "",
        "from": person.get_last_login_from_display(),
    }
    person = actions.record_sign_in(System("登录"), person, came_from=AddressKind(kind) if kind else None)
    sessions.begin(request, person, at=person.last_login, before=before, has_factor=has_factor)
    return redirect(to)


def _page(request: Any, form: SignInForm) -> dict[str, Any]:
    notice = "".join(str(message) for message in messages.get_messages(request))
    return {"form": form, "next": _asked_for(request), "notice": notice}


def _asked_for(request: Any) -> str:
    return str(request.POST.get("next") or request.GET.get("next") or "")


def _where_to(request: Any) -> str:
    """The page that was asked for before signing in, when it is one of ours; else the first page."""
    wanted = _asked_for(request)
    is_ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    # Nobody wants to be led back to where one signs in or out.
    leads_back = wanted.startswith((reverse("accounts:sign-in"), reverse("accounts:sign-out")))
    is_address = wanted.startswith("/")  # any other word would be taken for the name of a route
    return wanted if is_ours and is_address and not leads_back else resolve_url(settings.LOGIN_REDIRECT_URL)
