"""补录: history is asked for with its paper, checked by a second person, and only then written (decision 7).

It skips the waiting of the ordinary ways (a figure's late note, the order of milestones), not their evidence. The rows
are recorded at the instant at which they are written, so an edition asked for what was known before does not see them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from portal.approvals.actions import ask_approval, withdraw_approval
from portal.approvals.selectors import approval, approval_of
from portal.kernel import clock
from portal.kernel.actions import action
from portal.kernel.errors import InvalidInput, Refusal
from portal.kernel.facts import tell
from portal.kernel.permissions import Actor, Portal, System
from projects import permissions
from projects.actions.backfill_lines import check_lines, rows_of
from projects.facts import BackfillAsked, BackfillEntered, BackfillWindowSet
from projects.lifecycle import BACKFILL, BackfillState
from projects.models import Backfill, BackfillLine, BackfillSort, BackfillWindow, Village
from projects.selectors.backfills import backfill_window, digest_of_backfill, matter_of

MOST_LINES = 100


class BackfillClosed(Refusal):
    """The door is not open yet, or its closing day has passed."""


class BackfillIncomplete(InvalidInput):
    """The paper is missing, or a row cannot be taken: ``fields`` names the row (from 1) and what is wrong with it."""


class WindowUnfit(InvalidInput):
    """The day of going live lies ahead, or the days are the wrong way round."""


@action(needs=permissions.SET_BACKFILL)
def set_backfill_window(
    actor: Any, target: Portal, *, went_live_on: date, closes_on: date, basis: str
) -> BackfillWindow:
    """Say since when the portal is in use and until which day its history may be entered."""
    if went_live_on > clock.today():
        raise WindowUnfit(
            "正式启用日还没有到，不能开放补录。请填写不晚于今天的日期。",
            fields={"went_live_on": "应不晚于今天。"},
        )
    window = BackfillWindow(went_live_on=went_live_on, closes_on=closes_on, basis=basis.strip(), set_by=actor.user)
    window.save()
    tell(BackfillWindowSet(window.pk, went_live_on, closes_on))
    return window


@action(needs=permissions.BACKFILL)
def ask_backfill(
    actor: Any,
    village: Village,
    *,
    sort: str,
    document: str,
    lines: Sequence[Mapping[str, Any]],
    note: str = "",
) -> Backfill:
    """Put rows of history of one village before a second person. Each line holds the columns of `BackfillLine`."""
    window = _require_open()
    _require_paper(document, lines)
    unit_id = check_lines(actor, village, sort, lines, before=window.went_live_on)
    backfill = Backfill(
        village=village,
        sort=sort,
        document=document.strip(),
        note=note.strip(),
        organisation_id=unit_id,
        entered_by=actor.user,
    )
    backfill.save()
    BackfillLine.objects.bulk_create(
        [BackfillLine(backfill=backfill, ordinal=number, **line) for number, line in enumerate(lines, start=1)]
    )
    title = f"{village.label}补录{BackfillSort(sort).label}{len(lines)}条"
    ask_approval(actor, matter_of(backfill), title=title, digest=digest_of_backfill(backfill), reason=note.strip())
    tell(BackfillAsked(backfill.pk, village.pk, sort, len(lines)))
    return backfill


@action(needs=permissions.BACKFILL)
def withdraw_backfill(actor: Actor, backfill: Backfill, *, reason: str) -> Backfill:
    """Take a request back before it is checked."""
    backfill = Backfill.objects.locked(backfill)
    BACKFILL.after("withdraw", backfill.state)
    asked = approval_of(matter_of(backfill))
    if asked is not None:
        withdraw_approval(actor, approval(asked.id), reason=reason)
    backfill.refresh_from_db()
    return backfill


@action(needs=permissions.CHECK_BACKFILL)
def enter_backfill(actor: System, backfill: Backfill) -> Backfill:
    """Write the rows of a request that the second person has agreed to; whoever asked stays their author."""
    backfill = Backfill.objects.locked(backfill)
    backfill.state = BACKFILL.after("enter", backfill.state)
    _require_open()
    rows = rows_of(backfill)
    for row in rows:
        row.save()
    backfill.save()
    tell(BackfillEntered(backfill.pk, backfill.village_id, backfill.sort, len(rows)))
    return backfill


@action(needs=permissions.CHECK_BACKFILL)
def settle_backfill(actor: System, backfill: Backfill, *, verb: str) -> Backfill:
    """Close a request that was sent back or taken back; its rows stay as they were typed and are never written."""
    backfill = Backfill.objects.locked(backfill)
    backfill.state = BackfillState(BACKFILL.after(verb, backfill.state))
    backfill.save()
    return backfill


def _require_open() -> BackfillWindow:
    window = backfill_window()
    if window is None:
        raise BackfillClosed("补录还没有开放：正式启用日和截止日尚未设置，现在不能补录。请联系指挥部办公室设置后再办。")
    if clock.today() > window.closes_on:
        raise BackfillClosed(
            f"补录已于{_day(window.closes_on)}截止，现在不能补录。确需补录的，请联系指挥部办公室研究延长期限。",
            clause=f"{window.basis}（本级）",
        )
    return window


def _require_paper(document: str, lines: Sequence[Mapping[str, Any]]) -> None:
    if not document.strip():
        sentence = "还没有写明依据文件，不能提交补录。请填写文件名称、文号。"
        raise BackfillIncomplete(sentence, fields={"document": "请填写依据文件的名称、文号。"})
    if not 0 < len(lines) <= MOST_LINES:
        raise BackfillIncomplete(f"一次补录1至{MOST_LINES}条，现在是{len(lines)}条，不能提交。请分次补录。")


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
