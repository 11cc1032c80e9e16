"""人民币大写, as papers about money bear it (支付结算办法附件一)."""

from __future__ import annotations

import cn2an

from portal.kernel.money import Money

MOST = Money(10**15)  # beyond it the words would be read in two ways


def in_capitals(amount: Money) -> str:
    """``人民币壹拾陆万肆仟陆佰陆拾肆元玖角叁分``. Raises ValueError for what is negative or beyond ten thousand 亿."""
    if amount.fen < 0 or amount >= MOST:
        raise ValueError(f"{amount} has no capitals")
    return f"人民币{cn2an.an2cn(str(amount), 'rmb')}"
