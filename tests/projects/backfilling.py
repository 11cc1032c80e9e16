"""What the tests of 补录 begin with: a portal in use since yesterday, and requests that real people make and check."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from portal.approvals.actions import cast_vote
from portal.approvals.lifecycle import Choice
from portal.approvals.selectors import approval, approval_of
from portal.kernel import clock
from portal.kernel.permissions import PORTAL
from projects import actions
from projects.models import Backfill, BackfillSort, Village
from projects.selectors.backfills import matter_of
from tests import world

DOCUMENT = "兴庆区城中村改造台账（2026年6月）"


def opened(**days: Any) -> None:
    """The door stands open for history before yesterday."""
    yesterday = clock.today() - timedelta(days=1)
    given = {"went_live_on": yesterday, "closes_on": clock.today() + timedelta(days=30), "basis": "会议纪要", **days}
    actions.set_backfill_window(world.WHY, PORTAL, **given)


def past(days: int = 60) -> date:
    return clock.today() - timedelta(days=days)


def figure_line(**given: Any) -> dict[str, Any]:
    line = {
        "key": "signed_households",
        "effective_on": past(),
        "numerator": 10,
        "denominator": 20,
        "source": "签约台账",
    }
    return {**line, **given}


def milestone_line(**given: Any) -> dict[str, Any]:
    return {"key": "signing_complete", "effective_on": past(), "source": "签约完成确认书", **given}


def public_line(**given: Any) -> dict[str, Any]:
    said = {"key": "签约户数", "value": "约300户", "confidence": "B", "source": "测试刊物"}
    return {"effective_on": past(), **said, **given}


def asked(by: Any, village: Village, sort: str = BackfillSort.FIGURE, *lines: dict[str, Any]) -> Backfill:
    lines = lines or (figure_line(),)
    return actions.ask_backfill(by, village, sort=sort, document=DOCUMENT, lines=list(lines))


def agreed(by: Any, backfill: Backfill) -> Backfill:
    """The second person agrees."""
    return _voted(by, backfill, Choice.APPROVE, "")


def declined(by: Any, backfill: Backfill, reason: str = "请补充文号") -> Backfill:
    return _voted(by, backfill, Choice.DECLINE, reason)


def _voted(by: Any, backfill: Backfill, choice: Choice, reason: str) -> Backfill:
    waiting = approval_of(matter_of(backfill))
    assert waiting is not None
    cast_vote(by, approval(waiting.id), choice=choice, reason=reason)
    backfill.refresh_from_db()
    return backfill
