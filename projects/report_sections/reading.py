"""What all contributions of projects are told from: one picture of the villages for one scope."""

from __future__ import annotations

from portal.reports.contributions import Scope
from projects.selectors.moment import Moment
from projects.selectors.picture import Picture, read_picture
from projects.selectors.villages import villages_numbered


def picture(scope: Scope) -> Picture:
    """Everything of one scope. Contributors ask for it by ``scope.once(picture)``, so that it is read once for all."""
    return read_picture(villages_numbered(scope.villages), Moment.of(scope), scope.days, base=scope.previous.cut_off)
