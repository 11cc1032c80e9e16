"""My account: who I am here, since when I was last here, who stands in for me, password, second factor."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import auth
from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.accounts import actions, permissions, selectors
from portal.accounts.forms import CodeForm, DelegationForm, PasswordForm, ReasonForm
from portal.accounts.models import SecondFactor, User
from portal.accounts.sign_in import door, second_factor, sessions
from portal.kernel.permissions import Reach
from portal.web.access import signed_in
from portal.web.pages import done, show
from portal.web.panels import panels_of
from portal.web.templatetags.figures import moment

ACCOUNT, PASSWORD = "accounts/account.html", "accounts/password.html"
FACTOR = "accounts/second_factor_setup.html"


@signed_in("每个人都看自己的账号")
@never_cache
@require_safe
def account(request: Any) -> HttpResponse:
    return show(request, ACCOUNT, account_page(request))


@signed_in("每个人都改自己的密码")
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def password(request: Any) -> HttpResponse:
    """Change one's own password; guesses at the old one are counted like those at the door."""
    person = _own(request)
    context: dict[str, Any] = {"is_forced": person.must_change_password}
    if request.method != "POST":
        return show(request, PASSWORD, {**context, "form": PasswordForm(person=person)})
    form = PasswordForm(request.POST, person=person)
    if form.is_valid():
        try:
            door.count_own_password(request, person)
        except door.TooManyGuesses as refusal:
            form.add_error(None, refusal.sentence)
    if not form.is_valid():
        return show(request, PASSWORD, {**context, "form": form}, status=422)
    person = actions.change_own_password(request.actor, person, **form.cleaned_data)
    door.forget_own_password(request, person)
    auth.update_session_auth_hash(request, person)
    said = "密码已修改，其他设备上的登录已失效。"
    return done(request, ACCOUNT, account_page(request), part="about", to="accounts:account", say=said)


@signed_in("每个人都登记自己的动态验证码")
@never_cache
@require_safe
def second_factor_page(request: Any) -> HttpResponse:
    return show(request, FACTOR, _factor_page(_own(request), CodeForm()))


@signed_in("每个人都登记自己的动态验证码")
@require_POST
def second_factor_offer(request: Any) -> HttpResponse:
    person = _own(request)
    actions.offer_second_factor(request.actor, person)
    return done(request, FACTOR, _factor_page(person, CodeForm()), part="setup", to="accounts:second-factor")


@signed_in("每个人都登记自己的动态验证码")
@sensitive_post_parameters("code")
@require_POST
def second_factor_confirm(request: Any) -> HttpResponse:
    person, form = _own(request), CodeForm(request.POST)
    if not form.is_valid():
        return show(request, FACTOR, _factor_page(person, form), part="setup", status=422)
    actions.confirm_second_factor(request.actor, person, **form.cleaned_data)
    request.session[sessions.HAS_FACTOR] = True
    context, said = _factor_page(person, CodeForm()), "动态验证码已登记，下次登录时填写。"
    return done(request, FACTOR, context, part="setup", to="accounts:account", say=said)


def account_page(request: Any, form: DelegationForm | None = None, refused: int | None = None) -> dict[str, Any]:
    """What the page of one's own account shows; ``form`` and ``refused`` when a delegation has to be put right."""
    person = _own(request)
    made, received = selectors.delegations_of(person.pk)
    may_delegate = request.actor.span(permissions.DELEGATE).covers({Reach.OWN: person.pk})
    return {
        "person": person,
        "about": _about(person, request.session.get(sessions.BEFORE)),
        "made": made,
        "received": received,
        "delegation_form": (form or DelegationForm(deputies=selectors.deputies_for(person))) if may_delegate else None,
        "reason_form": ReasonForm(),
        "refused": refused,
        "may_use_api": request.actor.may(permissions.USE_API),
        "panels": list(panels_of("account", request.actor, person)),
    }


def _own(request: Any) -> User:
    person: User = User.objects.select_related("organisation").get(pk=request.user.pk)
    return person


def _about(person: User, before: dict[str, str] | None) -> list[dict[str, Any]]:
    """The sign-in before this one is what tells a person that somebody else was here."""
    last = f"{moment(datetime.fromisoformat(before['at']))}　{before['from']}" if before and before["at"] else None
    return [
        {"label": "姓名", "value": person.name},
        {"label": "账号", "value": person.username},
        {"label": "单位", "value": person.organisation.name},
        {"label": "职务", "value": person.post},
        {"label": "手机号码", "value": person.masked("phone")},
        {"label": "上次登录", "value": last, "missing": "—"},
        {"label": "动态验证码", "value": "已登记" if second_factor.has_confirmed(person.pk) else "未登记"},
    ]


def _factor_page(person: User, form: CodeForm) -> dict[str, Any]:
    factor = SecondFactor.objects.select_related("user").filter(user=person).first()
    context: dict[str, Any] = {
        "form": form,
        "confirmed_at": factor and factor.confirmed_at,
        "is_asked": second_factor.is_asked_of(person),
        "confirm_url": reverse("accounts:second-factor-confirm"),
    }
    if factor and factor.confirmed_at is None:
        secret = second_factor.secret_of(factor)
        context["setup_key"] = " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
        context["setup_image"] = second_factor.picture(secret, person)
    return context
