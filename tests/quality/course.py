"""A doubt on its way, by real actions: raised, assigned, repaired, re-inspected, answered."""

from __future__ import annotations

import uuid
from functools import cached_property
from typing import Any

from portal.accounts.models import OrganisationKind
from portal.files.models import FileKind
from portal.files.receiving import Received, receive
from portal.kernel import clock
from portal.kernel.permissions import Person, System, Visitor
from projects.models import Village
from quality import actions
from quality.models import Category, Complaint, Severity
from quality.receipts import receipt_of
from quality.selectors import visitor_of
from tests import world
from tests.files.pictures import telling_jpeg

UNNAMED = System("未登录人员反映质量问题")


def photo(content: bytes | None = None, name: str = "IMG_张三.jpg") -> Received:
    return receive(content or telling_jpeg(), name=name, kind=FileKind.PHOTO, today=clock.today())


class Hands:
    """One person for each step, made when he is first needed. ``builder`` is the unit that repairs."""

    def __init__(self, village: Village) -> None:
        self.village = village

    @cached_property
    def unit(self) -> Any:
        return world.organisation("示例建筑公司", OrganisationKind.BUILDER)

    @cached_property
    def supervisor(self) -> Person:
        return self._hand("resident_supervisor", "居民", OrganisationKind.RESIDENTS)

    @cached_property
    def force(self) -> Person:
        return self._hand("quality_force", "质量安全专班", OrganisationKind.TASK_FORCE)

    @cached_property
    def builder(self) -> Person:
        return world.actor(world.holder("builder", self.village, unit=self.unit))

    @cached_property
    def inspector(self) -> Person:
        return self._hand("supervision", "示例监理公司", OrganisationKind.SUPERVISION)

    def _hand(self, role: str, unit: str, kind: str) -> Person:
        return world.actor(world.holder(role, self.village, unit=world.organisation(unit, kind)))

    def raised(self, by: Any = None, **inputs: Any) -> Complaint:
        """By the supervisor, unless somebody else is given."""
        given = {
            "form_key": str(uuid.uuid4()),
            "what": "三层卧室顶板有裂缝",
            "building": "3号楼",
            "floor": "3层",
            **inputs,
        }
        return actions.raise_complaint(by or self.supervisor, self.village, **given)

    def unnamed(self, **inputs: Any) -> tuple[Complaint, Visitor]:
        """By nobody: the doubt, and whom its receipt lets in."""
        key = str(uuid.uuid4())
        complaint = self.raised(UNNAMED, form_key=key, **inputs)
        return complaint, visitor_of(receipt_of(key))[1]

    def assigned_by_another(self, complaint: Complaint) -> Complaint:
        """What somebody of the task force raised himself is sent on by the office."""
        office = self._hand("office", "指挥部办公室", OrganisationKind.COMMAND)
        given = {"contractor": self.unit, "severity": Severity.SERIOUS, "category": Category.CRACKS}
        return actions.assign_complaint(office, complaint, **given)

    def assigned(self, complaint: Complaint | None = None, **inputs: Any) -> Complaint:
        given = {"contractor": self.unit, "severity": Severity.SERIOUS, "category": Category.CRACKS, **inputs}
        return actions.assign_complaint(self.force, complaint or self.raised(), **given)

    def rectified(self, complaint: Complaint | None = None, **inputs: Any) -> Complaint:
        given = {"cause": "养护不到位", "method": "凿开后灌浆修补", "done_on": clock.today(), **inputs}
        return actions.rectify_complaint(self.builder, complaint or self.assigned(), **given).complaint

    def reinspected(self, complaint: Complaint | None = None, *, has_passed: bool = True, **inputs: Any) -> Complaint:
        given = {"words": "现场查看符合要求" if has_passed else "修补处仍有裂缝", "done_on": clock.today(), **inputs}
        done = actions.reinspect_complaint(
            self.inspector, complaint or self.rectified(), has_passed=has_passed, **given
        )
        return done.complaint

    def reopened(self) -> Complaint:
        """Mended, doubted again, mended a second time."""
        again = actions.reopen_complaint(self.supervisor, self.reinspected(), words="下雨后又渗水")
        return self.reinspected(self.rectified(again))
