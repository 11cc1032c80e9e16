"""An edition is asked for, frozen, printed; and, once signed, printed again with its 期号."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from portal.jobs.actions import retry_job
from portal.jobs.worklist import hurry, want
from portal.kernel import clock
from portal.kernel.actions import action
from portal.kernel.errors import Refusal, WrongState
from portal.kernel.facts import tell
from portal.kernel.periods import Week
from portal.kernel.permissions import PORTAL, Actor, Portal, System
from portal.reports import rules, selectors
from portal.reports.actions.cycle import begun
from portal.reports.blocks import Stamp, to_json
from portal.reports.composing import Content
from portal.reports.contributions import Scope
from portal.reports.facts import EditionAsked, EditionMade, EditionPrinted, IssuePrinted
from portal.reports.models import Edition, EditionKind, WordedPaper
from portal.reports.permissions import MAKE_EDITION


class WeekStillRuns(Refusal):
    """The cut-off of the week has not passed."""


class WeekBeforeTheFirst(Refusal):
    """The office did not make editions then."""


class WeekNotTold(Refusal):
    """The week has no edition of its own: 停刊, or told with the next one."""


class EditionIsMade(WrongState):
    """One week, one edition; a correction is a later one."""

    sentence = "这一周的专报已经生成，不再重复生成。数据有误的，请在下一期更正。"


@action(needs=MAKE_EDITION)
def ask_for_edition(actor: Actor, target: Portal, *, week: Week) -> int:
    """Put a week's edition on the work list, or call it to the front; the id of its job."""
    _require_due(begun(), week)
    wanted = selectors.wish(week)
    made = selectors.edition_of(week)
    if made is not None and made.is_printed and not selectors.is_waited_for(made):
        raise EditionIsMade()
    if wanted.job is not None and wanted.job.is_dead:
        retry_job(System("有人要求生成专报"), PORTAL, job_id=wanted.job.id)
    job_id = wanted.job.id if wanted.job else want(selectors.WEEKLY_EDITION, str(week))
    hurry(job_id)
    tell(EditionAsked(EditionKind.WEEKLY, str(week)))
    return job_id


def _require_due(settled: rules.Cycle, week: Week) -> None:
    if week in settled.skipped:
        raise WeekNotTold(f"{rules.year_week_text(week)}已定停刊，不生成专报。需要出刊的，请先在专报设置中变更安排。")
    if week in settled.joined:
        raise WeekNotTold(f"{rules.year_week_text(week)}与下一周合刊，不单独生成专报。请在合刊中查看。")
    if not settled.is_due(week, clock.now()):
        raise WeekStillRuns(
            f"{rules.year_week_text(week)}{rules.cut_off_text(settled.cut_off(week)).removeprefix('数据')}，"
            "截数后才能生成专报。请到时再办。"
        )
    if week < settled.first_week:
        raise WeekBeforeTheFirst(
            f"专报从{rules.year_week_text(settled.first_week)}这一周开始生成，没有{rules.year_week_text(week)}的数据。"
        )


@action(needs=MAKE_EDITION)
def make_edition(
    actor: Actor,
    target: Portal,
    *,
    week: Week,
    content: Content,
    code_version: str,
    job_id: int | None = None,
    revision: int = 1,
    stamps: Sequence[Stamp] = (),
    corrects: Edition | None = None,
    reason: str = "",
) -> Edition:
    """Freeze what an edition says and counts. The database lets nobody change it afterwards, and no week have two."""
    scope: Scope = content.scope
    data: dict[str, Any] = content.as_data()
    edition = Edition(
        kind=EditionKind.WEEKLY,
        week=str(week),
        first_week="" if scope.first_week in (None, week) else str(scope.first_week),
        revision=revision,
        village_ids=list(scope.villages),
        cut_off_at=scope.cut_off,
        known_at=scope.known_at,
        data=data,
        data_hash=rules.data_hash(data),
        stamps=[to_json(stamp) for stamp in stamps],
        difference=content.difference,
        corrects=corrects,
        correction_reason=reason,
        code_version=code_version,
        is_demonstration=content.document.is_demonstration,
        job_id=job_id,
    )
    edition.save()
    tell(EditionMade(edition.pk, edition.kind, edition.week, edition.revision, edition.data_hash))
    return edition


@action(needs=MAKE_EDITION)
def keep_paper(actor: Actor, edition: Edition, *, pdf_hash: str, template_version: str) -> Edition:
    """Note under which hash the paper of a 送审稿 is stored; once."""
    edition = Edition.objects.locked(edition)
    if edition.is_printed:
        raise EditionIsMade()
    edition.pdf_hash = pdf_hash
    edition.template_version = template_version
    edition.save(update_fields=["pdf_hash", "template_version"])
    tell(EditionPrinted(edition.pk, pdf_hash))
    return edition


@action(needs=MAKE_EDITION)
def keep_worded_paper(
    actor: Actor, edition: Edition, *, content_hash: str, pdf_hash: str, template_version: str
) -> WordedPaper:
    """Note under which hash a 送审稿 with its words of then is stored; its first paper stays."""
    paper = WordedPaper(
        edition=edition, content_hash=content_hash, pdf_hash=pdf_hash, template_version=template_version
    )
    paper.save()
    tell(EditionPrinted(edition.pk, pdf_hash))
    return paper


@action(needs=MAKE_EDITION)
def keep_issued_paper(
    actor: Actor, edition: Edition, *, pdf_hash: str, office_hash: str, template_version: str
) -> Edition:
    """Note under which hashes the paper with its 期号 and the office's copy of it are stored; once.

    The 送审稿's paper stays as what was signed.
    """
    edition = Edition.objects.locked(edition)
    if edition.issued_hash:
        raise EditionIsMade()
    edition.issued_hash = pdf_hash
    edition.office_hash = office_hash
    edition.issued_template_version = template_version
    edition.save(update_fields=["issued_hash", "office_hash", "issued_template_version"])
    tell(IssuePrinted(edition.pk, pdf_hash, office_hash))
    return edition
