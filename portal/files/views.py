"""A file on its way out: as an attachment that a browser neither runs nor guesses about nor keeps."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from portal.files import actions
from portal.files.permissions import VIEW_FILES
from portal.web.access import page

SANDBOX = "sandbox; default-src 'none'; frame-ancestors 'none'"


@page(needs=VIEW_FILES)
@require_safe
def file(request: Any, uid: uuid.UUID) -> HttpResponse:
    return _sent(actions.hand_out_file(request.actor, actions.Asked(uid, request.actor)))


@page(needs=VIEW_FILES)
@require_safe
def file_small(request: Any, uid: uuid.UUID) -> HttpResponse:
    return _sent(actions.hand_out_file(request.actor, actions.Asked(uid, request.actor), is_small=True))


def _sent(out: actions.HandedOut) -> HttpResponse:
    """Read after the deed, checked against its hash: what was altered on the disk is not sent."""
    response = HttpResponse(out.content(), content_type=out.file.media_type)
    name = out.file.name
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or "attachment"
    response["Content-Security-Policy"] = SANDBOX
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "no-store"
    return response
