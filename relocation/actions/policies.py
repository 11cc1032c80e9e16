"""补偿安置方案: drafted, announced for the days that the law asks for, adopted by another person."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from portal.clocks.selectors import reckon, rule_in_force
from portal.kernel.actions import action
from portal.kernel.errors import InvalidInput, Refusal
from portal.kernel.facts import tell
from projects.actions.recording import recording
from projects.models import Village
from relocation import permissions, rules
from relocation.actions.moving import day_of, note_policy, today
from relocation.facts import NoticePublished, PolicyMoved
from relocation.lifecycle import POLICY
from relocation.models import NoticeKind, PolicyVersion, PublicNotice
from relocation.policy import BadTerms, hash_of_terms, read_terms


class TermsRefused(InvalidInput):
    """The drafted terms are no set of terms; the sentences name the steps."""


class PlanNoticeRuns(Refusal):
    """The notice of the terms has not run its days yet (土地管理法 47, 590号令 10)."""


class AdoptedByDrafter(Refusal):
    """Whoever drafted terms does not adopt them."""


class NoNoticeRule(Refusal):
    """Nobody published how long terms must be announced."""


@action(needs=permissions.DRAFT_POLICY)
def draft_policy(
    actor: Any,
    village: Village,
    *,
    land_type: str,
    title: str,
    document_no: str,
    terms: Any,
    result_notice_days: int,
    is_demonstration: bool = False,
    drafted_on: date | None = None,
) -> PolicyVersion:
    """Draft the next version of the terms of a village for one kind of land."""
    village = Village.objects.locked(village)
    require_terms(terms)
    last = PolicyVersion.objects.filter(village=village, land_type=land_type).order_by("-version").first()
    policy = PolicyVersion(
        village=village,
        land_type=land_type,
        version=last.version + 1 if last else 1,
        title=title.strip(),
        document_no=document_no.strip(),
        terms=terms,
        result_notice_days=result_notice_days,
        drafted_by=actor.user,
        **recording(None, is_demonstration=is_demonstration),
    )
    policy.save()
    _moved(policy, actor, "draft", was="", on=day_of(drafted_on, "drafted_on"))
    return policy


@action(needs=permissions.DRAFT_POLICY)
def revise_policy(
    actor: Any, policy: PolicyVersion, *, title: str, document_no: str, terms: Any, result_notice_days: int
) -> PolicyVersion:
    """Change terms that nobody has announced yet."""
    policy = PolicyVersion.objects.locked(policy)
    POLICY.after("announce", policy.state)
    require_terms(terms)
    policy.title, policy.document_no = title.strip(), document_no.strip()
    policy.terms, policy.result_notice_days = terms, result_notice_days
    policy.save()
    tell(PolicyMoved(policy.pk, policy.village_id, "revise"))
    return policy


@action(needs=permissions.PUBLISH_NOTICE)
def announce_policy(
    actor: Any,
    policy: PolicyVersion,
    *,
    place: str,
    registration: str,
    objections_to: str,
    published_on: date | None = None,
) -> PublicNotice:
    """Put the terms up: from now on they are frozen, and the days of the law run by the working calendar."""
    policy = PolicyVersion.objects.locked(policy)
    was, policy.state = policy.state, POLICY.after("announce", policy.state)
    require_terms(policy.terms)
    day = day_of(published_on, "published_on")
    policy.terms_hash = hash_of_terms(policy.terms)
    policy.save()
    notice = PublicNotice(
        village_id=policy.village_id,
        kind=NoticeKind.PLAN,
        policy=policy,
        title=f"{policy.title}公告",
        place=place.strip(),
        published_on=day,
        ends_on=plan_notice_due(policy.land_type, day) + timedelta(days=1),
        basis=rules.PLAN_NOTICE_CLAUSES[policy.land_type],
        registration=registration.strip(),
        objections_to=objections_to.strip(),
        published_by=actor.user,
        is_demonstration=policy.is_demonstration,
    )
    notice.save()
    _moved(policy, actor, "announce", was=was, on=day)
    tell(NoticePublished(notice.pk, notice.village_id, notice.kind, notice.published_on, notice.ends_on))
    return notice


@action(needs=permissions.ADOPT_POLICY)
def adopt_policy(
    actor: Any,
    policy: PolicyVersion,
    *,
    reason: str,
    adopted_on: date | None = None,
) -> PolicyVersion:
    """Fix the terms after their notice, by another person than their drafter; ``reason`` names the meeting or paper."""
    policy = PolicyVersion.objects.locked(policy)
    was, policy.state = policy.state, POLICY.after("adopt", policy.state)
    if actor.user is not None and policy.drafted_by_id == actor.user.pk:
        raise AdoptedByDrafter("这一版方案由您拟订，请由其他同志审定。", clause=rules.OWN_REVIEW_CLAUSE)
    if not reason.strip():
        raise InvalidInput(fields={"reason": "请写明审定的会议或者批准文件。"})
    day = day_of(adopted_on, "adopted_on")
    notice = PublicNotice.objects.get(policy=policy)
    if not notice.is_over(day):
        ends = rules.notice_words(notice.last_day, notice.days, notice.day_of(day))
        raise PlanNoticeRuns(
            f"《{policy.title}》公告{ends}，现在还不能确定方案。期满后请再办理审定。",
            clause=rules.PLAN_NOTICE_CLAUSES[policy.land_type],
        )
    policy.adopted_by, policy.adopted_on = actor.user, day
    policy.save()
    _moved(policy, actor, "adopt", was=was, on=day, reason=reason)
    return policy


@action(needs=permissions.DRAFT_POLICY)
def withdraw_policy(actor: Any, policy: PolicyVersion, *, reason: str) -> PolicyVersion:
    """Give up terms that were not adopted."""
    policy = PolicyVersion.objects.locked(policy)
    was, policy.state = policy.state, POLICY.after("withdraw", policy.state)
    if not reason.strip():
        raise InvalidInput(fields={"reason": "请写明撤回的原因。"})
    policy.save()
    _moved(policy, actor, "withdraw", was=was, on=today(), reason=reason)
    return policy


def require_terms(terms: Any) -> None:
    """Raises TermsRefused with all that is wrong."""
    try:
        read_terms(terms)
    except BadTerms as refused:
        raise TermsRefused(fields={"terms": " ".join(refused.sentences)}) from refused


def plan_notice_due(land_type: str, published_on: date) -> date:
    """The last day of the notice of terms, by the rule in force and the working calendar. Raises NoNoticeRule."""
    rule = rule_in_force(rules.PLAN_NOTICE_RULES[land_type])
    if rule is None:
        raise NoNoticeRule("方案公告的期限规则还没有启用，不能公告。请由指挥部办公室在“期限规则”中启用后再办。")
    return reckon(published_on, rule.term, is_local=rule.applies_regional).due_on


def _moved(policy: PolicyVersion, actor: Any, verb: str, *, was: str, on: date, reason: str = "") -> None:
    note_policy(policy, actor, verb, was=was, on=on, reason=reason.strip())
    tell(PolicyMoved(policy.pk, policy.village_id, verb))
