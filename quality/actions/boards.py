"""The codes on the villages' notice boards."""

from __future__ import annotations

import secrets
from typing import Any

from portal.kernel import clock
from portal.kernel.actions import action
from portal.kernel.errors import WrongState
from portal.kernel.facts import tell
from projects.models import Village
from quality import permissions
from quality.actions.steps import require_words
from quality.facts import BoardEnded, BoardOpened
from quality.models import ReportBoard
from quality.models.board import CODE_LENGTH

_LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"  # without what is mistaken for each other


@action(needs=permissions.TRIAGE_COMPLAINT)
def open_board(actor: Any, village: Village, *, is_demonstration: bool = False) -> ReportBoard:
    """Make the code of a village's board. A village has one at a time."""
    code = "".join(secrets.choice(_LETTERS) for _ in range(CODE_LENGTH))
    board = ReportBoard(village=village, code=code, made_by=actor.user, is_demonstration=is_demonstration)
    board.save()
    tell(BoardOpened(board.pk, village.pk))
    return board


@action(needs=permissions.TRIAGE_COMPLAINT)
def end_board(actor: Any, board: ReportBoard, *, reason: str) -> ReportBoard:
    """End a code: its sheet was torn off, or somebody misuses it. What was raised by it stays."""
    board = ReportBoard.objects.locked(board)
    if board.ended_at:
        raise WrongState("这个张贴码已经停用，不能再次停用。请刷新页面查看最新情况。")
    require_words(reason, "reason", "停用原因")
    board.ended_at = clock.now()
    board.save()
    tell(BoardEnded(board.pk, board.village_id))
    return board
