"""The one shape of a page on which something is entered: bind, one call, lead back.

What an action refuses because of what was typed stands beside its field, with status 422, and the form keeps what was
typed. Any other refusal (409, 403) is a page of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django import forms
from django.http import HttpResponse

from portal.kernel.errors import BrokenInvariant, InvalidInput
from portal.web.pages import done, show

ENTRY = "entry.html"
FormType = TypeVar("FormType", bound=forms.Form)


@dataclass(frozen=True)
class Entry:
    """The words of the page. ``back`` is where it leads afterwards; ``about`` says what stands now."""

    title: str
    submit: str
    back: str
    trail: tuple[tuple[str, str], ...] = ()
    note: str = ""
    confirm: str = ""
    about: list[dict[str, Any]] = field(default_factory=list)


def bound(form: type[FormType], request: Any, **options: Any) -> FormType:
    """The form with what was posted, or with its first values."""
    return form(request.POST, **options) if request.method == "POST" else form(**options)


def entered(
    request: Any, entry: Entry, form: forms.Form, act: Callable[[dict[str, Any]], object], *, say: str
) -> HttpResponse:
    """Show the form, or do what it asks for and lead back."""
    context = {"entry": entry, "form": form}
    if request.method != "POST":
        return show(request, ENTRY, context)
    if is_done(form, act):
        return done(request, ENTRY, context, part="entered", to=entry.back, say=say)
    return show(request, ENTRY, context, status=422)


def is_done(form: forms.Form, act: Callable[[dict[str, Any]], object]) -> bool:
    """Whether the call was made. If it was refused for what was typed, the form says so."""
    if not form.is_valid():
        return False
    try:
        act(dict(form.cleaned_data))
    except (InvalidInput, BrokenInvariant) as refusal:
        show_refusal(form, refusal)
        return False
    return True


def show_refusal(form: forms.Form, refusal: InvalidInput | BrokenInvariant) -> None:
    """Let the form say what was refused, beside the fields as far as the refusal names them."""
    named = refusal.fields if isinstance(refusal, InvalidInput) else {}
    placed = {name: sentence for name, sentence in named.items() if name in form.fields}
    for name, sentence in placed.items():
        form.add_error(name, sentence)
    if not placed:
        form.add_error(None, refusal.sentence)
