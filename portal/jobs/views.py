"""The work list on a page."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import resolve_url
from django.views.decorators.http import require_POST, require_safe

from portal.jobs import actions, selectors
from portal.jobs.permissions import RETRY_JOBS, VIEW_JOBS
from portal.kernel.permissions import PORTAL
from portal.web.access import page
from portal.web.pages import done, show

PAGE = "jobs/job_list.html"


@page(needs=VIEW_JOBS)
@require_safe
def jobs(request: HttpRequest) -> HttpResponse:
    return show(request, PAGE, _context(request), part="lists")


@page(needs=RETRY_JOBS)
@require_POST
def job_retry(request: HttpRequest, pk: int) -> HttpResponse:
    actions.retry_job(request.actor, PORTAL, job_id=pk)  # type: ignore[attr-defined]
    say = "已重新列入办理。"
    return done(request, PAGE, _context(request), part="lists", to=resolve_url("jobs:jobs"), say=say)


def _context(request: HttpRequest) -> dict[str, Any]:
    return {
        "periodic": selectors.periodic_kinds(),
        "dead": selectors.dead_jobs(),
        "open": selectors.open_jobs(),
        "done": selectors.done_jobs(),
        "may_retry": request.actor.may(RETRY_JOBS),  # type: ignore[attr-defined]
    }
