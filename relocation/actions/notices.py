"""结果公示 of many households at once, and what people say against what was put up."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from portal.files.actions import take_file
from portal.files.models import StoredFile
from portal.files.receiving import Received
from portal.kernel.actions import action
from portal.kernel.errors import InvalidInput, WrongState
from portal.kernel.facts import tell
from projects.models import Village
from relocation import permissions
from relocation.actions.moving import day_of, note_agreements
from relocation.actions.together import held_together
from relocation.facts import NoticePublished
from relocation.lifecycle import AGREEMENT
from relocation.models import Agreement, NoticeKind, NoticeObjection, PublicNotice


class AnsweredAlready(WrongState):
    """An answer is given once."""

    sentence = "这条意见已经答复，不能改动。需要补充的，请另行登记一条。"


@action(needs=permissions.PUBLISH_NOTICE)
def publish_results(
    actor: Any,
    village: Village,
    *,
    agreements: Sequence[Agreement],
    place: str,
    objections_to: str,
    published_on: date | None = None,
) -> PublicNotice:
    """Show the results of these households for the days that their terms ask for: one notice, one deed.

    The days are a rule of this house; the longest of the terms concerned holds for the whole sheet.
    """
    held = held_together(village, agreements, AGREEMENT, "notice")
    policies = {agreement.policy_id: agreement.policy for agreement in held}.values()
    day = day_of(published_on, "published_on")
    first = held[0]
    notice = PublicNotice(
        village=village,
        kind=NoticeKind.RESULT,
        title=f"{village}搬迁补偿安置结果公示（{len(held)}户）",
        place=place.strip(),
        published_on=day,
        # The first day is not counted, and nothing moves on: no law speaks of these days.
        ends_on=day + timedelta(days=max(policy.result_notice_days for policy in policies) + 1),
        basis="、".join(f"《{policy.title}》（{policy.document_no}）" for policy in policies)[:190] + "（本级）",
        objections_to=objections_to.strip(),
        published_by=actor.user,
        is_demonstration=any(agreement.is_demonstration for agreement in held),
    )
    notice.save()
    was = first.state
    for agreement in held:
        agreement.state, agreement.result_notice = AGREEMENT.after("notice", agreement.state), notice
    Agreement.objects.bulk_update(held, ["state", "result_notice"])
    note_agreements(held, actor, "notice", was=was, on=day, notice=notice)
    tell(NoticePublished(notice.pk, village.pk, notice.kind, notice.published_on, notice.ends_on))
    return notice


@action(needs=permissions.PUBLISH_NOTICE)
def attach_posting(actor: Any, notice: PublicNotice, *, upload: Received) -> StoredFile:
    """Keep the photo or scan of what was put up."""
    return take_file(actor, notice, upload=upload, owner_label="relocation.notice", owner_key=notice.pk)


@action(needs=permissions.PUBLISH_NOTICE)
def record_objection(
    actor: Any,
    notice: PublicNotice,
    *,
    matter: str,
    received_on: date | None = None,
) -> NoticeObjection:
    """Write down what somebody said against what was put up."""
    if not matter.strip():
        raise InvalidInput(fields={"matter": "请填写意见内容。"})
    objection = NoticeObjection(
        notice=notice,
        received_on=day_of(received_on, "received_on", not_before=notice.published_on),
        matter=matter.strip(),
        recorded_by=actor.user,
        is_demonstration=notice.is_demonstration,
    )
    objection.save()
    return objection


@action(needs=permissions.PUBLISH_NOTICE)
def answer_objection(
    actor: Any, objection: NoticeObjection, *, reply: str, replied_on: date | None = None
) -> NoticeObjection:
    """Write down what was answered; once."""
    objection = NoticeObjection.objects.locked(objection)
    if objection.reply:
        raise AnsweredAlready()
    if not reply.strip():
        raise InvalidInput(fields={"reply": "请填写答复内容。"})
    objection.reply = reply.strip()
    objection.replied_on = day_of(replied_on, "replied_on", not_before=objection.received_on)
    objection.save()
    return objection
