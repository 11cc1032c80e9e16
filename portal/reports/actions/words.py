"""Words that people add to an edition while it is checked: 按语, 说明, 提请研究. Never a figure."""

from __future__ import annotations

from dataclasses import replace

from portal.approvals.actions import ask_approval, withdraw_approval
from portal.approvals.selectors import approval
from portal.jobs.worklist import want
from portal.kernel.actions import action
from portal.kernel.errors import InvalidInput, WrongState
from portal.kernel.facts import tell
from portal.kernel.permissions import Actor, System
from portal.reports import rules, selectors
from portal.reports.actions.course import matter_of, refuse_issued
from portal.reports.composing import document_of
from portal.reports.facts import WordsWritten
from portal.reports.lifecycle import WORDED, EditionState
from portal.reports.models import Edition, EditionWords, WordsKind
from portal.reports.permissions import WRITE_EDITION_WORDS

LONGEST = {WordsKind.NOTE: 80, WordsKind.EXPLANATION: 400, WordsKind.REQUEST: 140}


class WordsDoNotFit(InvalidInput):
    """Page one keeps its fifteen lines; letters do not shrink (office 5)."""


class NotConsulted(InvalidInput):
    """Matters go to a leader only after the departments were heard (office 5, rule 5)."""


@action(needs=WRITE_EDITION_WORDS)
def write_words(actor: Actor, edition: Edition, *, kind: str, text: str, consulted: str = "") -> EditionWords:
    """Put words in the place of those before; an empty text takes them back. What was put forward is asked anew."""
    edition = Edition.objects.locked(edition)
    refuse_issued(edition)
    if edition.state not in WORDED:
        raise WrongState(
            f"本期专报{EditionState(edition.state).label}，文字不能改动。尚未签发的，请先退回，改后重新核稿。"
        )
    text, consulted = text.strip(), consulted.strip()
    _require_fit(edition, kind, text, consulted)
    if kind == WordsKind.REQUEST and text and len(consulted) < 2:
        raise NotConsulted(
            "提请研究事项还没有征求有关单位意见，不能写入专报。请先征求意见，并写明已征求意见的单位。",
            fields={"consulted": "请写明已征求意见的单位，如“区财政局、国资公司，无异议”。"},
        )
    row = EditionWords(
        edition=edition,
        kind=kind,
        text=text,
        consulted=consulted if kind == WordsKind.REQUEST and text else "",
        written_by=actor.user,
    )
    row.save()
    tell(WordsWritten(edition.pk, kind, len(text)))
    if edition.is_printed and not selectors.draft_hash(edition):
        want(selectors.WORDED_PAPER, selectors.worded_key(edition))
    if edition.state == EditionState.SUBMITTED:
        _ask_anew(edition)
    return row


def _require_fit(edition: Edition, kind: str, text: str, consulted: str) -> None:
    if kind not in WordsKind.values:
        raise InvalidInput("请选择按语、说明或提请研究。", fields={"kind": "请选择按语、说明或提请研究。"})
    longest = LONGEST[WordsKind(kind)]
    if len(text) > longest:
        raise WordsDoNotFit(
            f"{WordsKind(kind).label}{len(text)}字，超出{len(text) - longest}字，不能保存。请压缩到{longest}字以内。",
            fields={"text": f"现有{len(text)}字，请压缩到{longest}字以内。"},
        )
    heard = {"consulted": consulted} if kind == WordsKind.REQUEST else {}
    words = replace(selectors.added_words(edition), **{kind: text, **heard})
    page_one = document_of(edition.data).page_one
    lines = rules.page_one_lines(page_one, words, is_correction=edition.corrects_id is not None)
    if text and kind != WordsKind.EXPLANATION and lines > rules.PAGE_ONE_LINES:
        over = lines - rules.PAGE_ONE_LINES
        raise WordsDoNotFit(
            f"加上这段文字，首页正文约{lines}行，超出{over}行，不能保存。首页不超过{rules.PAGE_ONE_LINES}行，"
            f"请再压缩约{over * rules.LINE_CHARACTERS}字。",
            fields={"text": f"请再压缩约{over * rules.LINE_CHARACTERS}字。"},
        )


def _ask_anew(edition: Edition) -> None:
    """The words belong to what is voted on: what was put forward before is taken back, and the new text is asked."""
    why = System("专报文字有改动，重新提请核稿")
    standing = selectors.approval_of(edition)
    if standing is not None:
        withdraw_approval(why, approval(standing.id), reason="专报文字有改动")
    ask_approval(
        why,
        matter_of(edition),
        title=selectors.label_of(edition),
        digest=selectors.digest_of_edition(edition),
        reason=f"文字有改动，按改后的稿重新提请核稿；送审人{edition.submitted_by}。",
    )
