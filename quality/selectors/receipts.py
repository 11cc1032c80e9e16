"""Whom a receipt lets in: a visitor who sees and answers one doubt, and nothing else."""

from __future__ import annotations

from datetime import timedelta

from portal.kernel import clock
from portal.kernel.errors import NotSeen
from portal.kernel.permissions import Span, Visitor
from quality import permissions
from quality.models import Complaint
from quality.receipts import receipt_hash

LET_IN_FOR = timedelta(hours=1)


def visitor_of(code: str) -> tuple[Complaint, Visitor]:
    """The doubt that a receipt belongs to, and its bearer. Raises NotSeen; nobody guesses one of eighty bits."""
    complaint = Complaint.objects.filter(receipt_hash=receipt_hash(code)).select_related("village", "clock").first()
    if complaint is None:
        raise NotSeen("没有找到这个回执。请核对回执码；页面关闭前没有记下的，请重新反映或联系指挥部办公室。")
    own = Span(own=frozenset({complaint.holder or 0}))
    spans = {permissions.VIEW_COMPLAINTS.key: own, permissions.REPORT_COMPLAINT.key: own}
    return complaint, Visitor(spans, label="反映人", until=clock.now() + LET_IN_FOR)
