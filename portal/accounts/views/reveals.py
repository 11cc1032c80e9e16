"""Concealed values shown whole: one value of one row, with a reason, by any app that contributes its column."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from portal.accounts import actions
from portal.accounts.contributions import CONCEALED, ConcealedColumn, ConcealedValue
from portal.accounts.forms import RevealForm
from portal.kernel.errors import NotPermitted
from portal.kernel.permissions import Actor
from portal.web.access import signed_in
from portal.web.pages import show

REVEAL = "accounts/reveal.html"


@signed_in("每一栏登记了查看它的权限，逐栏核对")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def reveal(request: Any, column: str, pk: int) -> HttpResponse:
    """The form for the reason; then the value, in this one answer that nothing keeps."""
    if column not in CONCEALED:
        raise Http404()
    wanted = CONCEALED[column]
    if not request.actor.may(wanted.needs):
        raise NotPermitted()
    row = get_object_or_404(wanted.model.objects.visible_to(request.actor, by=wanted.needs), pk=pk)
    form = RevealForm(request.POST or None)
    context = {"form": form, **_offer(wanted, row)}
    if not form.is_valid():
        return show(request, REVEAL, context, part="value", status=422 if request.method == "POST" else 200)
    value = actions.reveal_value(request.actor, ConcealedValue(wanted, row), **form.cleaned_data)
    return show(request, REVEAL, {**context, "value": value}, part="value")


def offers_of(actor: Actor, row: Any) -> list[dict[str, Any]]:
    """Which masked values of a row the actor may have shown, for the page of the row."""
    return [
        {"form": RevealForm(), **_offer(column, row)}
        for column in CONCEALED
        if isinstance(row, column.model)
        and row.masked(column.stem)
        and actor.span(column.needs).covers(row.anchor_values())
    ]


def _offer(column: ConcealedColumn, row: Any) -> dict[str, Any]:
    return {
        "label": column.label,
        "masked": row.masked(column.stem),
        "action": reverse("accounts:reveal", args=[column.key, row.pk]),
        "place": f"revealed-{column.stem}",
    }
