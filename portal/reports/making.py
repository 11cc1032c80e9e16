"""From a due week to its stored paper; the same path for the worker and for a person at the command line.

First the stamps are asked for, then words and figures are frozen from one snapshot, then the paper is printed from what
was frozen. Whoever is killed in between leaves an edition without a paper; the next attempt prints it and reads no
table again. When words are added, and when it is signed and has its 期号, it is printed once more from the same frozen
data; of what was signed the office keeps a copy with the data as a workbook inside, which no other copy has, because
papers travel.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from django.conf import settings

from portal.files import store
from portal.jobs.contributions import Finish
from portal.jobs.worklist import Claim
from portal.kernel.errors import WrongState
from portal.kernel.periods import Week
from portal.kernel.permissions import PORTAL, System
from portal.reports import actions, pdf, rules, selectors
from portal.reports.blocks import Distribution, EditionDocument, Issue, Stamp, from_json
from portal.reports.composing import Before, Content, Correction, compose, document_of, snapshot
from portal.reports.contributions import STAMPS, Scope
from portal.reports.models import Edition, WordedPaper
from portal.reports.workbook import workbook_of

WHY = "按期生成周调度专报"
_PRESS = Path(pdf.__file__).parent
_FORMS = settings.BASE_DIR / "templates" / "reports" / "pdf"


class NotSigned(WrongState):
    """Only what was signed is printed with its 期号."""

    sentence = "本期专报还没有签发，不能印制签发件。"


@dataclass(frozen=True)
class Telling:
    """Which telling of a week is to be made: the first by itself, later ones with the knowledge of a named instant."""

    week: Week
    revision: int = 1
    known_at: datetime | None = None
    corrects: int | None = None
    reason: str = ""

    @property
    def name(self) -> str:
        return selectors.again_key(self.week, self.revision)


def make(claim: Claim) -> Finish:
    """Freeze and print the edition of the week that the job names; what is to be noted with the job's close."""
    telling = Telling(Week.parse(claim.key))
    return _paper_of(selectors.edition_of(telling.week) or _freeze(telling, claim), claim)


def make_again(claim: Claim) -> Finish:
    """The same for a telling anew: a draft after a voided one, or a correction."""
    key, _, revision = claim.key.partition("/")
    telling = Telling(
        Week.parse(key),
        int(revision),
        datetime.fromisoformat(claim.payload["known_at"]),
        claim.payload["corrects"],
        claim.payload["reason"],
    )
    return _paper_of(selectors.telling_of(telling.week, telling.revision) or _freeze(telling, claim), claim)


def print_issue(claim: Claim) -> Finish:
    """Print what was signed, from the frozen data, with 期号, date and words; what is to be noted with the close."""
    edition = selectors.edition(int(claim.key))
    if not edition.is_issued:
        raise NotSigned()
    if edition.issued_hash:
        return lambda: _issued(edition)
    document, issue = document_of(edition.data), issue_of(edition)
    digest = store.put(_print(document, issue), owner=claim.owner)
    data = pdf.Enclosure(selectors.paper_name(edition, "xlsx"), workbook_of(edition))
    office = store.put(_print(document, issue, data), owner=claim.owner)
    return lambda: _issued(
        actions.keep_issued_paper(
            System("印制签发件"),
            edition,
            pdf_hash=digest,
            office_hash=office,
            template_version=template_version(),
        )
    )


def print_words(claim: Claim) -> Finish:
    """Print a 送审稿 anew with the words as they stand now, so that people see what they check and sign."""
    with snapshot():
        edition = selectors.edition(int(claim.key.partition("/")[0]))
        content_hash = selectors.digest_of_edition(edition)
        standing = selectors.draft_hash(edition)
        document, issue = document_of(edition.data), issue_of(edition)
    if standing:
        return lambda: {"edition": edition.pk, "pdf_hash": standing}
    digest = store.put(_print(document, issue), owner=claim.owner)
    return lambda: _worded(
        actions.keep_worded_paper(
            System("印制加文字的送审稿"),
            edition,
            content_hash=content_hash,
            pdf_hash=digest,
            template_version=template_version(),
        )
    )


