"""Builders of 督办: each order reaches its state by the hands that it takes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from portal.accounts.models import User
from portal.files.models import FileKind
from portal.files.receiving import Received, receive
from portal.kernel import clock
from projects import actions
from projects.models import Order, Village
from tests import world

OWNER = "兴庆区大新镇"
PAPER = b"%PDF-1.7\n1 0 obj\nendobj\n%%EOF\n"


def proof(name: str = "整改情况.pdf") -> Received:
    return receive(PAPER, name=name, kind=FileKind.DOCUMENT, today=clock.today())


def owner() -> Any:
    return world.organisation(OWNER, "township")


def day(ahead: int) -> Any:
    return clock.today() + timedelta(days=ahead)


def proposed(where: Any, by: Any = world.WHY, **inputs: Any) -> Order:
    given: dict[str, Any] = {
        "kind": "order",
        "matter": "3号楼外脚手架连墙件缺失",
        "demand": "补齐连墙件，经监理验收后方可继续施工。",
        "source": "quality",
        "source_key": "",
        "owner": owner(),
        "due_on": day(5),
        **inputs,
    }
    return actions.propose_order(by, where, **given)


def someone(role: str, where: Village | None, name: str, **inputs: Any) -> Any:
    """Somebody with that role there, always the same under one name."""
    username = f"{role}-{name}"
    known = User.objects.filter(username=username).first()
    return world.actor(known or world.holder(role, where, username=username, **inputs))


def issued(where: Village, **inputs: Any) -> Order:
    return actions.issue_order(someone("commander", None, "signs"), proposed(where, **inputs))


def reported(where: Village, by: Any = None, **inputs: Any) -> Order:
    by = by or someone("township", where, "does", unit=owner())
    return actions.report_order(by, issued(where, **inputs), words="连墙件已补齐", uploads=[proof()])


def closed(where: Village, **inputs: Any) -> Order:
    return actions.close_order(someone("office", where, "closes"), reported(where, **inputs), words="现场已核实")
