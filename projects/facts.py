"""What projects tells: news of villages and of who may do what in them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from portal.kernel.facts import Fact


@dataclass(frozen=True)
class GrantApproved(Fact):
    grant_id: int
    user_id: int
    village_id: int | None
    role: str


@dataclass(frozen=True)
class GrantEnded(Fact):
    grant_id: int
    user_id: int
    village_id: int | None
    role: str


@dataclass(frozen=True)
class WorkHandedOver(Fact):
    """Every open item of a leaver has a taker."""

    leaver_id: int
    items: int


@dataclass(frozen=True)
class VillageNamed(Fact):
    """A site got a name; ``instead_of`` is the one that it bore, empty at first, and ``basis`` the paper."""

    village_id: int
    name: str
    instead_of: str
    basis: str


@dataclass(frozen=True)
class VillageRegrouped(Fact):
    """A village belongs to another area from a day on; ``from_area_id`` is None when it belonged to none."""

    village_id: int
    from_area_id: int | None
    area_id: int
    since: date


@dataclass(frozen=True)
class MilestonePromised(Fact):
    """A day was promised; ``instead_of`` is the day that it replaces."""

    village_id: int
    milestone_id: int
    kind: str
    promised_on: date
    instead_of: date | None


@dataclass(frozen=True)
class MilestoneReachedReported(Fact):
    """A milestone was reported as reached; ``corrects`` is the row that said so before."""

    village_id: int
    reached_id: int
    kind: str
    reached_on: date
    corrects: int | None = None


@dataclass(frozen=True)
class ResponsibilityAssigned(Fact):
    village_id: int
    responsibility_id: int
    level: str
    matter: str
    organisation_id: int | None
    person_id: int | None
    since: date


@dataclass(frozen=True)
class FigureReported(Fact):
    """Money in fen, everything else in whole units."""

    village_id: int
    report_id: int
    kind: str
    numerator: int
    denominator: int | None
    as_of: datetime


@dataclass(frozen=True)
class FiguresReported(Fact):
    """Many figures were reported as one deed; whoever hears of one (``FigureReported``) has to hear of these."""

    village_ids: tuple[int, ...]
    kinds: tuple[str, ...]
    reports: int


@dataclass(frozen=True)
class FigureNoted(Fact):
    """A figure that the portal counts was explained."""

    village_id: int
    note_id: int
    kind: str


@dataclass(frozen=True)
class FigureCorrected(Fact):
    village_id: int
    report_id: int
    corrects: int
    kind: str
    reason: str


@dataclass(frozen=True)
class PublicFigureRecorded(Fact):
    figure_id: int
    village_id: int | None
    area_id: int | None
    key: str


@dataclass(frozen=True)
class FigureBasisDefined(Fact):
    """What a number counts was defined or put in other words."""

    basis_id: int
    counted: str
    basis: str


@dataclass(frozen=True)
class BackfillWindowSet(Fact):
    """The history before ``went_live_on`` may be entered until ``closes_on``."""

    window_id: int
    went_live_on: date
    closes_on: date


@dataclass(frozen=True)
class BackfillAsked(Fact):
    """Rows of history wait for a second person."""

    backfill_id: int
    village_id: int
    sort: str
    lines: int


@dataclass(frozen=True)
class BackfillEntered(Fact):
    """Two people have agreed and the rows are written."""

    backfill_id: int
    village_id: int
    sort: str
    lines: int


@dataclass(frozen=True)
class FeedbackLeft(Fact):
    feedback_id: int


@dataclass(frozen=True)
class FeedbackAnswered(Fact):
    feedback_id: int


@dataclass(frozen=True)
class FeedbackClosed(Fact):
    feedback_id: int


@dataclass(frozen=True)
class PublicFactsLoaded(Fact):
    """How many rows of the file were new or had changed."""

    villages: int
    areas: int
    figures: int
    milestones: int


@dataclass(frozen=True)
class ProjectsLoaded(Fact):
    """How many projects and ceilings of the public facts were new or had changed."""

    projects: int
    ceilings: int


@dataclass(frozen=True)
class LampProfileAdopted(Fact):
    profile_id: int
    key: str
    starts_on: date


@dataclass(frozen=True)
class OrderProposed(Fact):
    """A matter was put before whoever issues orders; ``source`` and ``source_key`` say what it came from."""

    order_id: int
    village_id: int | None
    kind: str
    source: str
    source_key: str
    owner_id: int
    due_on: date | None


@dataclass(frozen=True)
class OrderIssued(Fact):
    """An order bears its number and stands with its owner."""

    order_id: int
    village_id: int | None
    kind: str
    number: str
    source: str
    source_key: str
    owner_id: int
    due_on: date | None


@dataclass(frozen=True)
class OrderReported(Fact):
    """The owner says with proof what was done."""

    order_id: int
    village_id: int | None
    source: str
    source_key: str


@dataclass(frozen=True)
class OrderReturned(Fact):
    """What was reported is not enough; the order stands with its owner again."""

    order_id: int
    village_id: int | None
    source: str
    source_key: str


@dataclass(frozen=True)
class OrderClosed(Fact):
    """Somebody else than whoever reported found the matter done."""

    order_id: int
    village_id: int | None
    source: str
    source_key: str


@dataclass(frozen=True)
class OrderReopened(Fact):
    """The matter came up again: the same order, the same number, a new day."""

    order_id: int
    village_id: int | None
    source: str
    source_key: str
    due_on: date | None


@dataclass(frozen=True)
class OrderChased(Fact):
    """The owner was urged; nothing else has moved."""

    order_id: int
    village_id: int | None
    source: str
    source_key: str


@dataclass(frozen=True)
class OrderWithdrawn(Fact):
    """A proposal was taken back by whoever made it."""

    order_id: int
    village_id: int | None
    source: str
    source_key: str


@dataclass(frozen=True)
class OrderAnnulled(Fact):
    """A proposal was sent back for good, or an order annulled; the ``number`` that it bore is void and stays."""

    order_id: int
    village_id: int | None
    source: str
    source_key: str
    number: str


@dataclass(frozen=True)
class NumberPatternSet(Fact):
    """A series of papers is numbered in another way from now on."""

    pattern_id: int
    series: str
    pattern: str
