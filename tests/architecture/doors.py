"""How each route is asked for: which methods it offers, on whose objects, with what in the form, where its rows are.

A route without an entry here, or an entry without its lines in docs/powers.md, makes the test red.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from copy import copy
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.paginator import Page
from django.urls import reverse

from portal.approvals.models import Approval
from portal.clocks.models import CalendarChange, DeadlineRule
from portal.kernel import clock
from projects.models import Area, FigureBasis, LampProfile, Role
from projects.selectors.open_items import open_items_of
from tests.accounts.codes import code_of
from tests.architecture import (
    doors_funding,
    doors_households,
    doors_integrity,
    doors_orders,
    doors_payments,
    doors_quality,
    doors_relocation,
)
from tests.architecture.door import DATA, DEED, NOTHING, READ, WRITE, Door
from tests.architecture.powers import Line, Seen
from tests.architecture.stage import LAST_WEEK, REASON, Stage, undone


def _people(stage: Stage) -> dict[str, Any]:
    return stage.people


def _retired(stage: Stage) -> dict[str, Any]:
    return stage.retired


def _leavers(stage: Stage) -> dict[str, Any]:
    return {"own": stage.people["own"], "foreign": stage.active["B"].user}


def _units(stage: Stage) -> dict[str, Any]:
    return {"unit": stage.unit, "foreign": stage.far_unit}


def _delegations(stage: Stage) -> dict[str, Any]:
    own = stage.delegations.get("own", stage.delegations["unit"])
    return {"own": own, **{label: stage.delegations[label] for label in ("unit", "foreign")}}


def _active_grants(stage: Stage) -> dict[str, Any]:
    return _of_villages(stage.active)


def _proposed_grants(stage: Stage) -> dict[str, Any]:
    return _of_villages(stage.proposed)


def _of_villages(grants: dict[str, Any]) -> dict[str, Any]:
    return {**{place: grants[place] for place in ("A", "B", "all")}, "own": grants.get("own", grants["A"])}


def _edition(stage: Stage) -> dict[str, Any]:
    return {NOTHING: stage.edition}


def _edition_and_kind(stage: Stage) -> dict[str, Any]:
    return {NOTHING: (stage.edition.pk, "note")}


def _long_reason(_: Stage, __: Any) -> dict[str, Any]:
    return {"reason": "单位更正了数据"}


def _words(_: Stage, __: Any) -> dict[str, Any]:
    return {"text": "请阅。"}


def _cut_off(_: Stage, __: Any) -> dict[str, Any]:
    return {"from_week": "2026-12-21", "weekday": "5", "at": "16:30", "reason": "会议纪要"}


def _planned_week(_: Stage, __: Any) -> dict[str, Any]:
    return {"week": "2026-12-21", "kind": "skipped", "reason": "会议纪要"}


def _issue(_: Stage, __: Any) -> dict[str, Any]:
    return {"number_pattern": "2026年第1期", "numbers_used": "0", "copies": "35"}


def _job(stage: Stage) -> dict[str, Any]:
    return {NOTHING: stage.job}


def _reason(_: Stage, __: Any) -> dict[str, Any]:
    return {"reason": REASON}


def _use(_: Stage, __: Any) -> dict[str, Any]:
    """What somebody looks at a whole value for: no single word."""
    return {"reason": "核对联系电话"}


def _new_person(stage: Stage, _: Any) -> dict[str, Any]:
    return {"username": "xinren", "name": "新人", "organisation": stage.unit.pk}


def _same_person(_: Stage, person: Any) -> dict[str, Any]:
    return {"name": person.name, "organisation": person.organisation_id}


def _new_unit(_: Stage, __: Any) -> dict[str, Any]:
    return {"name": "兴庆区住房和城乡建设局", "kind": "department"}


def _same_unit(_: Stage, unit: Any) -> dict[str, Any]:
    return {"name": unit.name, "kind": unit.kind, "is_active": "on"}


def _new_delegation(stage: Stage, principal: Any) -> dict[str, Any]:
    deputy = stage.stranger if principal == stage.colleague else stage.colleague
    # After the one that stands: a person has one deputy at a time.
    return {"deputy": deputy.pk, "starts_on": "2027-01-11", "last_on": "2027-01-20", "document": "委托书"}


def _new_password(stage: Stage, _: Any) -> dict[str, Any]:
    old = getattr(stage.user, "password_given", "")
    new = "凤凰碑下四十里渠"
    return {"old_password": old, "new_password": new + "甲乙丙", "new_password_again": new + "甲乙丙"}


def _sign_in(stage: Stage, _: Any) -> dict[str, Any]:
    return {"username": stage.colleague.username, "password": stage.colleague.password_given}


def _code(stage: Stage, _: Any) -> dict[str, Any]:
    return {"code": code_of(stage.offered_factor()) if stage.user else "123456"}


def _new_token(stage: Stage, _: Any) -> dict[str, Any]:
    return {"name": "取数", "expires_on": "2027-01-31", "password": getattr(stage.user, "password_given", "")}


def _knock(stage: Stage, _: Any) -> dict[str, Any]:
    return {**_sign_in(stage, None), "name": "取数"}


def _tokens(stage: Stage) -> dict[str, Any]:
    return {"own": stage.tokens.get("own", stage.tokens["unit"]), "foreign": stage.tokens["foreign"]}


def _phones(stage: Stage) -> dict[str, Any]:
    people = {"unit": stage.colleague, "foreign": stage.stranger}
    return {label: ("accounts.user.phone", person.pk) for label, person in people.items()}


def _new_grant(stage: Stage, village: Any) -> dict[str, Any]:
    role = Role.objects.get(key="community").pk
    place = village.pk if village else ""
    return {"user": stage.stranger.pk, "role": role, "village": place, "starts_on": clock.today().isoformat()}


def _villages_or_all(stage: Stage) -> dict[str, Any]:
    return {"A": stage.a, "B": stage.b, "all": None}


def _hand_over(stage: Stage, leaver: Any) -> dict[str, Any]:
    taker = stage.active["all"].user
    return {"document": "交接单", **{item.key: taker.pk for item in open_items_of(leaver.pk) if item.needs_taker}}


def _last_week(_: Stage, __: Any) -> dict[str, Any]:
    return {"week": str(LAST_WEEK)}


def _villages(stage: Stage) -> dict[str, Any]:
    return {"A": stage.a, "B": stage.b}


def _village_and_kind(stage: Stage) -> dict[str, Any]:
    return {"A": (stage.a.pk, "accidents"), "B": (stage.b.pk, "accidents")}


def _figures(stage: Stage) -> dict[str, Any]:
    return stage.figures


def _reached(stage: Stage) -> dict[str, Any]:
    return stage.reached


def _public_figures(stage: Stage) -> dict[str, Any]:
    return stage.public_figures


def _lamp_profile(_: Stage) -> dict[str, Any]:
    return {NOTHING: LampProfile.objects.get(key="wuhan")}


def _name(_: Stage, __: Any) -> dict[str, Any]:
    return {"name": "新水桥村", "basis": "会议纪要"}


def _area(_: Stage, __: Any) -> dict[str, Any]:
    area = Area.objects.order_by("-pk")[0]
    return {"area": area.pk, "since": "2026-11-24", "basis": "会议纪要"}


def _figure(_: Stage, __: Any) -> dict[str, Any]:
    return {"numerator": "0", "as_of": "2026-11-24T18:00", "source": "测试报表"}


def _figure_as_data(_: Stage, __: Any) -> dict[str, Any]:
    return {"kind": "accidents", "numerator": 0, "as_of": "2026-11-24T18:00:00+08:00", "source": "测试报表"}


def _other_figure(_: Stage, __: Any) -> dict[str, Any]:
    return {"numerator": "11", "denominator": "20", "source": "测试报表", "reason": REASON}


def _promise(_: Stage, __: Any) -> dict[str, Any]:
    return {"kind": "acceptance", "promised_on": "2027-10-31", "precision": "day", "basis": "会议纪要"}


def _reaching(_: Stage, __: Any) -> dict[str, Any]:
    return {"kind": "construction_permit", "reached_on": "2026-11-20", "precision": "day", "source": "许可证"}


def _other_day(_: Stage, __: Any) -> dict[str, Any]:
    return {"reached_on": "2026-11-21", "precision": "day", "source": "现场照片", "reason": REASON}


def _who_answers(stage: Stage, _: Any) -> dict[str, Any]:
    unit = stage.far_unit.pk
    return {"level": "township", "matter": "overall", "organisation": unit, "since": "2026-11-24", "basis": "分工方案"}


def _published(_: Stage, __: Any) -> dict[str, Any]:
    said = {"value": "约310户", "precision": "about", "confidence": "B", "source": "另一刊物"}
    return {"label": "另一事项", "reason": REASON, **said}


def _adoption(_: Stage, __: Any) -> dict[str, Any]:
    return {"starts_on": "2026-12-01", "basis": "会议纪要"}


def _bases(_: Stage) -> dict[str, Any]:
    return {NOTHING: FigureBasis.objects.filter(basis="news").order_by("pk")[0]}


def _basis(_: Stage, __: Any) -> dict[str, Any]:
    said = {"definition": "测试口径", "document": "测试文件", "difference": "测试差异"}
    return {"subject": "测试事项", "basis": "task", **said}


def _other_basis(_: Stage, __: Any) -> dict[str, Any]:
    return {"definition": "测试口径", "document": "测试文件", "difference": "测试差异", "reason": REASON}


def _window(_: Stage, __: Any) -> dict[str, Any]:
    return {"went_live_on": "2026-11-01", "closes_on": "2027-03-31", "basis": "会议纪要"}


def _backfill_sorts(_: Stage) -> dict[str, Any]:
    return {NOTHING: ("figure",)}


def _backfill(stage: Stage, _: Any) -> dict[str, Any]:
    rows = {"rows-TOTAL_FORMS": "1", "rows-INITIAL_FORMS": "0", "rows-0-key": "accidents", "rows-0-numerator": "0"}
    rows |= {"rows-0-effective_on": "2026-05-08", "rows-0-source": "台账"}
    return {"village": stage.a.pk, "document": "会议纪要", **rows}


def _backfills(stage: Stage) -> dict[str, Any]:
    return stage.backfills


def _feedback_text(_: Stage, __: Any) -> dict[str, Any]:
    return {"text": "测试意见"}


def _feedback(stage: Stage) -> dict[str, Any]:
    return {NOTHING: stage.feedback["open"]}


def _feedback_answer(_: Stage, __: Any) -> dict[str, Any]:
    return {"answer": "测试答复"}


def _answered_feedback(stage: Stage) -> dict[str, Any]:
    return {NOTHING: stage.feedback["answered"]}


def _scan(stage: Stage) -> dict[str, Any]:
    return {NOTHING: (stage.scan.uid,)}


def _imports(stage: Stage) -> dict[str, Any]:
    return {"own": stage.imports.get("own", stage.imports["foreign"]), "foreign": stage.imports["foreign"]}


def _sheet(_: Stage) -> dict[str, Any]:
    return {NOTHING: ("projects.figures",)}


def _workbook(_: Stage, __: Any) -> dict[str, Any]:
    return {"upload": SimpleUploadedFile("周报.xlsx", b"PK\x03\x04")}


def _this_year(_: Stage) -> dict[str, Any]:
    return {NOTHING: (2026,)}


def _calendar_days(_: Stage, __: Any) -> dict[str, Any]:
    return {"holiday": "2026-12-30", "document": "测试通知〔2026〕2号", "reason": REASON}


def _calendar_change(_: Stage) -> dict[str, Any]:
    return {NOTHING: CalendarChange.objects.order_by("pk")[0]}


def _deadline_rule(_: Stage) -> dict[str, Any]:
    return {NOTHING: DeadlineRule.objects.holding().get(code="X3")}


def _next_deadline_rule(_: Stage, __: Any) -> dict[str, Any]:
    said = {"name": "提出异议", "clause": "《信访工作条例》第二十三条", "starts_with": "收到之日", "reason": REASON}
    return {**said, "amount": "5", "unit": "workday", "bound": "within", "confidence": "A", "is_in_use": "on"}


def _new_deadline_rule(stage: Stage, rule: Any) -> dict[str, Any]:
    return {"code": "NEW-1", **_next_deadline_rule(stage, rule)}


def _approvals(stage: Stage) -> dict[str, Any]:
    """What history entered afterwards waits for, in each village; the portal itself asked."""
    asked = Approval.objects.open().filter(flow="backfill")
    return {at: asked.get(village_ids=[village.pk]) for at, village in {"A": stage.a, "B": stage.b}.items()}


def _vote(_: Stage, approval: Any) -> dict[str, Any]:
    return {"choice": "approve", "seen_digest": approval.digest, "seen_stage": approval.stage}


def _flow(_: Stage) -> dict[str, Any]:
    return {NOTHING: ("override",)}


def _more_signers(_: Stage, __: Any) -> dict[str, Any]:
    return {"sign": "3", "reason": REASON}


def _exception(stage: Stage, __: Any) -> dict[str, Any]:
    named = {"gate": "reader-grant-ended", "subject": f"GrantEnded:{stage.active['A'].pk}", "title": "终止授权"}
    return {**named, "document": "会议纪要", "reason": REASON, "last_on": f"{clock.today():%Y-%m-%d}"}


def _reset(_: Stage, __: Any) -> dict[str, Any]:
    return {"what": "password", "reason": REASON}


SECTIONS: dict[str, dict[str, Door]] = {
    "Signing in and one's own account": {
        "accounts:sign-in": Door(WRITE, form=_sign_in),
        "accounts:sign-in-code": Door(WRITE, form=_code),
        "accounts:sign-out": Door(DEED),
        "accounts:account": Door(READ),
        "accounts:password": Door(WRITE, form=_new_password),
        "accounts:second-factor": Door(READ),
        "accounts:second-factor-offer": Door(DEED),
        "accounts:second-factor-confirm": Door(DEED, form=_code),
        "accounts:token-list": Door(WRITE, form=_new_token, rows="tokens"),
        "accounts:token-end": Door(DEED, _tokens),
    },
    "People": {
        "accounts:person-list": Door(READ, rows="listing"),
        "accounts:person-register": Door(WRITE, form=_new_person),
        "accounts:person": Door(READ, _people),
        "accounts:person-change": Door(WRITE, _people, _same_person),
        "accounts:person-deactivate": Door(DEED, _people),
        "accounts:person-reactivate": Door(DEED, _retired),
        "accounts:person-reset-password": Door(DEED, _people),
        "accounts:person-remove-second-factor": Door(DEED, _people),
        "accounts:reveal": Door(WRITE, _phones, _use),
    },
    "Standing in for somebody": {
        "accounts:person-delegate": Door(DEED, _people, _new_delegation),
        "accounts:delegation-end": Door(DEED, _delegations, _reason),
    },
    "Units": {
        "accounts:organisation-list": Door(READ, rows="listing"),
        "accounts:organisation-open": Door(WRITE, form=_new_unit),
        "accounts:organisation": Door(READ, _units),
        "accounts:organisation-change": Door(WRITE, _units, _same_unit),
    },
    "Roles, grants and hand-over": {
        "projects:role-list": Door(READ, rows="listing"),
        "projects:grant-list": Door(READ, rows="listing"),
        "projects:grant-propose": Door(WRITE, _villages_or_all, _new_grant, in_address=False),
        "projects:grant-approve": Door(DEED, _proposed_grants),
        "projects:grant-decline": Door(DEED, _proposed_grants, _reason),
        "projects:grant-end": Door(DEED, _active_grants, _reason),
        "projects:chain-gap-list": Door(READ, rows="listing"),
        "projects:hand-over": Door(WRITE, _leavers, _hand_over),
        "projects:reset-ask": Door(WRITE, _people, _reset),
    },
    "Approvals": {
        "approvals:approval-list": Door(READ, rows="listing"),
        "approvals:approval": Door(READ, _approvals),
        "approvals:approval-vote": Door(DEED, _approvals, _vote),
        "approvals:approval-withdraw": Door(DEED, _approvals, _reason),
        "approvals:flow-list": Door(READ, rows="listing"),
        "approvals:flow-publish": Door(WRITE, _flow, _more_signers),
        "approvals:override-list": Door(READ, rows="listing"),
        "approvals:override-ask": Door(WRITE, form=_exception),
    },
    "Villages": {
        "projects:village-list": Door(READ, rows="listing"),
        "projects:village": Door(READ, _villages),
        "projects:village-name": Door(WRITE, _villages, _name),
        "projects:village-regroup": Door(WRITE, _villages, _area),
        "projects:responsibility-assign": Door(WRITE, _villages, _who_answers),
    },
    "Figures": {
        "projects:figure-list": Door(READ, _villages, rows="listing"),
        "projects:figure-kind-list": Door(READ, _villages, rows="kinds"),
        "projects:figure-report": Door(WRITE, _village_and_kind, _figure),
        "projects:figure-correct": Door(WRITE, _figures, _other_figure),
    },
    "Milestones": {
        "projects:milestone-set": Door(WRITE, _villages, _promise),
        "projects:milestone-reach": Door(WRITE, _villages, _reaching),
        "projects:milestone-reached-correct": Door(WRITE, _reached, _other_day),
    },
    "Public facts and rules of the lamps": {
        "projects:public-figure-list": Door(READ, rows="listing"),
        "projects:public-figure-record": Door(WRITE, form=_published),
        "projects:village-public-figure-record": Door(WRITE, _villages, _published),
        "projects:public-figure-correct": Door(WRITE, _public_figures, _published),
        "projects:basis-list": Door(READ, rows="listing"),
        "projects:basis-define": Door(WRITE, form=_basis),
        "projects:basis-correct": Door(WRITE, _bases, _other_basis),
        "projects:lamp-rule-list": Door(READ, rows="listing"),
        "projects:lamp-rule-adopt": Door(DEED, _lamp_profile, _adoption),
    },
    "History entered afterwards": {
        "projects:backfill-list": Door(READ, rows="listing"),
        "projects:backfill-window": Door(WRITE, form=_window),
        "projects:backfill-ask": Door(WRITE, _backfill_sorts, _backfill),
        "projects:backfill": Door(READ, _backfills),
        "projects:backfill-agree": Door(DEED, _backfills),
        "projects:backfill-decline": Door(DEED, _backfills, _reason),
        "projects:backfill-withdraw": Door(DEED, _backfills),
    },
    "Feedback": {
        "projects:feedback-leave": Door(WRITE, form=_feedback_text),
        "projects:feedback-list": Door(READ, rows="listing"),
        "projects:feedback-answer": Door(DEED, _feedback, _feedback_answer),
        "projects:feedback-close": Door(DEED, _answered_feedback),
    },
    "The weekly edition": {
        "reports:edition-list": Door(READ, rows="page"),
        "reports:edition-make": Door(DEED, form=_last_week),
        "reports:edition": Door(READ, _edition),
        "reports:edition-paper": Door(READ, _edition),
        "reports:edition-download": Door(READ, _edition),
        "reports:edition-draft": Door(READ, _edition),
        "reports:edition-office": Door(READ, _edition),
        "reports:edition-workbook": Door(READ, _edition),
        "reports:edition-word": Door(READ, _edition),
        "reports:edition-desk": Door(READ, _edition),
        "reports:edition-submit": Door(DEED, _edition),
        "reports:edition-check": Door(DEED, _edition),
        "reports:edition-sign": Door(DEED, _edition),
        "reports:edition-send-back": Door(WRITE, _edition, _reason),
        "reports:edition-recall": Door(WRITE, _edition, _reason),
        "reports:edition-void": Door(WRITE, _edition, _long_reason),
        "reports:edition-correct": Door(WRITE, _edition, _long_reason),
        "reports:edition-scan": Door(WRITE, _edition),
        "reports:edition-words": Door(WRITE, _edition_and_kind, _words),
        "reports:report-settings": Door(READ),
        "reports:cut-off-move": Door(WRITE, form=_cut_off),
        "reports:week-plan": Door(WRITE, form=_planned_week),
        "reports:issue-set": Door(WRITE, form=_issue),
    },
    "Files": {
        "files:file": Door(READ, _scan),
        "files:file-small": Door(READ, _scan),
    },
    "Imports": {
        "imports:run-list": Door(READ, rows="listing"),
        "imports:run-start": Door(WRITE, _sheet, _workbook),
        "imports:sheet-blank": Door(READ, _sheet),
        "imports:run": Door(READ, _imports, rows="faults"),
        "imports:run-marked": Door(READ, _imports),
        "imports:run-confirm": Door(DEED, _imports),
        "imports:run-discard": Door(DEED, _imports),
    },
    "The work list": {
        "jobs:jobs": Door(READ, rows="dead"),
        "jobs:job-retry": Door(DEED, _job),
    },
    "Calendar and deadlines": {
        "clocks:calendar": Door(READ),
        "clocks:calendar-year": Door(READ, _this_year),
        "clocks:calendar-change-make": Door(WRITE, form=_calendar_days),
        "clocks:calendar-change": Door(READ, _calendar_change, rows="listing"),
        "clocks:reckon": Door(READ),
        "clocks:rule-list": Door(READ, rows="listing"),
        "clocks:rule": Door(READ, _deadline_rule, rows="listing"),
        "clocks:rule-publish": Door(WRITE, form=_new_deadline_rule),
        "clocks:rule-new-version": Door(WRITE, _deadline_rule, _next_deadline_rule),
        "clocks:clock-list": Door(READ, rows="listing"),
    },
    "The API": {
        "projects-api:village-list": Door(DATA, rows="results"),
        "projects-api:village-detail": Door(DATA, _villages),
        "projects-api:village-figures": Door((*DATA, "POST"), _villages, _figure_as_data, rows="results"),
        "projects-api:figure-list": Door(DATA, rows="results"),
        "projects-api:milestone-list": Door(DATA, rows="results"),
        "projects-api:lamp-list": Door(DATA, rows="results"),
        "projects-api:public-fact-list": Door(DATA, rows="results"),
        "accounts-api:token-list": Door(DEED, form=_knock, is_data=True),
        "clocks-api:calendar-detail": Door(DATA, _this_year),
        "clocks-api:calendar-reckon": Door(DATA),
        "approvals-api:approval-list": Door(DATA, rows="results"),
        "approvals-api:approval-detail": Door(DATA, _approvals),
        "approvals-api:approval-vote": Door(DEED, _approvals, _vote, is_data=True),
        "reports-api:edition-list": Door(DATA, rows="results"),
        "reports-api:edition-detail": Door(DATA, _edition),
        "api-schema": Door(READ),
        "api-docs": Door(READ),
    },
    "The roof": {
        "site:overview": Door(READ, rows="villages"),
        "site:todo": Door(READ, rows="items"),
        "site:healthz": Door(READ),
        "site:readyz": Door(READ),
        "site:metrics": Door(READ),
    },
}
SECTIONS |= doors_funding.SECTIONS | doors_integrity.SECTIONS | doors_orders.SECTIONS | doors_relocation.SECTIONS
SECTIONS |= doors_payments.SECTIONS | doors_households.SECTIONS
SECTIONS |= doors_quality.SECTIONS
DOORS = {route: door for doors in SECTIONS.values() for route, door in doors.items()}


def lines_by_section(stage: Stage) -> dict[str, list[Line]]:
    """Every line that docs/powers.md must have, in its order."""
    return {
        section: [line for route, door in doors.items() for line in door.lines(route, list(door.objects(stage)))]
        for section, doors in SECTIONS.items()
    }


def ask(stage: Stage, line: Line, *, turn: int) -> Seen:
    """What comes back. Of the methods that a view does not offer, each column asks for one, by turns."""
    methods = line.method.split()
    door = DOORS[line.route]
    return _ask(stage, door, line, line.method if line.method in door.allows else methods[turn % len(methods)])


def unoffered(stage: Stage) -> Iterator[tuple[str, str, int]]:
    """Every route with every method that its view does not offer, and the status that comes back."""
    for route, door in DOORS.items():
        line = Line(route, "", next(iter(door.objects(stage))))
        for method in door.others:
            yield route, method, _ask(stage, door, line, method).status


def _ask(stage: Stage, door: Door, line: Line, method: str) -> Seen:
    thing = door.objects(stage)[line.object]
    address = reverse(line.route, args=_keys(thing) if door.in_address else [])
    if method == "GET":
        answer = stage.client.get(address)
        return Seen(answer.status_code, _rows(door, answer) if answer.status_code == 200 else None)
    with undone(), _same_cookies(stage):
        if method == "POST" and method in door.allows:
            kind = {"content_type": "application/json"} if door.is_data or "OPTIONS" in door.allows else {}
            return Seen(stage.client.post(address, door.form(stage, thing), **kind).status_code)
        return Seen(stage.client.generic(method, address).status_code)


def _keys(thing: Any) -> list[Any]:
    if isinstance(thing, tuple):
        return list(thing)
    return [] if thing is None else [thing.pk]


@contextmanager
def _same_cookies(stage: Stage) -> Iterator[None]:
    """Whoever signs out or in inside is afterwards who he was."""
    before = copy(stage.client.cookies)
    try:
        yield
    finally:
        stage.client.cookies = before


def _rows(door: Door, answer: Any) -> int | None:
    is_json = answer.headers["Content-Type"].startswith("application/json")
    if not door.rows:
        names = answer.context.keys() if answer.context else ()
        assert not any(_is_page(answer.context[name]) for name in names), f"{door} shows rows: say where"
        return None
    held: Any = answer.json() if is_json else answer.context
    if door.rows not in held:
        return None  # a page that says why there are no rows
    rows = held[door.rows]
    return rows.paginator.count if _is_page(rows) else len(rows)


def _is_page(value: Any) -> bool:
    return isinstance(value, Page)
