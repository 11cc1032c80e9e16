"""What the ledger refuses, as sentences. The database raises a name and figures; the words are made here."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from django.db import IntegrityError

from funding.ledger.purpose import PayeeClass, SourceKind, Use
from portal.kernel.errors import BrokenInvariant, Refusal, WrongState
from portal.kernel.money import Money


class NotEnough(Refusal):
    """Less is there than would leave. ``missing`` says how much; ``source_id`` whose, None for a commitment."""

    sentence = "余额不足，暂不能登记。请核对来源和金额后再办。"

    def __init__(self, sentence: str = "", *, missing: Money, source_id: int | None = None) -> None:
        super().__init__(sentence)
        self.missing, self.source_id = missing, source_id


class NotForThis(Refusal):
    """The ring-fence: a lot does not leave for what its source does not allow."""

    sentence = "这笔用途不在资金来源约定的范围之内，不能列支。请改选其他资金来源。"

    def __init__(self, sentence: str = "", *, clause: str = "", why: str = "", source_id: int | None = None) -> None:
        super().__init__(sentence, clause=clause)
        self.why, self.source_id = why, source_id


class OverCeiling(Refusal):
    """More would arrive in or leave the pool of a project than its approved total."""

    sentence = "超出项目总投资，暂不能登记。请先按程序调整，取得批复后再办。"


class KeyOfAnother(WrongState):
    """The key of this click was used for something else."""

    sentence = "这个办理编号已经用于另一笔资金，没有重复登记。请刷新页面后重新办理。"


_BY_TWO = "资金的登记和复核应由两人办理，暂不能登记。请由其他同志复核。依据：不相容岗位相分离的内控要求（本级）。"
# Constraints of the ledger's own tables that people may meet.
SENTENCES = {
    "ledger_transfer_takes_two": _BY_TWO,
    "ledger_money_moves_by_two": _BY_TWO,
    "ledger_rule_takes_two": _BY_TWO,
    "ledger_payment_says_what_for": "没有写明用途、点位或收款方类别，暂不能登记。请补填。",
    "ledger_use_is_known": "用途不在规定的范围内。请重新选择。",
    "ledger_payee_class_is_known": "收款方类别不在规定的范围内。请重新选择。",
    "ledger_lot_is_positive": "到账金额应大于零。请核对。",
    "ledger_lot_has_evidence": "没有写明到账凭证，暂不能登记。请填写银行回单或到账通知的编号。",
    "ledger_entry_moves_something": "金额应大于零。请核对。",
    "ledger_rule_names_uses": "没有写明可以用于什么，暂不能登记。请选择用途。",
    "ledger_rule_names_villages": "没有写明可以用于哪些点位，暂不能登记。请选择点位，或选择不限点位。",
    "ledger_rule_names_payees": "没有写明可以付给谁，暂不能登记。请选择收款方类别。",
    "ledger_rule_ends_after_it_begins": "使用期限应晚于生效日期。请核对日期。",
    "ledger_rule_ceiling_is_positive": "额度应大于零。请核对。",
    "ledger_rule_names_its_clause": "没有写明合同或规定的条款，暂不能登记。请填写条款。",
    "ledger_rule_names_its_basis": "没有写明依据文件，暂不能登记。请填写文件名称或文号。",
    "ledger_rule_version_is_one": "这个来源刚有其他同志登记了新的使用规定。请刷新页面，核对后再办。",
    "ledger_ceiling_is_positive": "项目总投资应大于零。请核对。",
    "ledger_ceiling_names_its_basis": "没有写明总投资的依据，暂不能登记。请填写文件名称或文号。",
}


@contextmanager
def in_words() -> Iterator[None]:
    """Turn what the ledger's own constraints refuse into sentences; everything else passes."""
    try:
        yield
    except IntegrityError as error:
        diagnosis = getattr(error.__cause__, "diag", None)
        name = getattr(diagnosis, "constraint_name", None)
        if name in SENTENCES:
            raise BrokenInvariant(SENTENCES[name]) from error
        if name not in _WORDS:
            raise
        detail = getattr(diagnosis, "message_detail", None) or "{}"
        raise _WORDS[name](json.loads(detail) if detail.startswith("{") else {}) from error


