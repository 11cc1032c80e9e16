"""The figures at the head of the overview and of a village's page: one number each, with all that makes it honest."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from portal.kernel.money import Money
from portal.kernel.periods import SHANGHAI
from portal.reports.blocks import Lamp, Missing, change_text
from projects.contributions import source_of
from projects.models import MilestoneKind
from projects.rules.pace import percent_text, points_text
from projects.rules.words import MARK
from projects.selectors.bases import COMMAND
from projects.selectors.figures import FigureRow, FigureTotal
from projects.selectors.milestones import next_milestones
from projects.selectors.picture import Picture, building_stage
from projects.selectors.villages import VillageRow

NOT_ADDED_UP = "与点位数口径不同，不能相加，见口径对照"
_INQUIRIES = (("新增", "new"), ("办结", "closed"))


@dataclass(frozen=True)
class Card:
    """One figure. ``denominator`` is its base in words, ``change`` the difference to last week, ``mark`` ※ or empty.

    ``basis`` is the short name of what it counts (口径), where it is a figure; ``url`` leads to the list that the
    portal counted it from, where an app keeps the thing itself.
    """

    label: str
    value: Money | int | str | None
    unit: str = ""
    missing: str = Missing.NOT_REPORTED
    denominator: str = ""
    change: str = ""
    note: str = ""
    as_of: str = ""
    source: str = ""
    mark: str = ""
    lamp: Lamp | None = None
    village_id: int | None = None
    basis: str = ""
    url: str = ""


def cards(seen: Picture, site: VillageRow | None) -> list[Card]:
    """Five at most: what ``site`` has before it and how far it is built, then the sums over all villages seen."""
    found = []
    if site is not None:
        found = [_countdown(site), _building(seen, site)]
    found.append(_signed(seen))
    if site is not None:
        found.append(_arrived(seen, site))
    return [*found, _inquiries(seen)]


def short_moment(instant: datetime) -> str:
    """``11月22日18时``."""
    local = instant.astimezone(SHANGHAI)
    minutes = f"{local.minute:02d}分" if local.minute else ""
    return f"{local.month}月{local.day}日{local.hour}时{minutes}"


def _countdown(site: VillageRow) -> Card:
    """Days to the return; where none is promised, to the next milestone that is."""
    waiting = next_milestones({site.id: list(site.milestones)}, limit=len(site.milestones))
    ahead = next((row for row in waiting if not row.is_overdue), None)
    goal = site.milestone(MilestoneKind.RETURN) or ahead
    if goal is None or goal.days is None:
        return Card("距回迁", None, missing=Missing.NOT_ENTERED, lamp=site.worst.lamp, village_id=site.id)
    late = next((row for row in waiting if row.is_overdue and row is not goal), None)
    label, value = f"距{goal.due_words}{goal.label}", f"{goal.days}"
    if goal.reached_on is not None:
        label, value = f"{goal.label}（{goal.promised_words}）", "已完成"
    elif goal.is_overdue:
        label, value = f"{goal.promised_words}{goal.label}", f"已过{-goal.days}"
    first = goal.first_promise_words if goal.reached_on is None else ""
    overdue = f"{late.promised_words}{late.label}，完成情况未报" if late else ""
    return Card(
        label,
        value,
        "" if goal.reached_on else "天",
        note="；".join(filter(None, [first, overdue])),
        source=goal.source or goal.basis,
        mark=MARK if goal.is_demonstration else "",
        lamp=site.worst.lamp,
        village_id=site.id,
    )


def _building(seen: Picture, site: VillageRow) -> Card:
    now = building_stage(site)
    if now is None or now.share is None:
        start = site.milestone(MilestoneKind.CONSTRUCTION_START)
        started = f"{start.reached_text}开工" if start is not None and start.reached_on else ""
        return Card("形象进度", None, denominator=started, village_id=site.id)
    was = seen.before.get(site.id, {}).get(now.kind)
    points = (now.share - was.share) * 100 if was is not None and was.share is not None else None
    change = ""
    if points is not None:
        sign = "＋" if points > 0 else "－"
        change = f"{sign}{points_text(points)}个百分点" if points else "持平"
    return _of(
        now,
        Card(
            f"{now.label}完成",
            percent_text(now.share),
            denominator=f"{now.numerator}／{now.denominator}{now.unit}",
            change=change,
            village_id=site.id,
        ),
    )


def _signed(seen: Picture) -> Card:
    now = seen.total("signed_households")
    if now is None:
        public = seen.public.get((None, "programme_households"))
        if public is None or len(seen.rows) < 2:
            return Card("已签约", None)
        base = f"{public.basis}{public.count_text}（4片区10村）"
        return Card("已签约", None, denominator=base, note=NOT_ADDED_UP)
    share = f" {percent_text(now.share)}" if now.share is not None else ""
    was = seen.total_before("signed_households")
    return _over(
        now,
        Card(
            "已签约",
            now.numerator,
            "户",
            denominator=f"应签{now.denominator}户{share}",
            change=change_text(now.numerator, was.numerator, "户") if was else "",
        ),
    )


def _arrived(seen: Picture, site: VillageRow) -> Card:
    now = site.figure("funds_arrived")
    public = seen.public.get((site.id, "total_investment"))
    if now is None:
        whole = public.money if public is not None else None
        base = f"总投资{_hundred_millions(whole)}" if whole is not None else ""
        return Card("资金到位", None, denominator=base, village_id=site.id)
    share = f" {percent_text(now.share)}" if now.share is not None else ""
    base = f"{now.denominator_label}{_hundred_millions(Money(now.denominator))}{share}" if now.denominator else ""
    was, paid = seen.before.get(site.id, {}).get("funds_arrived"), site.figure("funds_paid")
    change = _money_change(now.numerator - was.numerator) if was is not None else ""
    note = (
        f"已支付{_hundred_millions(paid.money)}{MARK if paid.is_demonstration else ''}" if paid and paid.money else ""
    )
    return _of(now, Card("资金到位", now.money, denominator=base, change=change, note=note, village_id=site.id))


def _inquiries(seen: Picture) -> Card:
    """The last that was reported, with its day: a week that is still running has no sum yet."""
    overdue = seen.total("inquiries_overdue")
    counted = [(word, seen.total(f"inquiries_{key}")) for word, key in _INQUIRIES]
    told = [f"{word}{now.numerator}件" for word, now in counted if now is not None]
    base = f"当周{'，'.join(told)}" if told else ""
    if overdue is None:
        return Card("质询超期", None, denominator=base)
    was = seen.total_before("inquiries_overdue")
    change = change_text(overdue.numerator, was.numerator, "件") if was else ""
    return _over(overdue, Card("质询超期", overdue.numerator, "件", denominator=base, change=change))


def _of(row: FigureRow, card: Card) -> Card:
    """The card with the instant, source and mark of one report."""
    stamped = _stamped(card, row.as_of, row.source, is_demonstration=row.is_demonstration)
    return replace(stamped, url=row.address)


def _over(now: FigureTotal, card: Card) -> Card:
    """The card with those of a sum: what was counted by the portal, how many villages reported, where it leads."""
    stamped = _stamped(card, now.as_of, _source(now), is_demonstration=now.is_demonstration)
    counted = [row for row in now.rows if row.is_counted]
    if len(now.rows) == 1:
        return replace(stamped, url=now.rows[0].address)
    source = source_of(counted[0].kind) if counted else None
    return replace(stamped, url=source.address(None) if source else "")


def _source(now: FigureTotal) -> str:
    sources = {row.source for row in now.rows}
    if len(sources) == 1:
        return sources.pop()
    reported = sum(1 for row in now.rows if not row.is_counted)
    told = sorted({row.source for row in now.rows if row.is_counted})
    return "、".join([*told, *([f"{reported}个点位报数"] if reported else [])])


def _stamped(card: Card, as_of: datetime, source: str, *, is_demonstration: bool) -> Card:
    mark = MARK if is_demonstration else ""
    return replace(card, as_of=short_moment(as_of), source=source, mark=mark, basis=COMMAND)


def _money_change(fen: int) -> str:
    """``＋1,200.00万元``: against last week, in the unit in which a week's money is told."""
    if not fen:
        return "持平"
    return f"{'＋' if fen > 0 else '－'}{Money(abs(fen)).in_unit('万元'):,.2f}万元"


def _hundred_millions(money: Money) -> str:
    return f"{money.in_unit('亿元'):.2f}亿元"
