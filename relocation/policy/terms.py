"""Reading drafted terms: what is wrong is said with the step that it is wrong in, all of it at once."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from fractions import Fraction
from typing import Any

from portal.kernel.errors import InvalidInput
from portal.kernel.money import Money
from relocation.policy import steps
from relocation.policy.steps import BadTerms, Step, Terms

_KEY = re.compile(r"[a-z][a-z0-9_]{0,39}", re.ASCII)
_NUMBER = re.compile(r"\d{1,7}(\.\d{1,2})?", re.ASCII)
LONGEST_LABEL, LONGEST_CLAUSE = 60, 120
_COMMON = {"key", "label", "category", "kind", "clause", "payable", "choices", "transitions"}
_BOUNDED = {"floor", "cap"}
_REPEATED = {"times", "times_unit"}
_OWN = {
    "per_area": {"rates"} | _BOUNDED | _REPEATED,
    "per_head": {"rate"} | _BOUNDED | _REPEATED,
    "fixed": {"amount"} | _REPEATED,
    "by_date": {"dated_by", "tiers"},
    "percent": {"of", "percent"} | _BOUNDED,
    "tiered": {"mode", "bands"} | _BOUNDED,
}


def read_terms(data: Any) -> Terms:
    """Judge and read. Raises BadTerms with a sentence for each thing that is wrong."""
    given = data.get("steps") if isinstance(data, Mapping) and set(data) == {"steps"} else None
    if not isinstance(given, list) or not given:
        raise BadTerms(["补偿标准中没有项目。请至少填写一项。"])
    if len(given) > steps.MOST_STEPS:
        raise BadTerms([f"补偿标准共{len(given)}项，超过{steps.MOST_STEPS}项。请合并同类项目。"])
    readers = [_StepReader(number, each) for number, each in enumerate(given, 1)]
    read = [reader.read() for reader in readers]
    wrong = [sentence for reader in readers for sentence in reader.wrong]
    if not wrong:
        wrong = list(_wrong_together([step for step in read if step]))
    if wrong:
        raise BadTerms(wrong)
    return Terms(tuple(step for step in read if step))


def _wrong_together(read: list[Step]) -> list[str]:
    """What only the whole shows: keys, what percentages rest on, the first 临时安置费."""
    found: list[str] = []
    by_key = {step.key: step for step in read}
    if len(by_key) < len(read) or len({step.label for step in read}) < len(read):
        found.append("补偿标准中有重名的项目。同一项目只列一次。")
    for step in read:
        for key in step.of if isinstance(step, steps.Percent) else ():
            based = by_key.get(key)
            if based is None:
                found.append(f"“{step.label}”按“{key}”计算，但标准中没有这一项。")
            elif isinstance(based, steps.Percent):
                found.append(f"“{step.label}”不能按另一项比例“{based.label}”计算。请改按其所依据的项目计算。")
    allowances = [step for step in read if step.category == "transition"]
    if allowances and not any(step.payable == "before_moving" for step in allowances):
        found.append("首期临时安置费应在搬迁前支付。请把第一期单列一项，支付时间选“搬迁前支付”。")
    return found


class _StepReader:
    """Reads one step and gathers what is wrong with it."""

    def __init__(self, number: int, given: Any) -> None:
        self.given: Mapping[str, Any] = given if isinstance(given, Mapping) else {}
        self.label = str(self.given.get("label") or "")[:LONGEST_LABEL]
        self.named = f"第{number}项“{self.label}”" if self.label else f"第{number}项"
        self.wrong: list[str] = []

    def read(self) -> Step | None:
        kind = self.given.get("kind")
        if kind not in steps.KINDS:
            self.say("计算方式不在规定的范围内。")
            return None
        if unknown := sorted(set(self.given) - _COMMON - _OWN[kind]):
            self.say(f"“{steps.KINDS[kind]}”不使用{'、'.join(unknown)}。请删去。")
        common = self._common()
        own: Callable[[], dict[str, Any]] = getattr(self, f"_{kind}")
        made = own()
        return None if self.wrong else steps.STEP_KINDS[kind](**common, **made)

    def say(self, words: str) -> None:
        self.wrong.append(f"{self.named}：{words}")

    def _common(self) -> dict[str, Any]:
        given = self.given
        if not self.label or len(str(given.get("label"))) > LONGEST_LABEL:
            self.say(f"请填写项目名称，不超过{LONGEST_LABEL}个字。")
        if not _KEY.fullmatch(str(given.get("key") or "")):
            self.say("项目代号由小写字母、数字和下划线组成，不超过40个。")
        clause = str(given.get("clause") or "").strip()
        if not clause or len(clause) > LONGEST_CLAUSE:
            self.say(f"请填写依据的条款，不超过{LONGEST_CLAUSE}个字。没有条款的标准不能公告。")
        if given.get("category") not in steps.CATEGORIES:
            self.say("类别不在规定的范围内。")
        if given.get("payable") not in steps.PAYABLE:
            self.say("请选择搬迁前支付或者腾空验收后支付。")
        transitions = self._some("transitions", steps.TRANSITIONS, "过渡方式")
        if given.get("category") == "transition" and transitions != {"allowance"}:
            self.say(
                "临时安置费只发给选择临时安置费的户，提供周转用房的不再支付。请把过渡方式限定为“临时安置费”。"
                "依据：《国有土地上房屋征收与补偿条例》第二十二条。"
            )
        return {
            "key": given.get("key"),
            "label": self.label,
            "category": given.get("category"),
            "clause": clause,
            "payable": given.get("payable"),
            "choices": self._some("choices", steps.CHOICES, "安置方式"),
            "transitions": transitions,
        }

    def _some(self, name: str, known: Mapping[str, str], label: str) -> frozenset[str]:
        given = self.given.get(name, [])
        if not isinstance(given, list) or any(each not in known for each in given):
            self.say(f"{label}不在规定的范围内。")
            return frozenset()
        return frozenset(given)

    def _per_area(self) -> dict[str, Any]:
        rates: dict[tuple[str, str], Money] = {}
        for each in self._rows("rates", {"structure", "legal_status", "rate"}):
            at = (str(each.get("structure")), str(each.get("legal_status")))
            if at[1] in steps.UNPAID:
                self.say(f"{steps.UNPAID[at[1]]}不予补偿，不能定标准。依据：{steps.UNPAID_CLAUSE}。")
            elif at[0] not in steps.STRUCTURES or at[1] not in ("legal", "recognised"):
                self.say("房屋的结构或认定不在规定的范围内。")
            elif at in rates:
                self.say("同一结构、同一认定只定一个标准。")
            else:
                rates[at] = self._money(each.get("rate"), "标准")
        return {"rates": rates, **self._bounds(), **self._times()}

    def _per_head(self) -> dict[str, Any]:
        return {"rate": self._money(self.given.get("rate"), "标准"), **self._bounds(), **self._times()}

    def _fixed(self) -> dict[str, Any]:
        return {"amount": self._money(self.given.get("amount"), "金额"), **self._times()}

    def _by_date(self) -> dict[str, Any]:
        if self.given.get("dated_by") not in steps.DATED_BY:
            self.say("请选择按签订日期还是按约定的搬迁日期分档。")
        tiers: list[tuple[date, Money]] = []
        for each in self._rows("tiers", {"until", "amount"}):
            until, amount = self._day(each.get("until")), self._money(each.get("amount"), "金额")
            if until and tiers and until <= tiers[-1][0]:
                self.say("各档的截止日期应由早到晚。")
            elif until:
                tiers.append((until, amount))
        return {"dated_by": self.given.get("dated_by"), "tiers": tuple(tiers)}

    def _percent(self) -> dict[str, Any]:
        of = self.given.get("of")
        if not isinstance(of, list) or not of or len(set(map(str, of))) < len(of):
            self.say("请写明按哪些项目计算，每项一次。")
            of = []
        percent = self._number(self.given.get("percent"))
        if percent is None or not 0 < percent <= 100:
            self.say("比例应大于0、不超过100，最多两位小数。")
        return {"of": tuple(map(str, of)), "percent": percent or Fraction(0), **self._bounds()}

    def _tiered(self) -> dict[str, Any]:
        if self.given.get("mode") not in ("marginal", "whole"):
            self.say("请选择分段累计还是全部按所在段计算。")
        bands: list[tuple[Fraction | None, Money]] = []
        rows = self._rows("bands", {"up_to", "rate"})
        for place, each in enumerate(rows, 1):
            is_last = place == len(rows)
            up_to = None if is_last else self._number(each.get("up_to"))
            if is_last and each.get("up_to"):
                self.say("最后一段不设上限。")
            if not is_last and (up_to is None or (bands and bands[-1][0] is not None and up_to <= bands[-1][0])):
                self.say("各段的上限应由小到大，最多两位小数。")
            bands.append((up_to, self._money(each.get("rate"), "标准")))
        return {"is_marginal": self.given.get("mode") == "marginal", "bands": tuple(bands), **self._bounds()}

    def _rows(self, name: str, columns: set[str]) -> list[Mapping[str, Any]]:
        rows = self.given.get(name)
        if not isinstance(rows, list) or not rows:
            self.say("没有填写标准。请至少填写一行。")
            return []
        if any(not isinstance(each, Mapping) or not set(each) <= columns for each in rows):
            self.say("标准的各行无法读取。")
            return []
        return rows

    def _bounds(self) -> dict[str, Any]:
        bounds = {
            name: self._money(self.given[name], label)
            for name, label in (("floor", "下限"), ("cap", "上限"))
            if self.given.get(name) is not None
        }
        if len(bounds) == 2 and bounds["floor"] > bounds["cap"]:
            self.say("下限不应高于上限。")
        return bounds

    def _times(self) -> dict[str, Any]:
        times, unit = self.given.get("times", 1), str(self.given.get("times_unit") or "")
        if isinstance(times, bool) or not isinstance(times, int) or not 0 < times <= 120:
            self.say("次数应为1至120的整数。")
            times = 1
        if (times > 1) != bool(unit) or len(unit) > 6:
            self.say("次数多于1的，请写明单位（如“个月”），不超过6个字。")
        return {"times": times, "times_unit": unit}

    def _money(self, text: Any, label: str) -> Money:
        try:
            amount = Money.yuan(text) if isinstance(text, str) else None
        except InvalidInput:
            amount = None
        if amount is None or amount.fen <= 0:
            self.say(f"{label}应为大于0的元数，最多两位小数。")
            return Money(1)
        return amount

    def _number(self, text: Any) -> Fraction | None:
        return Fraction(text) if isinstance(text, str) and _NUMBER.fullmatch(text) else None

    def _day(self, text: Any) -> date | None:
        try:
            return date.fromisoformat(text)
        except (TypeError, ValueError):
            self.say("截止日期无法读取。请按“2026-12-31”的样式填写。")
            return None
