"""Changes of editions and of their cycle."""

from __future__ import annotations

from typing import Any

from portal.jobs.actions import retry_job
from portal.jobs.selectors import job
from portal.jobs.worklist import hurry, want
from portal.kernel import clock
from portal.kernel.actions import action
from portal.kernel.errors import Refusal, WrongState
from portal.kernel.facts import tell
from portal.kernel.periods import Week
from portal.kernel.permissions import PORTAL, Actor, Portal, System
from portal.reports import rules
from portal.reports.composing import Content
from portal.reports.contributions import Scope
from portal.reports.facts import EditionAsked, EditionMade, EditionPrinted, ReportsBegun
from portal.reports.models import Edition, EditionKind, ReportSettings
from portal.reports.permissions import MAKE_EDITION, SET_REPORTS
from portal.reports.selectors import WEEKLY_EDITION, cycle


class ReportsHaveBegun(WrongState):
    """The cycle is set once; the office changes it, never restarts it."""

    sentence = "专报周期已经设置，不能重新启用。"


class ReportsNotBegun(WrongState):
    """Nothing is due before the portal was set up."""

    sentence = "专报还没有启用，暂不能生成。请系统管理员先完成系统初始化。"


class WeekStillRuns(Refusal):
    """The cut-off of the week has not passed."""


class WeekBeforeTheFirst(Refusal):
    """The office did not make editions then."""


class EditionIsMade(WrongState):
    """One week, one edition; a correction is a later one."""

    sentence = "这一周的专报已经生成，不再重复生成。数据有误的，请在下一期更正。"


@action(needs=SET_REPORTS)
def begin_reports(actor: Actor, target: Portal, *, first_week: Week | None = None) -> ReportSettings:
    """Start the cycle of weekly editions; the last step of setting up, after everything that is known was recorded.

    Without ``first_week`` it is the last week whose cut-off has passed.
    """
    if ReportSettings.objects.exists():
        raise ReportsHaveBegun()
    now = clock.now()
    first = first_week or rules.Cycle(Week.of(now.date()), now).last_due(now)
    row = ReportSettings(first_week=str(first), knows_from=now)
    row.save(force_insert=True)
    tell(ReportsBegun(row.first_week, row.knows_from))
    return row


@action(needs=MAKE_EDITION)
def ask_for_edition(actor: Actor, target: Portal, *, week: Week) -> int:
    """Put a week's edition on the work list, or call it to the front; the id of its job."""
    settled = cycle()
    if settled is None:
        raise ReportsNotBegun()
    if not settled.is_due(week, clock.now()):
        raise WeekStillRuns(
            f"{week}（{rules.week_text(week)}）{rules.cut_off_text(settled.cut_off(week)).removeprefix('数据')}，"
            "截数后才能生成专报。请到时再办。"
        )
    if week < settled.first_week:
        raise WeekBeforeTheFirst(f"专报从{settled.first_week}这一周开始生成，没有{week}这一周的数据。")
    if Edition.objects.filter(kind=EditionKind.WEEKLY, week=str(week)).exclude(pdf_hash="").exists():
        raise EditionIsMade()
    standing = job(WEEKLY_EDITION, str(week))
    if standing is not None and standing.is_dead:
        retry_job(System("有人要求生成专报"), PORTAL, job_id=standing.id)
    job_id = want(WEEKLY_EDITION, str(week))
    hurry(job_id)
    tell(EditionAsked(EditionKind.WEEKLY, str(week)))
    return job_id


@action(needs=MAKE_EDITION)
def make_edition(
    actor: Actor, target: Portal, *, week: Week, content: Content, code_version: str, job_id: int | None = None
) -> Edition:
    """Freeze what an edition says and counts. The database lets nobody change it afterwards, and no week have two."""
    scope: Scope = content.scope
    data: dict[str, Any] = content.as_data()
    edition = Edition(
        kind=EditionKind.WEEKLY,
        week=str(week),
        village_ids=list(scope.villages),
        cut_off_at=scope.cut_off,
        known_at=scope.known_at,
        data=data,
        data_hash=rules.data_hash(data),
        code_version=code_version,
        is_demonstration=content.document.is_demonstration,
        job_id=job_id,
    )
    edition.save()
    tell(EditionMade(edition.pk, edition.kind, edition.week, edition.revision, edition.data_hash))
    return edition


@action(needs=MAKE_EDITION)
def keep_paper(actor: Actor, edition: Edition, *, pdf_hash: str, template_version: str) -> Edition:
    """Note under which hash the paper of an edition is stored; once."""
    edition = Edition.objects.locked(edition)
    if edition.is_printed:
        raise EditionIsMade()
    edition.pdf_hash = pdf_hash
    edition.template_version = template_version
    edition.save(update_fields=["pdf_hash", "template_version"])
    tell(EditionPrinted(edition.pk, pdf_hash))
    return edition
