"""The one way from terms and inputs to a sum: each line is rounded once, half away from zero, and tells its steps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from portal.kernel.money import ZERO, Money, total
from relocation.policy import words
from relocation.policy.inputs import Inputs
from relocation.policy.steps import (
    CHOICES,
    DATED_BY,
    TRANSITIONS,
    UNPAID,
    UNPAID_CLAUSE,
    ByDate,
    Fixed,
    PerArea,
    Percent,
    PerHead,
    Step,
    Terms,
    Tiered,
)


@dataclass(frozen=True)
class Line:
    """One line of the sum. ``quantity`` and ``rate`` as people read them; ``steps`` is how it was reckoned."""

    key: str
    label: str
    category: str
    clause: str
    quantity: str
    rate: str
    payable: str
    amount: Money
    steps: tuple[str, ...]

    def as_data(self) -> dict[str, Any]:
        """Plain values, the amount in fen."""
        return {**asdict(self), "amount": self.amount.fen, "steps": list(self.steps)}


@dataclass(frozen=True)
class LeftOut:
    """What gives no line, and why: a villager asks for it."""

    label: str
    why: str


@dataclass(frozen=True)
class Computation:
    """The lines in the order of the terms; ``total`` adds what was rounded."""

    lines: tuple[Line, ...]
    left_out: tuple[LeftOut, ...]

    @property
    def total(self) -> Money:
        return total(line.amount for line in self.lines)

    @property
    def before_moving(self) -> Money:
        return self._payable("before_moving")

    @property
    def after_vacating(self) -> Money:
        return self._payable("after_vacating")

    def _payable(self, when: str) -> Money:
        return total(line.amount for line in self.lines if line.payable == when)


@dataclass(frozen=True)
class _Reckoned:
    """What a step came to, exactly, in yuan; ``why_not`` in its place when there is nothing to pay."""

    sum: Fraction = Fraction(0)
    quantity: str = ""
    rate: str = ""
    steps: tuple[str, ...] = ()
    why_not: str = ""


def compute(terms: Terms, inputs: Inputs, day: date) -> Computation:
    """The sum of one household if it signs on ``day``. The same for everybody with the same inputs."""
    done: dict[str, Line | LeftOut] = {}
    amounts: dict[str, Money] = {}
    for step in sorted(terms.steps, key=lambda step: isinstance(step, Percent)):
        found = _line(step, inputs, day, amounts)
        done[step.key] = found
        if isinstance(found, Line):
            amounts[step.key] = found.amount
    ordered = [done[step.key] for step in terms.steps]
    unpaid = [
        LeftOut(
            building.label,
            f"{building.label}（{words.square_metres(building.area)}）已认定为{UNPAID[building.legal_status]}，"
            f"不能列入补偿。依据：{UNPAID_CLAUSE}。",
        )
        for building in inputs.buildings
        if not building.is_compensated
    ]
    return Computation(
        tuple(each for each in ordered if isinstance(each, Line)),
        (*unpaid, *(each for each in ordered if isinstance(each, LeftOut))),
    )


def _line(step: Step, inputs: Inputs, day: date, amounts: Mapping[str, Money]) -> Line | LeftOut:
    if step.choices and inputs.choice not in step.choices:
        return LeftOut(step.label, f"该户选择{CHOICES[inputs.choice]}，不适用这一项。")
    if step.transitions and inputs.transition not in step.transitions:
        return LeftOut(step.label, f"该户过渡方式为{TRANSITIONS[inputs.transition]}，不适用这一项。")
    found = _reckoned(step, inputs, day, amounts)
    if found.why_not:
        return LeftOut(step.label, found.why_not)
    exact, bounded = _bounded(step, found.sum)
    amount = Money.of(exact)
    rounded = (
        (f"{words.yuan(exact)}，四舍五入到分，为{words.yuan(amount)}",) if Fraction(amount.fen, 100) != exact else ()
    )
    return Line(
        step.key,
        step.label,
        step.category,
        step.clause,
        found.quantity,
        found.rate,
        step.payable,
        amount,
        (*found.steps, *bounded, *rounded),
    )


def _bounded(step: Step, exact: Fraction) -> tuple[Fraction, tuple[str, ...]]:
    if step.floor is not None and exact < (least := Fraction(step.floor.fen, 100)):
        return least, (f"低于下限{words.yuan(step.floor)}，按下限计算",)
    if step.cap is not None and exact > (most := Fraction(step.cap.fen, 100)):
        return most, (f"高于上限{words.yuan(step.cap)}，按上限计算",)
    return exact, ()


def _reckoned(step: Step, inputs: Inputs, day: date, amounts: Mapping[str, Money]) -> _Reckoned:
    match step:
        case PerArea():
            return _per_area(step, inputs)
        case PerHead():
            return _per_head(step, inputs)
        case Fixed():
            return _fixed(step)
        case ByDate():
            return _by_date(step, inputs.move_by if step.dated_by == "moved" else day)
        case Percent():
            return _percent(step, amounts)
        case Tiered():
            return _tiered(step, inputs)
    raise TypeError(f"{type(step).__name__} is not a step")


def _per_area(step: PerArea, inputs: Inputs) -> _Reckoned:
    paid = [
        (building, step.rates[building.structure, building.legal_status])
        for building in inputs.paid_buildings
        if (building.structure, building.legal_status) in step.rates
    ]
    if not paid:
        return _Reckoned(why_not="该户没有适用这一标准的房屋。")
    parts = [building.area * _exact(rate) * step.times for building, rate in paid]
    told = tuple(
        f"{building.label}（{building.words}）{words.square_metres(building.area)} × {_rate(rate, step)}"
        f" = {words.yuan(part)}"
        for (building, rate), part in zip(paid, parts, strict=True)
    )
    rates = sorted({rate for _, rate in paid})
    return _Reckoned(
        sum(parts, Fraction(0)),
        words.square_metres(sum((building.area for building, _ in paid), Fraction(0))),
        f"{_span(rates)}/平方米{_per_time(step)}",
        told + (_together(parts) if len(parts) > 1 else ()),
    )


def _per_head(step: PerHead, inputs: Inputs) -> _Reckoned:
    if not inputs.heads:
        return _Reckoned(why_not="该户没有计入安置人口的成员。")
    found = inputs.heads * _exact(step.rate) * step.times
    told = f"{inputs.heads}人 × {_rate(step.rate, step)} = {words.yuan(found)}"
    return _Reckoned(found, f"{inputs.heads}人", f"{words.yuan(step.rate)}/人{_per_time(step)}", (told,))


def _fixed(step: Fixed) -> _Reckoned:
    found = _exact(step.amount) * step.times
    told = f"每户定额 {_rate(step.amount, step)} = {words.yuan(found)}"
    return _Reckoned(found, "1户", f"{words.yuan(step.amount)}/户{_per_time(step)}", (told,))


def _by_date(step: ByDate, day: date) -> _Reckoned:
    verb = DATED_BY[step.dated_by]
    for until, amount in step.tiers:
        if day <= until:
            told = f"{words.day(until)}（含当日）以前{verb}的，{words.yuan(amount)}"
            return _Reckoned(_exact(amount), "1户", f"{words.yuan(amount)}/户", (told,))
    last = step.tiers[-1][0]
    return _Reckoned(why_not=f"{verb}的日期晚于最后一档（{words.day(last)}），没有这一项。")


def _percent(step: Percent, amounts: Mapping[str, Money]) -> _Reckoned:
    base = total(amounts.get(key, ZERO) for key in step.of)
    if not base:
        return _Reckoned(why_not="所依据的项目没有金额。")
    found = _exact(base) * step.percent / 100
    shown = f"{words.exact(step.percent)}%"
    return _Reckoned(found, words.yuan(base), shown, (f"{words.yuan(base)} × {shown} = {words.yuan(found)}",))


def _tiered(step: Tiered, inputs: Inputs) -> _Reckoned:
    area = inputs.paid_area
    if not area:
        return _Reckoned(why_not="该户没有可以补偿的房屋。")
    parts = _marginal(step, area) if step.is_marginal else _whole(step, area)
    sums = [part * _exact(rate) for part, rate in parts]
    told = tuple(
        f"{words.square_metres(part)} × {words.yuan(rate)} = {words.yuan(each)}"
        for (part, rate), each in zip(parts, sums, strict=True)
    )
    return _Reckoned(
        sum(sums, Fraction(0)),
        words.square_metres(area),
        f"{_span(sorted({rate for _, rate in parts}))}/平方米",
        told + (_together(sums) if len(sums) > 1 else ()),
    )


def _marginal(step: Tiered, area: Fraction) -> list[tuple[Fraction, Money]]:
    parts, below = [], Fraction(0)
    for up_to, rate in step.bands:
        above = area if up_to is None else min(area, up_to)
        if above > below:
            parts.append((above - below, rate))
            below = above
    return parts


def _whole(step: Tiered, area: Fraction) -> list[tuple[Fraction, Money]]:
    return [(area, next(rate for up_to, rate in step.bands if up_to is None or area <= up_to))]


def _exact(amount: Money) -> Fraction:
    return Fraction(amount.fen, 100)


def _rate(rate: Money, step: Step) -> str:
    times = f" × {step.times}{step.times_unit}" if step.times > 1 else ""
    return f"{words.yuan(rate)}{times}"


def _per_time(step: Step) -> str:
    return f"，{step.times}{step.times_unit}" if step.times > 1 else ""


def _span(rates: list[Money]) -> str:
    return words.yuan(rates[0]) if len(rates) == 1 else f"{words.yuan(rates[0])}至{words.yuan(rates[-1])}"


def _together(parts: list[Fraction]) -> tuple[str]:
    shown = " + ".join(words.exact(part, least=2) for part in parts)
    return (f"合计 {shown} = {words.yuan(sum(parts, Fraction(0)))}",)
