"""Reviewing by another person, many at once; showing the results, many at once; giving back; what people object."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from portal.kernel import clock
from portal.kernel.errors import InvalidInput, NotPermitted, WrongState
from relocation import actions
from relocation.actions.agreements import ReviewedByDrafter
from relocation.actions.drafting import SurveyChanged
from relocation.actions.moving import DayNotPossible
from relocation.actions.notices import AnsweredAlready
from relocation.facts import AgreementReviewed, NoticePublished
from relocation.models import AgreementMove, PublicNotice
from tests import world
from tests.relocation import thread


def several(village, count=3, by=world.WHY):
    return [thread.drafted(thread.household(village, f"{number:04}"), by=by) for number in range(1, count + 1)]


def test_many_drafts_are_reviewed_by_another_person(village, elsewhere, acting, deeds):
    thread.adopted_policy(village)
    first, second = acting("relocation_force", village), acting("relocation_force", village, 2)
    drafts = several(village, by=first)
    with pytest.raises(ReviewedByDrafter, match="由您起草，请由其他同志审核"):
        actions.review_agreements(first, village, agreements=drafts)
    with pytest.raises(NotPermitted):
        actions.review_agreements(acting("office", village), village, agreements=drafts)
    with pytest.raises(InvalidInput, match="不全在本点位"):
        actions.review_agreements(world.WHY, elsewhere, agreements=drafts)
    deeds.clear()
    held = actions.review_agreements(second, village, agreements=drafts)
    assert {(each.state, each.reviewed_by) for each in held} == {("reviewed", second.user)}
    assert [type(fact) for fact in deeds[0].facts] == [AgreementReviewed] * 3
    with pytest.raises(WrongState, match="0001户（已审核）"):
        actions.review_agreements(second, village, agreements=drafts)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE relocation_agreement SET reviewed_by_id = drafted_by_id WHERE id = %s", [held[0].pk])


def test_a_survey_that_changed_stops_the_review(village, django_assert_max_num_queries):
    thread.adopted_policy(village)
    home = thread.household(village)
    draft = thread.drafted(home)
    thread.one_more(home)
    with pytest.raises(SurveyChanged, match="0001户的入户调查已有更正"):
        actions.review_agreements(world.WHY, village, agreements=[draft])


def test_results_of_many_are_shown_by_one_notice_and_given_back_with_a_reason(village, deeds):
    policy = thread.adopted_policy(village)
    held = actions.review_agreements(world.WHY, village, agreements=several(village))
    deeds.clear()
    notice = actions.publish_results(
        world.WHY, village, agreements=held, place=thread.PLACE, objections_to=thread.CHANNEL
    )
    assert (notice.kind, notice.days, notice.ends_on) == ("result", 7, clock.today() + timedelta(days=8))
    assert notice.basis == f"《{policy.title}》（{policy.document_no}）（本级）"
    assert notice.title == f"{village}搬迁补偿安置结果公示（3户）"
    assert deeds[0].facts == [NoticePublished(notice.pk, village.pk, "result", notice.published_on, notice.ends_on)]
    assert AgreementMove.objects.filter(notice=notice, verb="notice").count() == 3
    with pytest.raises(InvalidInput):
        actions.return_agreement(world.WHY, held[0], reason="")
    back = actions.return_agreement(world.WHY, held[0], reason="人口有异议，请核对")
    assert (back.state, back.reviewed_by, back.result_notice) == ("draft", None, None)
    assert PublicNotice.objects.filter(kind="result").count() == 1


def test_an_objection_is_written_down_and_answered_once(village):
    thread.adopted_policy(village)
    notice = PublicNotice.objects.get()
    with pytest.raises(InvalidInput):
        actions.record_objection(world.WHY, notice, matter=" ")
    with pytest.raises(DayNotPossible):
        actions.record_objection(world.WHY, notice, matter="标准偏低", received_on=notice.published_on - timedelta(1))
    said = actions.record_objection(world.WHY, notice, matter="标准偏低")
    with pytest.raises(DayNotPossible):
        actions.answer_objection(world.WHY, said, reply="已说明", replied_on=clock.today() + timedelta(days=1))
    answered = actions.answer_objection(world.WHY, said, reply="已入户说明标准的依据")
    assert answered.replied_on == clock.today()
    with pytest.raises(AnsweredAlready):
        actions.answer_objection(world.WHY, said, reply="另答")
