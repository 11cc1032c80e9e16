"""The world in which every cell of docs/powers.md is driven: two villages, two units, and one thing of each kind there.

It is built once; each role then enters as a person of the first unit with that role alone, and leaves no trace.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from django.db import models, transaction
from django.test import Client

from funding.models import Source
from portal.accounts import actions as accounts
from portal.accounts.models import ApiToken, Delegation, Organisation, OrganisationKind, SecondFactor, User
from portal.files import store
from portal.files.actions import take_file
from portal.files.models import FileKind, StoredFile
from portal.files.receiving import receive
from portal.imports.actions import OWNER
from portal.imports.checking import Parsed
from portal.imports.contributions import SHEETS
from portal.imports.lifecycle import RunState
from portal.imports.models import ImportRun
from portal.jobs.lifecycle import JobState
from portal.jobs.models import Job
from portal.kernel import clock
from portal.kernel.periods import SHANGHAI, Period, Week
from portal.kernel.permissions import PORTAL, Person
from portal.reports import actions as reports
from portal.reports.composing import compose
from portal.reports.models import Edition
from portal.reports.selectors import WEEKLY_EDITION, cycle, scope_of
from projects import actions as projects
from projects.lifecycle import OrderState
from projects.models import (
    Backfill,
    BackfillSort,
    Confidence,
    Feedback,
    MilestoneKind,
    MilestoneReached,
    Order,
    OrderKind,
    OrderSource,
    PublicFigure,
    Role,
    RoleGrant,
    Village,
)
from quality.models import Complaint
from relocation.actions import record_household
from tests import world
from tests.accounts.codes import confirmed
from tests.architecture import stage_quality
from tests.architecture.stage_funding import money_of
from tests.architecture.stage_relocation import relocation_of
from tests.clock import stand_at
from tests.funding import money
from tests.imports.books import book, sent
from tests.relocation.surveys import entry

# A Tuesday, so that the last due week is the one before; late in the day, so that a grant can run out in a session.
NOW = datetime(2026, 11, 24, 23, 50, tzinfo=SHANGHAI)
LAST_WEEK = Week(2026, 47)
MADE_WEEK = LAST_WEEK.previous
WHY = world.WHY
REASON, TASK = "测试", "测绘"


class Stage:
    """What stands, whoever is looking. ``user`` is whoever entered; a visitor without account has none."""

    def __init__(self) -> None:
        stand_at(NOW)
        world.seeded()
        self.a, self.b, self.c = (world.village(ordinal) for ordinal in (2, 3, 4))
        self.unit = world.organisation("兴庆区财政局")
        self.far_unit = world.organisation("胜利街街道办事处", OrganisationKind.TOWNSHIP)
        self.colleague = world.person("colleague", "同事", unit=self.unit, phone="13995070001")
        self.stranger = world.person("stranger", "外单位同志", unit=self.far_unit, phone="13995070002")
        self.retired = {"unit": self._retired("retired", self.unit), "foreign": self._retired("gone", self.far_unit)}
        for person in (self.colleague, self.stranger):
            confirmed(person)
        self.delegations = {
            "unit": self._delegation(self.colleague, self.stranger),
            "foreign": self._delegation(self.stranger, self.colleague),
        }
        places = {"A": self.a, "B": self.b, "all": None}
        self.active = {place: self._grant(f"active-{place}", village) for place, village in places.items()}
        self.proposed = {place: self._proposal(f"proposed-{place}", village) for place, village in places.items()}
        here = {"A": self.a, "B": self.b}
        self.figures = {at: world.reported(where, "signed_households", 10, 20) for at, where in here.items()}
        self.reached = {at: self._reached(where) for at, where in here.items()}
        self.public_figures = {at: self._public_figure(where) for at, where in {**here, "all": PORTAL}.items()}
        window = {"went_live_on": clock.today(), "closes_on": clock.today() + timedelta(days=90), "basis": "会议纪要"}
        projects.set_backfill_window(WHY, PORTAL, **window)
        self.backfills = {at: self._backfill(where) for at, where in here.items()}
        self.sources = {at: self._source(at, where) for at, where in {**here, "all": None}.items()}
        self.feedback = {"open": self._feedback(), "answered": self._feedback()}
        projects.answer_feedback(WHY, self.feedback["answered"], answer="测试答复")
        self.orders = {state: self._orders(here, state) for state in OrderState}
        self.edition = self._edition()
        self.scan = self._scan()
        self.job = Job.objects.create(kind=WEEKLY_EDITION, key="2026-W40", state=JobState.DEAD, attempts=8)
        self.tokens = {"unit": self._token(self.colleague), "foreign": self._token(self.stranger)}
        self.imports = {"foreign": self._import(self.colleague)}
        self.relocation = {at: relocation_of(where, NOW) for at, where in here.items()}
        self.money = money_of(self)
        self.households = {at: record_household(WHY, where, entry=entry()) for at, where in here.items()}
        self.boards = {at: stage_quality.board(at, where) for at, where in here.items()}
        self.complaints = {at: self._complaints(where) for at, where in here.items()}
        stage_quality.unnamed(self.a, self.far_unit)
        self.user: Any = None
        self.client = Client()

    @contextmanager
    def entered(self, role: str, village: Village | None, **terms: Any) -> Iterator[None]:
        """Somebody with only this role, there; everything that he is and does is undone when he leaves."""
        with undone():
            self.user = world.person("newcomer", "来人", unit=self.unit)
            # Before any role is granted: whoever then becomes a reader or an administrator could not delegate.
            self.delegations["own"] = self._delegation(self.user, self.colleague)
            grant = world.granted(self.user, role, village, task=TASK, **terms)
            self.tokens["own"] = self._token(self.user)
            self.imports["own"] = self._import(self.user)
            self.complaints["own"] = stage_quality.own(self.a, self.user, self.far_unit)
            self.active["own"] = grant
            self.proposed["own"] = self._propose(self.user, grant.role, self.c)
            self.client = Client()
            self.client.force_login(self.user)
            try:
                yield
            finally:
                self._leave()

    def _leave(self) -> None:
        self.user, self.client = None, Client()
        for things in (self.active, self.proposed, self.delegations, self.tokens, self.imports, self.complaints):
            del things["own"]

    @property
    def people(self) -> dict[str, User]:
        """The person who asks, one of his unit, one of another."""
        return {"own": self.user or self.colleague, "unit": self.colleague, "foreign": self.stranger}

    def offered_factor(self) -> SecondFactor:
        """A second factor that waits for its first code."""
        return accounts.offer_second_factor(Person(self.user), self.user)

    def _token(self, person: User) -> ApiToken:
        """Made past its action, which only the person himself may call, and only with a role."""
        days = {"expires_on": clock.today() + timedelta(days=30)}
        token = ApiToken(user=person, name="取数", secret_hash=person.uid.bytes, tail="abcd", **days)
        models.Model.save_base(token)
        return token

    def _import(self, person: User) -> ImportRun:
        """A sheet with 集体访 of A that was checked; made past its actions, which only who imports may call."""
        row = [self.a.label, "集体访", "0", "", "2026-11-24 18:00", "测试报表", ""]
        names = [column.name for column in SHEETS["projects.figures"].columns]
        told = {"file_name": "周报.xlsx", "rows": 1, "most_rows": 5}
        run = ImportRun(sheet="projects.figures", made_by=person, **told)
        models.Model.save_base(run)
        file = take_file(WHY, PORTAL, upload=sent(book([row])), owner_label=OWNER, owner_key=run.pk, is_sealed=True)
        run.file_uid, run.state = file.uid, RunState.CHECKED
        run.parsed_hash = Parsed("表", names, {}, [(2, row)], [], {2: ""}).kept_for(run, owner="test")
        models.Model.save_base(run)
        return run

    def _retired(self, username: str, unit: Organisation) -> User:
        return accounts.deactivate_person(WHY, world.person(username, unit=unit))

    def _delegation(self, principal: User, deputy: User) -> Delegation:
        days = Period(clock.today(), clock.today() + timedelta(days=30))
        return accounts.delegate(WHY, principal, deputy=deputy, days=days, document="委托书")

    def _grant(self, username: str, village: Village | None) -> RoleGrant:
        return world.granted(world.person(username, unit=self.far_unit), "department", village)

    def _proposal(self, username: str, village: Village | None) -> RoleGrant:
        return self._propose(world.person(username, unit=self.far_unit), Role.objects.get(key="department"), village)

    def _propose(self, user: User, role: Role, village: Village | None) -> RoleGrant:
        end = clock.today() + timedelta(days=60)
        return projects.propose_grant(
            WHY,
            village or PORTAL,
            user=user,
            role=role,
            starts_on=clock.today(),
            expires_on=end,
            document="测试通知",
            task=TASK,
        )

    def _reached(self, village: Village) -> MilestoneReached:
        return projects.report_milestone_reached(
            WHY, village, kind=MilestoneKind.CEREMONY, reached_on=clock.today(), source="现场照片"
        )

    def _public_figure(self, target: Any) -> PublicFigure:
        return projects.record_public_figure(
            WHY, target, key="test", label="测试事项", value="约300户", source="测试刊物", confidence=Confidence.AGREED
        )

    def _source(self, name: str, village: Village | None) -> Source:
        """A source with one lot, of one village's project or of all; that of A was used once."""
        made, by = money.source(f"专项借款{name}", village=village), (self.colleague.pk, self.stranger.pk)
        money.received(made, 1000, by=by)
        if village == self.a:
            money.paid(made, self.a, 100, by=by)
        return made

    def _backfill(self, village: Village) -> Backfill:
        line = {"key": "main_structure", "effective_on": clock.today() - timedelta(days=90), "source": "台账"}
        lines = [{**line, "numerator": 1, "denominator": 30}]
        return projects.ask_backfill(WHY, village, sort=BackfillSort.FIGURE, document="会议纪要", lines=lines)

    def _orders(self, here: dict[str, Village], state: OrderState) -> dict[str, Order]:
        """One in each village, that of B another unit's; made past its actions, which take the hands of several."""
        return {at: self._order(where, self.unit if at == "A" else self.far_unit, state) for at, where in here.items()}

    def _order(self, village: Village, owner: Organisation, state: OrderState) -> Order:
        order = Order(
            kind=OrderKind.ORDER,
            village=village,
            matter="围挡破损",
            demand="修复围挡",
            source=OrderSource.MEETING,
            owner=owner,
            due_on=clock.today() + timedelta(days=5),
            state=state,
            proposed_by=self.stranger,
        )
        if state is not OrderState.PROPOSED:
            order.number, order.issued_at, order.issued_by = f"{village.pk}-{state}", clock.now(), self.colleague
        if state is OrderState.CLOSED:
            order.closed_at = clock.now()
        models.Model.save_base(order)
        return order

    def _feedback(self) -> Feedback:
        return projects.leave_feedback(WHY, PORTAL, text="测试意见")

    def _complaints(self, village: Village) -> dict[str, Complaint]:
        unit = self.unit if village == self.a else self.far_unit
        return stage_quality.course(village, unit=unit, other=self.far_unit, by=self.stranger)

    def _scan(self) -> StoredFile:
        """A paper that belongs to the edition."""
        sheet = receive(b"%PDF-1.7\n%%EOF\n", name="签发单.pdf", kind=FileKind.DOCUMENT, today=clock.today())
        return take_file(WHY, PORTAL, upload=sheet, owner_label="reports.edition", owner_key=self.edition.pk)

    def _edition(self) -> Edition:
        settled = cycle()
        assert settled is not None
        content = compose(scope_of(MADE_WEEK, settled))
        made = reports.make_edition(WHY, PORTAL, week=MADE_WEEK, content=content, code_version="test")
        digest = store.put(b"%PDF-1.7\n%%EOF\n", owner="test")
        return reports.keep_paper(WHY, made, pdf_hash=digest, template_version="test")


@contextmanager
def undone() -> Iterator[None]:
    """What happens inside never happened; what wants a transaction of its own has it, as in any test of Django's."""
    outer = transaction.atomic()
    outer._from_testcase = True
    with outer:
        yield
        transaction.set_rollback(True)
