"""Changing the calendar: one deed that writes the days, moves every open clock they touch, and lists what moved."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from portal.clocks import permissions
from portal.clocks.actions.turns import change_the_calendar, move_all
from portal.clocks.facts import CalendarChanged
from portal.clocks.models import CalendarChange, CalendarDay, CalendarYear, YearStanding
from portal.clocks.models.calendar import REGIONAL_KINDS
from portal.clocks.rules import CalendarDraft, Calendars, DayEntry
from portal.clocks.selectors.calendar import calendars_with
from portal.clocks.selectors.recounting import recount, running_clocks
from portal.kernel.actions import action
from portal.kernel.calendar import FIRST_NATIONAL_YEAR, is_official
from portal.kernel.errors import InvalidInput, WrongState
from portal.kernel.facts import tell
from portal.kernel.permissions import Portal

LAST_YEAR = 2099


class DraftIncomplete(InvalidInput):
    """A change of the calendar that enters nothing, one day twice, or a day of a year that is not known."""


class PreviewIsStale(WrongState):
    """Between preview and confirmation clocks were started or moved: other days would change than people saw."""

    sentence = "还没有办理：预览以后，正在计算的期限有了变化。请重新预览，核对后再确认。"


@action(needs=permissions.SET_CALENDAR)
def change_calendar(
    actor: Any, target: Portal, *, draft: CalendarDraft, reason: str, previewed: str | None = None
) -> CalendarChange:
    """Enter days and years, and count every open clock anew. ``previewed`` is the digest of what somebody confirmed.

    Raises DraftIncomplete, PreviewIsStale, or CalendarUnknown when a clock could no longer be told.
    """
    change_the_calendar()
    calendars = require_draft(draft)
    found = recount(running_clocks(), calendars)
    if previewed is not None and previewed != found.digest:
        raise PreviewIsStale()
    change = CalendarChange(
        reason=reason,
        document=draft.document,
        changed_by=actor.user,
        looked_at=found.looked_at,
        moved=len(found.moved),
    )
    change.save()
    _write(change, draft)
    move_all(found.moved, calendar_change=change)
    tell(CalendarChanged(change.pk, len(found.moved)))
    return change


@action(needs=permissions.SET_CALENDAR)
def load_calendar(actor: Any, target: Portal, *, drafts: Sequence[tuple[str, CalendarDraft]]) -> list[CalendarChange]:
    """Enter what nobody has entered yet (parsed calendar.yaml: reason and draft). What stands is left alone."""
    days = set(CalendarDay.objects.values_list("day", "is_regional"))
    years = set(CalendarYear.objects.values_list("year", flat=True))
    changes = []
    for reason, draft in drafts:
        new = CalendarDraft(
            tuple(entry for entry in draft.days if (entry.day, _is_regional(entry)) not in days),
            tuple(entry for entry in draft.years if entry.year not in years),
            draft.document,
        )
        if new.days or new.years:
            changes.append(change_calendar(actor, target, draft=new, reason=reason))
    return changes


def _write(change: CalendarChange, draft: CalendarDraft) -> None:
    CalendarYear.objects.bulk_create(
        CalendarYear(change=change, year=entry.year, standing=entry.standing, document=draft.document)
        for entry in draft.years
    )
    CalendarDay.objects.bulk_create(
        CalendarDay(
            change=change,
            day=entry.day,
            kind=entry.kind,
            is_regional=_is_regional(entry),
            note=entry.note,
            document=draft.document,
        )
        for entry in draft.days
    )


def _is_regional(entry: DayEntry) -> bool:
    return entry.kind in REGIONAL_KINDS


def require_draft(draft: CalendarDraft) -> Calendars:
    """The calendars as the draft would make them. Raises DraftIncomplete; a preview asks it, too."""
    if not draft.days and not draft.years:
        raise DraftIncomplete("没有需要登记的日期或年份。请填写后再提交。")
    twice = [day for (day, _), times in Counter((e.day, _is_regional(e)) for e in draft.days).items() if times > 1]
    if twice:
        raise DraftIncomplete(f"{twice[0]}登记了两次。请核对后只留一次。", fields={"days": f"{twice[0]}登记了两次。"})
    if draft.days and not draft.document.strip():
        raise DraftIncomplete(
            "登记放假、调休日期须有文件依据。请填写文件名称、文号。", fields={"document": "请填写文件名称、文号。"}
        )
    entered = [entry.year for entry in draft.years if entry.standing == YearStanding.ENTERED]
    if entered and not draft.document.strip():
        raise DraftIncomplete(
            f"{entered[0]}年标为“已按通知录入”后不再提示暂定，须有通知依据。请填写文件名称、文号。",
            fields={"document": "请填写通知的名称、文号。"},
        )
    for year in [entry.day.year for entry in draft.days]:
        if not FIRST_NATIONAL_YEAR <= year <= LAST_YEAR:
            raise DraftIncomplete(
                f"不能登记{year}年的日期。请核对年份，应在{FIRST_NATIONAL_YEAR}年至{LAST_YEAR}年之间。"
            )
    for entry in draft.years:
        if is_official(entry.year) or not FIRST_NATIONAL_YEAR <= entry.year <= LAST_YEAR:
            raise DraftIncomplete(
                f"{entry.year}年的国务院通知已经收录，不需要另定年份状态。个别日期有调整的，请登记日期。",
                fields={"year": "该年已收录国务院通知。"},
            )
    calendars = calendars_with(draft)
    unknown = sorted({entry.day.year for entry in draft.days if entry.day.year > calendars.national.last_known_year})
    if unknown:
        word = f"请先把{unknown[0]}年标为“暂定”，再登记日期。"
        raise DraftIncomplete(
            f"不能登记：{unknown[0]}年还没有列入工作日历，登记的日期不起作用。{word}", fields={"year": word}
        )
    return calendars
