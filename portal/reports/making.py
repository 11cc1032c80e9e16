"""From a due week to its stored paper; the same path for the worker and for a person at the command line.

First the words and figures are frozen from one snapshot, then the paper is printed from what was frozen. Whoever is
killed in between leaves an edition without a paper; the next attempt prints it and reads no table again.
"""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from django.conf import settings

from portal.files import store
from portal.jobs.contributions import Finish
from portal.jobs.worklist import Claim
from portal.kernel.periods import Week
from portal.kernel.permissions import PORTAL, System
from portal.reports import actions, pdf, selectors
from portal.reports.composing import compose, document_of, snapshot
from portal.reports.models import Edition

WHY = "按期生成周调度专报"
_PRESS = Path(pdf.__file__).parent
_FORMS = settings.BASE_DIR / "templates" / "reports" / "pdf"


def make(claim: Claim) -> Finish:
    """Freeze and print the edition of the week that the job names; what is to be noted with the job's close."""
    week = Week.parse(claim.key)
    edition = selectors.edition_of(week) or _freeze(week, claim)
    if edition.is_printed:
        return lambda: _result(edition)
    paper = pdf.render(document_of(edition.data), cache_dir=settings.PORTAL_VAR / "charts")
    digest = store.put(paper, owner=claim.owner)
    return lambda: _result(
        actions.keep_paper(System(WHY), edition, pdf_hash=digest, template_version=template_version())
    )


def _freeze(week: Week, claim: Claim) -> Edition:
    with snapshot():
        settled = selectors.cycle()
        if settled is None:
            raise actions.ReportsNotBegun()
        content = compose(selectors.scope_of(week, settled))
    with claim.held():
        return actions.make_edition(
            System(WHY), PORTAL, week=week, content=content, code_version=code_version(), job_id=claim.job_id
        )


def _result(edition: Edition) -> dict[str, str | int]:
    return {"edition": edition.pk, "data_hash": edition.data_hash, "pdf_hash": edition.pdf_hash}


@cache
def code_version() -> str:
    """The release that this process runs; 0 when it runs from a tree that was not packaged."""
    try:
        return version("village-renewal-portal")
    except PackageNotFoundError:
        return "0"


@cache
def template_version() -> str:
    """Names the press: the hash of its forms and of the code that fills them."""
    parts = sorted([*_FORMS.glob("*.*"), *_PRESS.glob("*.py")], key=lambda part: part.name)
    return hashlib.sha256(b"\0".join(part.read_bytes() for part in parts)).hexdigest()[:16]
