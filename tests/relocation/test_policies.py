"""Terms: drafted with clauses, announced for the days of the law, frozen, adopted by another person."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection, transaction
from django.db.utils import IntegrityError

from portal.kernel import clock
from portal.kernel.errors import InvalidInput, NotPermitted, WrongState
from relocation import actions
from relocation.actions.policies import AdoptedByDrafter, PlanNoticeRuns, TermsRefused
from relocation.facts import NoticePublished, PolicyMoved
from relocation.models import PolicyMove, PolicyVersion, PublicNotice
from relocation.policy import hash_of_terms
from tests import world
from tests.clock import go_on, stand_at
from tests.relocation import thread
from tests.relocation.terms import TERMS, terms


def test_the_next_version_is_drafted_with_its_entry(village, acting, deeds):
    force = acting("relocation_force", village)
    deeds.clear()
    first = thread.drafted_policy(village, by=force)
    second = thread.drafted_policy(village)
    assert (first.version, first.state, first.drafted_by, second.version) == (1, "draft", force.user, 2)
    assert str(first) == "示例村征地补偿安置方案（第1版）"
    assert deeds[0].facts == [PolicyMoved(first.pk, village.pk, "draft")]
    assert {change.table for change in deeds[0].changes} == {"relocation.policyversion", "relocation.policymove"}
    with pytest.raises(NotPermitted):
        thread.drafted_policy(village, by=acting("office", village))


def test_terms_that_are_none_are_refused_with_their_step(village):
    with pytest.raises(TermsRefused) as refused:
        thread.drafted_policy(village, terms=terms(moving={"clause": ""}))
    assert "第2项“搬迁费”：请填写依据的条款" in refused.value.fields["terms"]


def test_announcing_freezes_them_and_lets_the_days_of_the_law_run(village, acting, deeds):
    stand_at(clock.now().replace(year=2026, month=11, day=3, hour=4))
    policy = thread.drafted_policy(village)
    office = acting("office", village)
    deeds.clear()
    notice = actions.announce_policy(
        office, policy, place="村委会", registration="公告期内到村委会登记", objections_to="村委会"
    )
    policy.refresh_from_db()
    assert (policy.state, policy.terms_hash) == ("announced", hash_of_terms(TERMS))
    assert (notice.last_day, notice.days, notice.kind) == (date(2026, 12, 3), 30, "plan")
    assert [type(fact) for fact in deeds[0].facts] == [PolicyMoved, NoticePublished]
    with pytest.raises(WrongState):
        actions.revise_policy(world.WHY, policy, title="改", document_no="改", terms=TERMS, result_notice_days=3)


def test_adopting_waits_for_the_notice_and_for_another_person(village, acting):
    stand_at(clock.now().replace(year=2026, month=11, day=3, hour=4))
    force = acting("relocation_force", village)
    policy = thread.announced_policy(village)
    go_on(timedelta(days=17))
    office = acting("office", village)
    with pytest.raises(PlanNoticeRuns, match=r"公告至12月3日期满（共30日，今天第17日），现在还不能确定方案") as refused:
        actions.adopt_policy(office, policy, reason="纪要1号")
    assert "第四十七条" in refused.value.clause
    go_on(timedelta(days=13))
    with pytest.raises(PlanNoticeRuns):  # the last day is still inside
        actions.adopt_policy(office, policy, reason="纪要1号")
    go_on(timedelta(days=1))
    with pytest.raises(InvalidInput):
        actions.adopt_policy(office, policy, reason=" ")
    with pytest.raises(NotPermitted):
        actions.adopt_policy(force, policy, reason="纪要1号")
    adopted = actions.adopt_policy(office, policy, reason="纪要1号")
    assert (adopted.state, adopted.adopted_by, adopted.adopted_on) == ("adopted", office.user, date(2026, 12, 4))
    verbs = PolicyMove.objects.filter(policy=policy).order_by("pk").values_list("verb", "to_state")
    assert list(verbs) == [("draft", "draft"), ("announce", "announced"), ("adopt", "adopted")]


def test_a_drafter_with_both_powers_does_not_adopt(village):
    person = world.person("both-hats")
    for role in ("relocation_force", "office"):
        world.granted(person, role, village)
    both = world.actor(person)
    policy = thread.announced_policy(village)
    mine = thread.drafted_policy(village, by=both)
    actions.announce_policy(both, mine, place="村委会", registration="登记", objections_to="村委会")
    go_on(timedelta(days=40))
    with pytest.raises(AdoptedByDrafter, match="由您拟订，请由其他同志审定"):
        actions.adopt_policy(both, mine, reason="纪要1号")
    assert actions.adopt_policy(both, policy, reason="纪要1号").state == "adopted"


def test_what_nobody_adopted_is_withdrawn_with_a_reason(village, deeds):
    policy = thread.drafted_policy(village)
    with pytest.raises(InvalidInput):
        actions.withdraw_policy(world.WHY, policy, reason="")
    deeds.clear()
    assert actions.withdraw_policy(world.WHY, policy, reason="与上级文件不一致").state == "withdrawn"
    assert deeds[-1].reason == "与上级文件不一致"
    with pytest.raises(WrongState):
        actions.announce_policy(world.WHY, policy, place="村委会", registration="登记", objections_to="村委会")


def test_a_draft_is_revised(village):
    policy = thread.drafted_policy(village)
    more = terms(moving={"amount": "2500"})
    revised = actions.revise_policy(
        world.WHY, policy, title=policy.title, document_no="示例〔2026〕2号", terms=more, result_notice_days=5
    )
    assert (revised.terms, revised.result_notice_days, revised.document_no) == (more, 5, "示例〔2026〕2号")


@pytest.mark.database
def test_the_database_keeps_announced_terms_and_notices(village):
    policy = thread.announced_policy(village)
    notice = PublicNotice.objects.get(policy=policy)
    for table, row, column in (
        (PolicyVersion, policy, "title = 'x'"),
        (PolicyVersion, policy, "terms = '{}'"),
        (PolicyVersion, policy, "state = 'draft'"),
        (PublicNotice, notice, "place = 'x'"),
    ):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE {table._meta.db_table} SET {column} WHERE id = %s", [row.pk])  # noqa: S608
