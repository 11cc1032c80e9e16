"""Handing out a paper of an edition: a reading is a deed without changes, told before the first byte leaves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from portal.kernel.actions import PowerOf, action
from portal.kernel.errors import NotSeen
from portal.kernel.facts import tell
from portal.kernel.permissions import Actor, Power, Reach
from portal.reports import selectors
from portal.reports.facts import PaperRead
from portal.reports.models import Edition
from portal.reports.permissions import VIEW_EDITION_DESK, VIEW_EDITIONS


class Form(StrEnum):
    """In which form an edition is handed out; ``office`` is the office's own copy, with the data inside."""

    DRAFT = "draft"
    ISSUE = "issue"
    OFFICE = "office"
    WORKBOOK = "xlsx"
    WORD = "docx"


NEEDS: Mapping[Form, Power] = {
    Form.DRAFT: VIEW_EDITIONS,
    Form.ISSUE: VIEW_EDITIONS,
    Form.OFFICE: VIEW_EDITION_DESK,
    Form.WORKBOOK: VIEW_EDITION_DESK,
    Form.WORD: VIEW_EDITIONS,
}


@dataclass(frozen=True)
class Paper:
    """An edition in one form as somebody asks for it: it is issued whole to whoever holds the power anywhere."""

    edition: Edition
    form: Form
    by: Actor

    @property
    def needs(self) -> Power:
        return NEEDS[self.form]

    def anchor_values(self) -> dict[str, Any]:
        span = self.by.span(self.needs)
        reached = {Reach.VILLAGE: span.villages, Reach.ORGANISATION: span.organisations, Reach.OWN: span.own}
        return {reach: min(keys) for reach, keys in reached.items() if keys}

    def __str__(self) -> str:
        return f"{self.edition}（{self.form}）"


NOT_PRINTED = "本期专报的PDF还没有生成，或者文字有改动正在重印。请稍后在专报页面查看进度。"
NO_OFFICE_COPY = "本期专报没有办公室留存本。留存本在签发后随签发件一并印制，请签发后再下载。"


@action(needs=PowerOf("(view_editions, or view_edition_desk)", lambda paper: paper.needs, "查阅、下载专报"))
def read_paper(actor: Actor, paper: Paper) -> str:
    """Let the actor have a paper; the hash of the stored file, or of the data from which the form is built.

    Raises NotSeen while it is not printed.
    """
    edition = paper.edition
    stored = {
        Form.DRAFT: selectors.draft_hash(edition),
        Form.ISSUE: edition.issued_hash,
        Form.OFFICE: edition.office_hash,
    }
    digest: str = stored.get(paper.form, edition.data_hash)
    if not digest:
        raise NotSeen(NO_OFFICE_COPY if paper.form is Form.OFFICE else NOT_PRINTED)
    tell(PaperRead(edition.pk, paper.form, digest))
    return digest
