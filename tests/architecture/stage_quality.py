"""Doubts for every cell of docs/powers.md: one in each state in A and in B, made past their actions.

Real hands would be new people and units, which every other list of the table would count.
"""

from __future__ import annotations

from typing import Any

from django.db import models

from portal.accounts.models import Organisation, User
from portal.kernel import clock
from projects.models import Village
from quality.lifecycle import ComplaintState
from quality.models import Complaint, Rectification, ReportBoard
from quality.receipts import receipt_hash

RECEIPT = "abcd-efgh-ijkl-mnop"
CODES = {"A": "aaaaaaaaaa", "B": "bbbbbbbbbb"}


def board(at: str, village: Village) -> ReportBoard:
    made = ReportBoard(village=village, code=CODES[at])
    models.Model.save_base(made)
    return made


def course(village: Village, *, unit: Organisation, other: Organisation, by: User) -> dict[str, Complaint]:
    """One doubt in each state, nobody's; what is in repair is ``unit``'s, the rest another unit's."""
    made = {
        "received": _complaint(village, ComplaintState.RECEIVED, None, channel="hotline"),
        "assigned": _complaint(village, ComplaintState.ASSIGNED, unit),
        "rectified": _complaint(village, ComplaintState.RECTIFIED, other),
        "reinspected": _complaint(village, ComplaintState.REINSPECTED, other),
        "reinspected-again": _complaint(village, ComplaintState.REINSPECTED, other, reopened=1),
        "referred": _complaint(village, ComplaintState.REFERRED, other, reopened=1),
    }
    _repair(made["rectified"], by)
    return made


def own(village: Village, person: User, other: Organisation) -> dict[str, Complaint]:
    """What this person raised and others call mended, the first and the second time."""
    holder = {"reporter": person, "holder": person.pk}
    return {
        "reinspected": _complaint(village, ComplaintState.REINSPECTED, other, **holder),
        "reinspected-again": _complaint(village, ComplaintState.REINSPECTED, other, reopened=1, **holder),
    }


def unnamed(village: Village, other: Organisation) -> Complaint:
    """What RECEIPT leads to."""
    return _complaint(village, ComplaintState.REINSPECTED, other, holder=-1, receipt_hash=receipt_hash(RECEIPT))


def _complaint(village: Village, state: str, contractor: Any, *, channel: str = "patrol", **given: Any) -> Complaint:
    number = Complaint.objects.count() + 1
    triaged = {"severity": "serious", "category": "cracks", "round": 1} if contractor else {}
    complaint = Complaint(
        village=village,
        year=2026,
        number=number,
        channel=channel,
        outside_number=f"T-{number}" if channel == "hotline" else "",
        what="测试问题",
        seen_on=clock.today(),
        reported_on=clock.today(),
        state=state,
        contractor=contractor,
        **{**triaged, **given},
    )
    models.Model.save_base(complaint)
    return complaint


def _repair(complaint: Complaint, by: User) -> None:
    told = {"cause": "测试原因", "method": "测试措施", "done_on": clock.today(), "by": by}
    models.Model.save_base(Rectification(complaint=complaint, round=1, contractor=complaint.contractor, **told))
