"""note_figure: words beside a counted figure, by whoever reports of its field."""

from __future__ import annotations

import pytest

from portal.kernel.errors import BrokenInvariant, NotPermitted
from projects import actions
from projects.actions.reporting import OfAnotherMatter
from projects.facts import FigureNoted
from projects.models import FigureKind


def test_it_is_noted_by_whoever_reports_of_its_field(village, elsewhere, acting, deeds):
    actor, kind = acting("relocation_force", village), FigureKind.objects.get(key="signed_households")
    deeds.clear()
    note = actions.note_figure(actor, village, kind=kind, text=" 集中签约 ")
    assert (note.text, note.written_by) == ("集中签约", actor.user)
    assert deeds[0].facts == [FigureNoted(village.pk, note.pk, "signed_households")]
    with pytest.raises(BrokenInvariant, match="请填写说明"):
        actions.note_figure(actor, village, kind=kind, text=" ")
    with pytest.raises(OfAnotherMatter):
        actions.note_figure(acting("quality_force", village), village, kind=kind, text="集中签约")
    with pytest.raises(NotPermitted):
        actions.note_figure(actor, elsewhere, kind=kind, text="集中签约")
