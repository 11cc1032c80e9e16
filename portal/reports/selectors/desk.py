"""What the 审签台 shows: state and course, moved figures with their why, missing reports, words, the next steps."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from portal.approvals.selectors import approval, may_vote
from portal.files.models import StoredFile
from portal.files.selectors import files_of
from portal.kernel.missing import Missing
from portal.kernel.permissions import Actor
from portal.reports.contributions import village_names
from portal.reports.differences import PARTS, number_text, signed_text
from portal.reports.lifecycle import OPEN, SIGNED_OR_READY, WORDED, EditionState
from portal.reports.models import Edition, EditionWords, WordsKind
from portal.reports.permissions import CHECK_EDITION, SIGN_EDITION, SUBMIT_EDITION, WRITE_EDITION_WORDS
from portal.reports.selectors.course import (
    Step,
    approval_of,
    course_of,
    digest_of_edition,
    draft_hash,
    hands_of,
    is_reprinted,
    others_text,
    still_needed,
    words_history,
    words_of,
)
from portal.reports.selectors.later import known_since, put_right
from portal.reports.selectors.rows import EditionRow, corrections_of, figures_of, label_of, row_of
from portal.reports.selectors.waiting import is_waited_for, wish


@dataclass(frozen=True)
class Moved:
    """A figure that moved since the edition before; ``parts`` says why, in words."""

    label: str
    was: str
    now: str
    parts: tuple[tuple[str, str], ...]
    is_restated: bool
    where: str = ""


@dataclass(frozen=True)
class Unreported:
    """What should have been reported and was not: the figure and the villages."""

    label: str
    villages: tuple[str, ...]


@dataclass(frozen=True)
class Worded:
    """One kind of words as they stand."""

    kind: str
    label: str
    text: str
    consulted: str


@dataclass(frozen=True)
class Desk:
    """Everything of one page; ``may`` holds the verbs that this person can do now."""

    edition: EditionRow
    summary: str
    state: str
    course: list[Step]
    moved: list[Moved]
    has_base: bool
    since: list[Moved]
    put_right: list[Moved]
    missing: list[Unreported]
    words: list[Worded]
    history: list[EditionWords]
    may: frozenset[str]
    waits: str
    seen: str
    stamps: list[dict[str, Any]]
    corrects: Edition | None
    correction_reason: str
    corrected_by: list[tuple[int, str]]
    scans: list[StoredFile]
    is_waited_for: bool
    is_reprinted: bool
    job: Any


_WAITS = {
    EditionState.DRAFT: "待送审",
    EditionState.SUBMITTED: "待核稿",
    EditionState.CHECKED: "待签发",
}


def desk_of(edition: Edition, actor: Actor) -> Desk:
    """The page of one edition for one person."""
    moved = [_moved(row) for row in edition.difference.get("figures", [])]
    moved.sort(key=lambda row: not row.is_restated)  # what the edition before said otherwise stands on top
    missing = list(_missing(edition))
    standing = words_of(edition)
    since = [_moved(each.as_data(), where) for each, where in known_since(edition)]
    righted = [_moved(each.as_data(), where) for each, where in put_right(edition)]
    waited = edition.state in (EditionState.VOIDED, EditionState.ISSUED) and is_waited_for(edition)
    return Desk(
        edition=row_of(edition),
        summary=_summary(moved, missing, has_base=bool(edition.difference)) + _late_summary(since, edition, righted),
        state=edition.state,
        course=course_of(edition),
        moved=moved,
        has_base=bool(edition.difference),
        since=since,
        put_right=righted,
        missing=missing,
        words=[
            Worded(kind, label, standing[kind].text, standing[kind].consulted)
            if kind in standing
            else Worded(kind, str(label), "", "")
            for kind, label in WordsKind.choices
        ],
        history=words_history(edition),
        may=verbs_of(edition, actor),
        waits=_waits(edition),
        seen=digest_of_edition(edition),
        stamps=list(edition.stamps),
        corrects=edition.corrects,
        correction_reason=edition.correction_reason,
        corrected_by=[(row.pk, label_of(row)) for row in corrections_of(edition)],
        scans=files_of("reports.edition", edition.pk),
        is_waited_for=waited,
        is_reprinted=is_reprinted(edition),
        job=wish(edition.week_value).job if waited or not edition.is_printed else None,
    )


def _waits(edition: Edition) -> str:
    """Whose turn it is, in one line: how many are still needed when it is more than one or somebody agreed already."""
    words = _WAITS.get(EditionState(edition.state), "")
    needed = still_needed(edition)
    if not needed:
        return words and f"{words}。"
    agreed = course_of(edition)[-1].is_one_of_several
    return f"{words}{f'，还需{needed}人' if needed > 1 or agreed else ''}。{others_text(edition)}"


def verbs_of(edition: Edition, actor: Actor) -> frozenset[str]:
    """Only the steps that this person can really do now."""
    return frozenset(_verbs(edition, actor))


def _verbs(edition: Edition, actor: Actor) -> Iterator[str]:
    state = edition.state
    if actor.may(SUBMIT_EDITION):
        if state == EditionState.DRAFT and draft_hash(edition) and actor.user is not None:
            yield "submit"
        if state in OPEN:
            yield "void"
        if state == EditionState.ISSUED:
            yield "correct"
        if state in SIGNED_OR_READY:
            yield "scan"
    if state in WORDED and actor.may(WRITE_EDITION_WORDS):
        yield "words"
    standing = approval_of(edition)
    if standing is None or not standing.stage or actor.user is None:
        return
    if standing.asked_by == actor.user.pk:
        yield "recall"
    power, verb = (CHECK_EDITION, "check") if state == EditionState.SUBMITTED else (SIGN_EDITION, "sign")
    if actor.may(power) and may_vote(actor, approval(standing.id)) and actor.user.pk not in hands_of(edition):
        if draft_hash(edition):
            yield verb
        yield "send_back"


def _moved(row: dict[str, Any], where: str = "") -> Moved:
    unit = row["unit"]
    parts = {name: Decimal(row["parts"][name]) for name in PARTS if name in row["parts"]}
    return Moved(
        label=row["label"],
        was=number_text(_number(row["was"]), unit),
        now=number_text(_number(row["now"]), unit),
        parts=tuple((PARTS[name], signed_text(part, unit)) for name, part in parts.items()),
        is_restated=any(name != "new" for name in parts),
        where=where,
    )


def _number(value: int | str | None) -> Decimal | None:
    return None if value is None else Decimal(value)


def _missing(edition: Edition) -> Iterator[Unreported]:
    """Figures that counted somebody as 未报."""
    names = village_names(edition.village_ids)
    for figure in figures_of(edition):
        keys = [key for key, value in figure["counted"].items() if value == Missing.NOT_REPORTED]
        if keys:
            yield Unreported(figure["label"], tuple(names.get(int(key), key) for key in keys if key.isdecimal()))


def _summary(moved: list[Moved], missing: list[Unreported], *, has_base: bool) -> str:
    """The five-second answer in one line."""
    late = sum(len(row.villages) for row in missing)
    reported = f"未报{late}个点位" if late else "各点位均已报数"
    if not has_base:
        return f"首期，没有上期可比；{reported}。"
    restated = sum(row.is_restated for row in moved)
    changed = f"较上期变动{len(moved)}项，其中因补报、更正、口径或点位调整{restated}项"
    return f"{changed}；{reported}。"


def _late_summary(since: list[Moved], edition: Edition, righted: list[Moved]) -> str:
    """What a signer asks next: what the correction is for, and whether the draft is behind what is known."""
    said = f"更正{edition.corrects.number_text}{len(righted)}项数字。" if edition.corrects else ""
    return said + (f"成稿后又有补报、更正，涉及{len(since)}项，本稿未反映。" if since else "")
