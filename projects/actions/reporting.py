"""Whose figures are whose: a report is of its 领域, and a correction is for the unit that reported."""

from __future__ import annotations

from portal.kernel.deeds import running_deed
from portal.kernel.errors import NotPermitted
from portal.kernel.permissions import Actor
from projects.models import FigureKind, FigureReport, Matter, Village
from projects.selectors.reporting import Hand, Reporting

OFFICE = "指挥部办公室"


class OfAnotherMatter(NotPermitted):
    """Figures of this 领域 are reported by others."""


class OfAnotherUnit(NotPermitted):
    """A figure is corrected by the unit that reported it, or by the office."""


def require_reporter(actor: Actor, village: Village, kind: FigureKind) -> Hand:
    """In whose name the actor reports. Raises OfAnotherMatter."""
    if hand := Reporting(actor, village).by(kind.matter):
        return hand
    raise of_another_matter(kind)


def of_another_matter(kind: FigureKind) -> OfAnotherMatter:
    return OfAnotherMatter(
        f"“{kind.label}”由{kind.get_matter_display()}领域的单位填报，您的账号不能填报。请转{_desk(kind)}。"
    )


def require_corrector(actor: Actor, report: FigureReport) -> Hand:
    """In whose name the actor corrects this report. Raises OfAnotherMatter or OfAnotherUnit."""
    require_reporter(actor, report.village, report.kind)
    if hand := Reporting(actor, report.village).correcting(report.kind.matter, report.organisation_id):
        return hand
    unit = report.organisation
    told = f"由{unit}填报，只能由该单位或{OFFICE}更正" if unit else f"由系统载入，只能由{OFFICE}更正"
    raise OfAnotherUnit(f"这项“{report.kind.label}”{told}，您的账号不能更正。请转{unit or OFFICE}。")


def act_in_name_of(hand: Hand) -> None:
    """Note the principal where only the matter's power, not the door, came from him."""
    if hand.principal_id is not None:
        running_deed().on_behalf_of = hand.principal_id


def _desk(kind: FigureKind) -> str:
    return OFFICE if kind.matter == Matter.OVERALL else f"{kind.get_matter_display()}专班或{OFFICE}"
