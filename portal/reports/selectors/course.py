"""The course of an edition: its steps, its words, its hands, its approval, its next number."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Max

from portal.approvals.contributions import Matter, digest_of
from portal.approvals.selectors import ApprovalRow, MayAct, approval, progress_of, who_can_act_now
from portal.approvals.selectors import approval_of as newest_approval
from portal.reports.blocks import AddedWords
from portal.reports.flows import EDITION_FLOW
from portal.reports.lifecycle import EditionState
from portal.reports.models import (
    Edition,
    EditionKind,
    EditionStep,
    EditionWords,
    ReportSettings,
    WordedPaper,
    WordsKind,
)

_VERBS = {
    "submit": "送审",
    "check": "核稿",
    "sign": "签发",
    "send_back": "退回",
    "recall": "撤回",
    "void": "作废",
}


def matter_of(edition_id: int) -> Matter:
    """The edition as approvals know it; it concerns the whole portal."""
    return Matter(EDITION_FLOW.key, "reports.edition", str(edition_id))


def approval_of(edition: Edition) -> ApprovalRow | None:
    """Its newest approval; ``stage`` is empty when that is decided."""
    return newest_approval(matter_of(edition.pk))


@dataclass(frozen=True)
class Step:
    """One step as pages show it: what was done, by whom and for whom, when, why."""

    word: str
    who: str
    at: datetime
    reason: str
    to_state: str
    is_one_of_several: bool = False


def course_of(edition: Edition) -> list[Step]:
    """All that was done with it, oldest first, beginning with its making."""
    rows = EditionStep.objects.filter(edition=edition).select_related("by", "on_behalf_of").order_by("pk")
    made = Step("生成送审稿", "系统", edition.recorded_at, edition.correction_reason, "送审稿")
    return [
        made,
        *(_step(row) for row in rows),
    ]


def _step(row: EditionStep) -> Step:
    stays = row.from_state == row.to_state
    return Step(_VERBS[row.verb], _who(row), row.recorded_at, row.reason, row.get_to_state_display(), stays)


def _who(row: EditionStep) -> str:
    name = row.by.name if row.by else "系统"
    return f"{name}（代{row.on_behalf_of.name}）" if row.on_behalf_of else name


def hands_of(edition: Edition) -> set[int]:
    """Who has a part in its present course, deputies and principals alike: since it was last submitted.

    Of several who check, the last one stands here; the others are kept apart by the approval they voted in, and may
    agree again when changed words are put before them anew.
    """
    hands: set[int] = set()
    for row in EditionStep.objects.filter(edition=edition).order_by("pk"):
        if row.verb == "submit":
            hands = set()
        if row.verb == "submit" or row.to_state == EditionState.CHECKED != row.from_state:
            hands |= {hand for hand in (row.by_id, row.on_behalf_of_id) if hand is not None}
    return hands


def may_act_now(edition: Edition) -> list[MayAct]:
    """Who may do the next step: whoever the flow lets, but for those who had a part already."""
    standing = approval_of(edition)
    if standing is None or not standing.stage:
        return []
    blocked = hands_of(edition)
    return [one for one in who_can_act_now(approval(standing.id)) if one.user_id not in blocked]


def still_needed(edition: Edition) -> int:
    """How many people the open stage still needs; 0 when it is before nobody."""
    standing = approval_of(edition)
    if standing is None or not standing.stage:
        return 0
    waits = next(stage for stage in progress_of(approval(standing.id)) if stage["is_open"])
    return int(waits["votes"] - waits["agreed"])


def others_text(edition: Edition) -> str:
    """``目前可办理的有：…。``, as sentences of refusal name them."""
    able = may_act_now(edition)
    if not able:
        return "目前没有其他同志可以办理，请联系指挥部办公室明确经办人。"
    return f"目前可办理的有：{'、'.join(map(str, able[:6]))}。"


def words_of(edition: Edition) -> dict[str, EditionWords]:
    """The words that count, by kind; kinds without words are left out."""
    newest = EditionWords.objects.filter(edition=edition).order_by("kind", "-pk").distinct("kind")
    return {row.kind: row for row in newest if row.text}


def added_words(edition: Edition) -> AddedWords:
    """The words that count as papers print them."""
    found = words_of(edition)
    request = found.get(WordsKind.REQUEST)
    texts = {kind: found[kind].text if kind in found else "" for kind in WordsKind.values}
    return AddedWords(**texts, consulted=request.consulted if request else "")


def words_history(edition: Edition) -> list[EditionWords]:
    """Every version of its words, newest first."""
    return list(EditionWords.objects.filter(edition=edition).select_related("written_by").order_by("-pk"))


def digest_of_edition(edition: Edition) -> str:
    """What people check and sign: the frozen data and the words beside them."""
    words = {kind: [row.text, row.consulted] for kind, row in words_of(edition).items()}
    return digest_of({"data": edition.data_hash, "words": words})


def draft_hash(edition: Edition) -> str:
    """The paper of the 送审稿 that shows its words as they stand; "" while it is still to be printed."""
    if not edition.is_printed or not words_of(edition):
        return edition.pdf_hash
    found = WordedPaper.objects.filter(edition=edition, content_hash=digest_of_edition(edition))
    return found.values_list("pdf_hash", flat=True).first() or ""


def worded_key(edition: Edition) -> str:
    """The key of the job that prints the 送审稿 with the words as they stand."""
    return f"{edition.pk}/{digest_of_edition(edition)[:16]}"


def is_reprinted(edition: Edition) -> bool:
    """Whether its words changed and the paper with them is still to come."""
    return edition.is_printed and not edition.is_issued and not draft_hash(edition)


def next_number(settings: ReportSettings, year: int) -> int:
    """The next 期数 of a year: one more than the last, never one again. Ask with the settings locked."""
    used = settings.numbers_used if year == settings.numbers_year else 0
    given = Edition.objects.filter(kind=EditionKind.WEEKLY, number_year=year)
    last: int | None = given.aggregate(last=Max("number"))["last"]
    return (used if last is None else last) + 1


def lists_now() -> dict[str, Any]:
    """The lists as they stand, for a paper that is not signed yet."""
    settings = ReportSettings.objects.first()
    return lists_of(settings) if settings else {}


def lists_of(settings: ReportSettings) -> dict[str, Any]:
    """To whom an issue goes, as it is frozen with it."""
    return {
        "report_to": settings.report_to,
        "send_to": settings.send_to,
        "issue_to": settings.issue_to,
        "copies": settings.copies,
    }
