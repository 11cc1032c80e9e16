"""The page of whoever gave no name: each step of his doubt with its pictures, and his word at the end."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.files.actions import Asked, hand_out_file
from portal.kernel import clock
from portal.kernel.errors import NotSeen
from portal.kernel.permissions import System
from portal.web.access import public
from portal.web.entry import is_done
from portal.web.pages import show
from quality import actions
from quality.forms.report import ConfirmForm, ReceiptForm, ReopenForm
from quality.models import Complaint, ComplaintPhoto
from quality.selectors import visitor_of
from quality.selectors.complaints import Photo, complaint_rows, course_of, photos_of
from quality.selectors.possible import Verb, possible_for_reporter

FIND, RECEIPT = "quality/receipt_find.html", "quality/receipt.html"
OPENS = "the receipt is a secret of eighty bits that opens one doubt and nothing else"
SHOWS = System("凭回执查看照片")
NEW = "new"
SIZES = ("small", "large")
_FORMS = {"confirm": ConfirmForm, "reopen": ReopenForm, "refer": ReopenForm}
_ACTS: dict[str, Callable[..., Complaint]] = {
    "confirm": actions.confirm_repair,
    "reopen": actions.reopen_complaint,
    "refer": actions.refer_complaint,
}


@public("whoever wrote the code down types it here")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def receipt_find(request: Any) -> HttpResponse:
    form = ReceiptForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            visitor_of(form.cleaned_data["receipt"])
        except NotSeen as missing:
            form.add_error("receipt", missing.sentence)
        else:
            code = "".join(char for char in form.cleaned_data["receipt"].lower() if char.isalnum())
            return redirect("quality:receipt", receipt=code)
    return show(request, FIND, {"form": form}, status=422 if request.method == "POST" else 200)


@public(OPENS)
@never_cache
@require_safe
def receipt(request: Any, receipt: str) -> HttpResponse:
    complaint, _ = visitor_of(receipt)
    return show(request, RECEIPT, _page(receipt, complaint, is_new=request.GET.get(NEW) == "1"))


@public(OPENS)
@never_cache
@require_POST
def receipt_answer(request: Any, receipt: str, verb: str) -> HttpResponse:
    """His word: mended, not mended, or not mended a second time."""
    complaint, visitor = visitor_of(receipt)
    if verb not in _FORMS:
        raise Http404
    form = _FORMS[verb](request.POST)
    if not is_done(form, lambda given: _ACTS[verb](visitor, complaint, **given)):
        return show(request, RECEIPT, {**_page(receipt, complaint), "refused": {verb: form}}, status=422)
    return redirect("quality:receipt", receipt=receipt)


@public(OPENS)
@require_safe
def receipt_photo(request: Any, receipt: str, uid: uuid.UUID, size: str) -> HttpResponse:
    """A picture of this doubt and of no other."""
    complaint, visitor = visitor_of(receipt)
    seen = ComplaintPhoto.objects.visible_to(visitor).filter(complaint=complaint, file__uid=uid)
    if size not in SIZES or not seen.exists():
        raise NotSeen()
    out = hand_out_file(SHOWS, Asked(uid, SHOWS), is_small=size == "small")
    response = HttpResponse(out.content(), content_type=out.file.media_type)
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "no-store"
    return response


def _page(receipt: str, complaint: Complaint, *, is_new: bool = False) -> dict[str, Any]:
    complaint.refresh_from_db()
    (row,) = complaint_rows([complaint], clock.today())
    return {
        "receipt": receipt,
        "is_new": is_new,
        "row": row,
        "steps": course_of(complaint, names_people=False),
        "photos": [_photo(receipt, each) for each in photos_of(complaint)],
        "answers": [_answer(receipt, verb) for verb in possible_for_reporter(complaint)],
    }


def _photo(receipt: str, photo: Photo) -> dict[str, str]:
    sizes = {size: reverse("quality:receipt-photo", args=[receipt, photo.uid, size]) for size in SIZES}
    return {**sizes, "label": photo.label}


def _answer(receipt: str, verb: Verb) -> dict[str, Any]:
    url = reverse("quality:receipt-answer", args=[receipt, verb.key])
    return {"verb": verb, "form": _FORMS[verb.key](), "url": url}
