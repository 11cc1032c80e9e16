"""My account → API tokens: the list, a new one (its secret shown once), the end of one."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from portal.accounts import actions, permissions, selectors
from portal.accounts.forms import TokenForm
from portal.accounts.models import ApiToken, User
from portal.accounts.sign_in import door
from portal.kernel.errors import InvalidInput
from portal.web.access import page
from portal.web.entry import show_refusal
from portal.web.pages import show

TOKENS, ISSUED = "accounts/tokens.html", "accounts/token_issued.html"


@page(needs=permissions.USE_API)
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def token_list(request: Any) -> HttpResponse:
    """One's own tokens; issuing one asks for the password again, since a token outlives the open page."""
    if request.method != "POST":
        return show(request, TOKENS, _page(request, TokenForm()))
    person, form = User.objects.get(pk=request.user.pk), TokenForm(request.POST)
    if form.is_valid():
        try:
            door.check_own_password(request, person, form.cleaned_data.pop("password"))
        except (door.TooManyGuesses, door.OwnPasswordWrong) as refusal:
            form.add_error("password", refusal.sentence)
    if not form.is_valid():
        return show(request, TOKENS, _page(request, form), status=422)
    try:
        issued = actions.issue_token(request.actor, person, **form.cleaned_data)
    except InvalidInput as refusal:
        show_refusal(form, refusal)
        return show(request, TOKENS, _page(request, form), status=422)
    return show(request, ISSUED, {"issued": issued})


@page(needs=permissions.USE_API)
@require_POST
def token_end(request: Any, pk: int) -> HttpResponse:
    token = get_object_or_404(ApiToken.objects.visible_to(request.actor).filter(user=request.user), pk=pk)
    actions.end_token(request.actor, token)
    messages.success(request, f"接口令牌“{token}”已停用，即时生效。")
    return redirect("accounts:token-list")


def _page(request: Any, form: TokenForm) -> dict[str, Any]:
    may_issue = settings.PORTAL_POOL != "audit"
    return {"tokens": selectors.tokens_of(request.user.pk), "form": form if may_issue else None}
