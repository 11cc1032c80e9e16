"""What all moves share: the day on which they took effect, their rows, and colleagues who may act in one's place."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from portal.kernel.deeds import running_deed
from portal.kernel.errors import InvalidInput
from portal.kernel.periods import SHANGHAI
from relocation.models import Agreement, AgreementMove, PolicyMove, PolicyVersion


class DayNotPossible(InvalidInput):
    """A day that has not come, or that lies before what it follows."""


def today() -> date:
    """The day of the running deed in Yinchuan, without asking the database again."""
    at = running_deed().at
    assert at is not None  # noqa: S101  (the deed has begun)
    return at.astimezone(SHANGHAI).date()


def day_of(given: date | None, field: str, *, not_before: date | None = None) -> date:
    """The day a move took effect: today unless an earlier one is given. Raises DayNotPossible."""
    day = given or today()
    if day > today():
        raise DayNotPossible("日期还没有到，不能登记。请核对日期。", fields={field: "应不晚于今天。"})
    if not_before is not None and day < not_before:
        say = f"应不早于{not_before.year}年{not_before.month}月{not_before.day}日。"
        raise DayNotPossible(f"日期早于上一步的日期，不能登记。{say}", fields={field: say})
    return day


def _by(actor: Any) -> dict[str, Any]:
    return {"by": actor.user, "on_behalf_of_id": running_deed().on_behalf_of}


def note_policy(policy: PolicyVersion, actor: Any, verb: str, *, was: str, on: date, reason: str = "") -> None:
    """The row of a version's move."""
    PolicyMove(
        policy=policy, verb=verb, from_state=was, to_state=policy.state, moved_on=on, reason=reason,
        **_by(actor),
    ).save()  # fmt: skip


def note_agreements(
    agreements: Iterable[Agreement],
    actor: Any,
    verb: str,
    *,
    was: str,
    on: date,
    reason: str = "",
    notice: Any = None,
) -> None:
    """The rows of a move that many agreements make at once; one statement."""
    AgreementMove.objects.bulk_create(
        AgreementMove(
            agreement=agreement, verb=verb, from_state=was, to_state=agreement.state, moved_on=on, reason=reason,
            notice=notice, **_by(actor),
        )
        for agreement in agreements
    )  # fmt: skip