def _not_enough(said: dict[str, Any]) -> Refusal:
    kind, _, rest = str(said.get("account", "")).partition(":")
    missing, name = Money(int(said.get("missing", 0))), said.get("name")
    if kind == "outside":
        return NotEnough(
            f"“{name}”登记到账后将超出约定额度{missing}元，暂不能登记。"
            "请核对到账金额；额度已调整的，请先登记新的使用规定和依据文件。",
            missing=missing,
            source_id=int(rest),
        )
    if kind == "pool":
        return NotEnough(
            f"“{name}”余额不足，还差{missing}元，暂不能登记拨付。请资金专班登记到账后再办，或改选其他资金来源。",
            missing=missing,
            source_id=int(rest),
        )
    if kind == "commitment":
        return NotEnough(
            f"本笔超出该事项尚未支付的金额{missing}元，暂不能登记。请核对金额；协议或合同有调整的，请先办理调整。",
            missing=missing,
        )
    return NotEnough(f"冲销后账面将短少{missing}元，暂不能冲销。请先核对后续已登记的资金。", missing=missing)


def _not_for_this(said: dict[str, Any]) -> Refusal:
    why, name = str(said.get("why", "")), said.get("name")
    use, payee, clause = _label(Use, said.get("use")), _label(PayeeClass, said.get("payee_class")), _clause(said)
    sentence = {
        "use": f"本笔用途为“{use}”，不在“{name}”约定的用途之内，不能从这一来源列支。"
        "请改选其他资金来源；对用途认定有不同意见的，可提请资金专班复核。",
        "village": f"“{name}”不能用于本点位，不能从这一来源列支。请改选本点位可用的资金来源。",
        "payee": f"“{name}”不能付给“{payee}”。请核对收款方类别，或改选其他资金来源。",
        "over": f"“{name}”的使用期限已于{_day(said.get('until_on'))}届满，不能再列支。"
        "请改选其他资金来源；期限已延长的，请先登记新的使用规定和依据文件。",
        "not_arrived": f"“{name}”的这批资金{_day(said.get('received_on'))}才到账，不能用于此前的支付。请核对支付日期。",
        "no_rule": f"“{name}”在支付当日还没有生效的使用规定，不能列支。请先登记使用规定和依据文件。",
    }.get(why, "账户、批次与这笔资金的种类不符，没有登记。请刷新页面后重新办理。")
    basis = f"依据：{clause}。" if clause and why in {"use", "village", "payee", "over"} else ""
    return NotForThis(sentence + basis, clause=clause, why=why, source_id=said.get("source"))


def _over_ceiling(said: dict[str, Any]) -> Refusal:
    over, ceiling = Money(int(said["over"])), Money(int(said["ceiling"]))
    return OverCeiling(
        f"加上本笔，累计将超出本项目总投资{ceiling.in_unit('亿元')}亿元，超出{over}元，暂不能登记。"
        "请先按程序报原核定部门调整概算，取得批复后再办。依据：《政府投资条例》第二十三条。",
        clause="《政府投资条例》第二十三条",
    )


def _key_of_another(_said: dict[str, Any]) -> Refusal:
    return KeyOfAnother()


_WORDS: dict[str, Callable[[dict[str, Any]], Refusal]] = {
    "ledger_no_overdraft": _not_enough,
    "ledger_lot_is_not_overdrawn": _not_enough,
    "ledger_ring_fence": _not_for_this,
    "ledger_ceiling_is_kept": _over_ceiling,
    "ledger_transfer_key_is_of_one_body": _key_of_another,
}


def _clause(said: dict[str, Any]) -> str:
    """Bonds and running costs: the law itself. Else what the office typed in from the contract or its own rules."""
    if said.get("kind") == SourceKind.BOND and said.get("use") == Use.RECURRENT:
        return "《预算法》第三十五条"
    return f"{said['clause']}（本级）" if said.get("clause") else ""


def _label(words: Any, value: Any) -> str:
    return str(words(value).label) if value in words.values else str(value)


def _day(text: Any) -> str:
    if not text:
        return ""
    day = date.fromisoformat(str(text))
    return f"{day.year}年{day.month}月{day.day}日"
