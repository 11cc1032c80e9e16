"""The agreement on paper: titled by the land, the eight terms of 590号令 25, every line, the sum in capitals."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from portal.kernel.money import Money, total
from portal.reports.blocks import Align, Block, Column, Heading, Paper, Table, Text, date_text
from relocation.lifecycle import IN_FORCE
from relocation.models import Agreement, AgreementLine
from relocation.policy import PAYABLE
from relocation.rules import AGREEMENT_TITLES, PARTY_WORDS, in_capitals

PARTY_A = "兴庆区城中村改造项目指挥部办公室"
NOT_APPLICABLE = "不适用"


def agreement_paper(agreement: Agreement, lines: Sequence[AgreementLine], account: str, printed_on: date) -> Paper:
    """``account`` is the whole one: whoever may not see it gets no paper."""
    household = agreement.household
    is_signed = agreement.state in IN_FORCE
    marks = ["演示数据"] * agreement.is_demonstration + ["草稿"] * (not is_signed)
    party_b = PARTY_WORDS[household.land_type]
    blocks: list[Block] = [
        Text(f"甲方：{PARTY_A}\n乙方（{party_b}）：{household.holder_name}，{household.number}户，{household.door}"),
        Text(
            f"根据《{agreement.policy.title}》（{agreement.policy.document_no}）第{agreement.policy.version}版，"
            "甲乙双方就房屋补偿安置达成如下协议："
        ),
        Heading("一、约定事项"),
        Table("", (Column("事项", 9), Column("约定", 19)), tuple(eight_terms(agreement, lines))),
        Heading("二、补偿明细"),
        _sum_table(agreement, lines),
        Text(
            f"补偿总额{in_capitals(agreement.total)}（¥{_amount(agreement.total)}）。其中搬迁前支付"
            f"{_amount(agreement.before_moving)}元，腾空验收后支付{_amount(agreement.after_vacating)}元。"
        ),
        Heading("三、收款"),
        Text(f"收款人：{agreement.payee_name}；开户银行：{agreement.payee_bank}；账号：{account}。"),
        Heading("四、其他"),
        Text("未尽事宜由双方协商一致后签订补充协议。本协议一式四份，双方签字（盖章）后生效。"),
    ]
    day = date_text(agreement.signed_on) if agreement.signed_on else "　　　　年　　月　　日"
    return Paper(
        title=AGREEMENT_TITLES[household.land_type],
        author=PARTY_A,
        dated_on=agreement.signed_on or printed_on,
        marks="　".join(marks),
        lead=agreement.number or "（签订时编号）",
        blocks=tuple(blocks),
        signatures=(
            "甲方（盖章）：　　　　　　　　　　经办人：",
            f"乙方（签字）：　　　　　　　　　　签订人：{agreement.signatory_name}",
            "身份证号码：",
            f"签订日期：{day}",
        ),
        foot=f"计算校验码：{agreement.computation_hash[:16]}",
    )


def eight_terms(agreement: Agreement, lines: Sequence[AgreementLine]) -> list[tuple[str, str]]:
    """What the law asks an agreement to say (《国有土地上房屋征收与补偿条例》25), each with its value or 不适用."""
    bridged = f"{agreement.get_transition_display()}，{agreement.transition_term}"
    return [
        ("补偿方式", agreement.get_choice_display()),
        ("补偿金额和支付期限", f"{_amount(agreement.total)}元；{agreement.payment_term}"),
        ("用于产权调换房屋的地点和面积", agreement.exchange_home or NOT_APPLICABLE),
        ("搬迁费", _of(lines, "moving")),
        ("临时安置费或者周转用房", _bridge(agreement, lines)),
        ("停产停业损失", _of(lines, "business")),
        ("搬迁期限", f"{date_text(agreement.move_by)}前"),
        ("过渡方式和过渡期限", bridged if agreement.transition_term else NOT_APPLICABLE),
    ]


def _bridge(agreement: Agreement, lines: Sequence[AgreementLine]) -> str:
    if agreement.transition == "home":
        return agreement.transition_home or "由甲方提供周转用房"
    return _of(lines, "transition")


def _of(lines: Sequence[AgreementLine], category: str) -> str:
    amounts = [line.amount for line in lines if line.category == category]
    return f"{_amount(total(amounts))}元" if amounts else NOT_APPLICABLE


def _sum_table(agreement: Agreement, lines: Sequence[AgreementLine]) -> Table:
    columns = (
        Column("项目", 6),
        Column("数量", 5),
        Column("标准", 7),
        Column("金额（元）", 6, Align.RIGHT),
        Column("支付", 5),
        Column("条款", 6),
    )
    rows = [
        (
            line.label,
            line.quantity,
            line.rate,
            _amount(line.amount),
            PAYABLE[line.payable].removesuffix("支付"),
            line.clause,
        )
        for line in lines
    ]
    rows.append(("合计", "", "", _amount(agreement.total), "", ""))
    return Table("", columns, tuple(rows))


def _amount(amount: Money) -> str:
    return f"{amount.in_unit('元'):,.2f}"
