"""The code on a village's board: one at a time; a sheet that was torn off is ended and printed anew."""

from __future__ import annotations

import pytest

from portal.kernel.errors import BrokenInvariant, NotPermitted, WrongState
from quality import actions
from quality.actions.steps import WordsMissing
from quality.facts import BoardEnded, BoardOpened


def test_a_village_has_one_code_at_a_time(hands, elsewhere, deeds):
    board = actions.open_board(hands.force, hands.village)
    assert deeds[-1].facts == [BoardOpened(board.pk, hands.village.pk)]
    with pytest.raises(BrokenInvariant, match="已有在用的张贴码"):
        actions.open_board(hands.force, hands.village)
    with pytest.raises(NotPermitted):
        actions.open_board(hands.supervisor, hands.village)
    with pytest.raises(NotPermitted):
        actions.open_board(hands.force, elsewhere)
    with pytest.raises(WordsMissing, match="停用原因"):
        actions.end_board(hands.force, board, reason="")
    with pytest.raises(NotPermitted):
        actions.end_board(hands.builder, board, reason="张贴处被撕毁")
    actions.end_board(hands.force, board, reason="张贴处被撕毁")
    assert deeds[-1].facts == [BoardEnded(board.pk, hands.village.pk)]
    with pytest.raises(WrongState, match="已经停用"):
        actions.end_board(hands.force, board, reason="张贴处被撕毁")
    assert actions.open_board(hands.force, hands.village).code != board.code
