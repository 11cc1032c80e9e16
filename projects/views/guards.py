"""Asking another administrator to agree that a guard's sign-in is reset."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from portal.accounts.models import User
from portal.accounts.permissions import RESET_SIGN_IN
from portal.web.access import page
from portal.web.entry import Entry, bound, entered
from projects import actions
from projects.forms.guards import ResetForm
from projects.selectors.guards import RESET_WITHIN, Reset


@page(needs=RESET_SIGN_IN)
@require_http_methods(["GET", "HEAD", "POST"])
def reset_ask(request: Any, pk: int) -> HttpResponse:
    person = get_object_or_404(User.objects.visible_to(request.actor), pk=pk)
    back = reverse("accounts:person", args=[pk])
    return entered(
        request,
        Entry(
            f"提请复核：重置{person}的登录信息",
            "提请复核",
            back,
            ((reverse("accounts:person-list"), "人员名册"), (back, str(person))),
            note=f"管理员和只读账号由两人办理：其他管理员同意后，{RESET_WITHIN.days}天内由您办理一次。",
        ),
        bound(ResetForm, request),
        lambda given: actions.ask_to_reset(request.actor, person, what=Reset(given["what"]), reason=given["reason"]),
        say="已提请复核，同意后请回到本页办理。",
    )
