"""Numbers of the office's papers: taken inside the deed that issues a paper, void with it, never given again."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import connection
from django.db.models import Max

from portal.kernel import clock
from portal.kernel.actions import action
from portal.kernel.errors import InvalidInput
from portal.kernel.facts import tell
from portal.kernel.permissions import Portal
from portal.reports.rules import number_pattern, number_text
from projects import permissions
from projects.actions.recording import recording
from projects.facts import NumberPatternSet
from projects.models import NumberPattern, PaperNumber, Series
from projects.selectors.numbers import pattern_of


class NumberPatternUnreadable(InvalidInput):
    """The sample does not name a year and then a number."""


@action(needs=permissions.ISSUE_ORDER)
def set_number_pattern(
    actor: Any, target: Portal, *, series: str, sample: str, basis: str, used: int = 0
) -> NumberPattern:
    """Number a series from now on as ``sample`` shows (兴城改督〔2026〕1号); ``used`` numbers of this year were given
    out on paper before. Numbers that were given stay as they are.
    """
    pattern = number_pattern(sample.strip())
    if pattern is None:
        raise NumberPatternUnreadable(
            "文号样式没有读懂，不能保存。请先写年份、后写序号，如“兴城改督〔2026〕1号”。",
            fields={"sample": "请按“兴城改督〔2026〕1号”的样式填写。"},
        )
    made = NumberPattern(
        series=series, pattern=pattern, year=clock.today().year, used=used, basis=basis.strip(), set_by=actor.user
    )
    made.save()
    tell(NumberPatternSet(made.pk, series, pattern))
    return made


def take_number(
    series: Series,
    owner_label: str,
    owner_key: int,
    *,
    on: date,
    is_demonstration: bool = False,
) -> PaperNumber:
    """The next number of the year of ``on`` for one paper; called inside the action that issues it.

    Numbers of a series are given one deed after the other, so that none is left out and none is given twice.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"projects.number.{series}"])
    pattern = pattern_of(series)
    given = PaperNumber.objects.filter(series=series, year=on.year).aggregate(last=Max("number"))["last"]
    number = max(given or 0, pattern.used if pattern.year == on.year else 0) + 1
    taken = PaperNumber(
        series=series,
        year=on.year,
        number=number,
        text=number_text(pattern.pattern, on.year, number),
        owner_label=owner_label,
        owner_key=owner_key,
        **recording(None, is_demonstration=is_demonstration),
    )
    taken.save()
    return taken


def void_number(owner_label: str, owner_key: int, *, reason: str) -> None:
    """Mark the number of a paper that is annulled: it stays in the register (作废留号)."""
    taken = PaperNumber.objects.filter(owner_label=owner_label, owner_key=owner_key).first()
    if taken is not None:
        taken.void_reason, taken.voided_at = reason, clock.now()
        taken.save()