def issue_of(edition: Edition) -> Issue:
    """What signing adds to the frozen document, or, before that, the words and lists as they stand."""
    words = selectors.added_words(edition)
    distribution = Distribution(**(edition.colophon or selectors.lists_now()))
    stamps = from_json(edition.stamps)
    if not edition.is_issued:
        return Issue(words=words, distribution=distribution, stamps=stamps, data_hash=edition.data_hash)
    return Issue(
        number_text=edition.number_text,
        dated_on=edition.issued_on,
        signed_by=edition.signatory,
        words=words,
        corrects_text=edition.corrects.number_text if edition.corrects else "",
        distribution=distribution,
        stamps=stamps,
        data_hash=edition.data_hash,
    )


def _print(document: EditionDocument, issue: Issue, enclosed: pdf.Enclosure | None = None) -> bytes:
    paper: bytes = pdf.render(document, issue, enclosed=enclosed, cache_dir=settings.PORTAL_VAR / "charts")
    return paper


def _paper_of(edition: Edition, claim: Claim) -> Finish:
    if edition.is_printed:
        return lambda: _result(edition)
    digest = store.put(_print(document_of(edition.data), issue_of(edition)), owner=claim.owner)
    return lambda: _result(
        actions.keep_paper(System(WHY), edition, pdf_hash=digest, template_version=template_version())
    )


def _freeze(telling: Telling, claim: Claim) -> Edition:
    stamps = stamps_for(telling.name)
    with snapshot():
        content = content_of(telling)
    with claim.held():
        return actions.make_edition(
            System(WHY),
            PORTAL,
            week=telling.week,
            content=content,
            code_version=code_version(),
            job_id=claim.job_id,
            revision=telling.revision,
            stamps=stamps,
            corrects=selectors.edition(telling.corrects) if telling.corrects else None,
            reason=telling.reason,
        )


def stamps_for(name: str) -> list[Stamp]:
    """What vouches for an edition, asked for before its figures are frozen, outside of any transaction of ours."""
    gives: list[Callable[[str], Stamp]] = list(STAMPS)
    return [give(name) for give in gives]


def content_of(telling: Telling) -> Content:
    """What a telling says by the tables as they were known then."""
    settled = selectors.cycle()
    if settled is None:
        raise actions.ReportsNotBegun()
    scope = selectors.scope_of(telling.week, settled)
    if telling.known_at is not None:
        scope = selectors.scope_again(scope, telling.known_at)
    return compose(scope, before=_before(scope, settled), correction=_correction(telling))


def _before(scope: Scope, settled: rules.Cycle) -> Before | None:
    """The edition before, as it was frozen; one that is still to be made is told here as it will be."""
    week = scope.previous.week
    edition = selectors.standing_before(week, scope.known_at)
    if edition is not None:
        return _frozen(edition)
    if week < settled.first_week:
        return None
    content = compose(selectors.scope_of(week, settled))
    data = content.as_data()
    name = selectors.again_key(week, 1)
    return Before(name, rules.data_hash(data), content.scope.villages, content.scope.known_at, tuple(data["figures"]))


def _frozen(edition: Edition) -> Before:
    return Before(
        selectors.again_key(edition.week_value, edition.revision),
        edition.data_hash,
        tuple(edition.village_ids),
        edition.known_at,
        tuple(selectors.figures_of(edition)),
    )


def _correction(telling: Telling) -> Correction | None:
    if telling.corrects is None:
        return None
    corrected = selectors.edition(telling.corrects)
    return Correction(_frozen(corrected), corrected.number_text, telling.reason)


def _result(edition: Edition) -> dict[str, str | int]:
    return {"edition": edition.pk, "data_hash": edition.data_hash, "pdf_hash": edition.pdf_hash}


def _worded(paper: WordedPaper) -> dict[str, str | int]:
    return {"edition": paper.edition_id, "pdf_hash": paper.pdf_hash}


def _issued(edition: Edition) -> dict[str, str | int]:
    return {"edition": edition.pk, "number": edition.number_text, "issued_hash": edition.issued_hash}


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
