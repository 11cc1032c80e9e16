"""A paper of its own, not an edition: an agreement, a notice, a form to sign; printed by the same press."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from portal.reports.blocks.parts import Block


@dataclass(frozen=True)
class Paper:
    """``marks`` stand at the head of every page (草稿, 演示数据), ``lead`` below the title, ``signatures`` at the end,
    ``foot`` small under them. ``dated_on`` is the day of the file itself: equal papers are equal bytes.
    """

    title: str
    author: str
    dated_on: date
    blocks: tuple[Block, ...]
    marks: str = ""
    lead: str = ""
    signatures: tuple[str, ...] = ()
    foot: str = ""
