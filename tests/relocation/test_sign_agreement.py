"""sign_agreement: only after the notices, for the sum that was drafted; one call of few statements; kept for ever."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from portal.kernel import clock
from portal.kernel.errors import NotPermitted, WrongState
from relocation import actions
from relocation.actions.signing import PolicyNotAdopted, ResultNoticeRuns, SumChanged
from relocation.facts import AgreementSigned
from relocation.models import AgreementMove
from relocation.selectors.payables import payables
from tests import world
from tests.clock import go_on
from tests.relocation import thread
from tests.relocation.terms import LAST_EARLY_DAY

MOST_STATEMENTS = 15  # with all that listens: funding commits what the signature makes payable


def test_a_signature_is_one_call_of_few_statements_and_takes_the_next_number(village, acting, deeds):
    thread.adopted_policy(village)
    force = acting("relocation_force", village)
    first, second = (thread.noticed(thread.household(village, number)) for number in ("0001", "0002"))
    go_on(timedelta(days=8))
    with pytest.raises(NotPermitted):
        actions.sign_agreement(acting("community", village), first)
    deeds.clear()
    with CaptureQueriesContext(connection) as ran:
        made = actions.sign_agreement(force, first)
    told = [query["sql"] for query in ran.captured_queries]
    # A test runs inside a transaction: where a request begins and commits, here a savepoint opens and closes, and the
    # mark of the deed is taken back. What he may do is read once per request, before the transaction begins.
    begun = next(place for place, sql in enumerate(told) if sql.startswith("SAVEPOINT"))
    assert len(told[begun + 1 : -2]) <= MOST_STATEMENTS, told
    today = clock.today()
    assert (made.state, made.signed_on) == ("signed", today)
    assert made.number == f"兴城改协〔{today.year}〕{village.ordinal}-1号"
    assert actions.sign_agreement(force, second).number.endswith("-2号")
    signature = next(deed for deed in deeds if deed.action == "relocation.sign_agreement")
    assert signature.facts == [
        AgreementSigned(made.pk, village.pk, made.household_id, today, made.before_moving, made.after_vacating)
    ]
    assert AgreementMove.objects.get(agreement=made, verb="sign").moved_on == today
    assert payables([made.pk])[made.pk].number == made.number
    with pytest.raises(WrongState):
        actions.sign_agreement(force, made)


def test_before_the_notices_have_run_it_is_refused_with_the_days(village):
    policy = thread.announced_policy(village)
    agreement = thread.noticed(thread.household(village))
    with pytest.raises(
        PolicyNotAdopted, match=r"公告至.*期满（共30日，今天第0日），现在还不能签订协议。草稿已为您保存"
    ):
        actions.sign_agreement(world.WHY, agreement)
    go_on(timedelta(days=40))
    with pytest.raises(PolicyNotAdopted, match="但方案还没有确定"):
        actions.sign_agreement(world.WHY, agreement)
    actions.adopt_policy(world.WHY, policy, reason="示例会议纪要〔2026〕3号")
    later = thread.noticed(thread.household(village, "0002"))
    go_on(timedelta(days=3))
    with pytest.raises(ResultNoticeRuns, match=r"结果公示至.*期满（共7日，今天第3日），现在还不能签订协议") as refused:
        actions.sign_agreement(world.WHY, later)
    assert refused.value.clause.endswith("（本级）")


def test_on_a_day_of_another_reward_it_is_drafted_anew(village):
    thread.adopted_policy(village)
    agreement = thread.ready(thread.household(village))
    go_on(LAST_EARLY_DAY + timedelta(days=1) - clock.today())
    with pytest.raises(SumChanged, match=r"该户补偿总额比草稿少20,000.00元，不能按原草稿签订"):
        actions.sign_agreement(world.WHY, agreement)


@pytest.mark.database
def test_the_database_keeps_what_was_drafted_and_what_was_signed(village):
    thread.adopted_policy(village)
    draft = thread.drafted(thread.household(village, "0002"))
    made = thread.signed(thread.household(village))
    for key, column in (
        (draft.pk, "before_moving = 1"),
        (draft.pk, "payee_name = 'x'"),
        (draft.pk, "state = 'signed'"),
        (draft.pk, "state = 'noticed'"),
        (made.pk, "number = 'x'"),
        (made.pk, "signed_on = '2020-01-01'"),
        (made.pk, "state = 'draft'"),
    ):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE relocation_agreement SET {column} WHERE id = %s", [key])  # noqa: S608
    for statement in (
        "UPDATE relocation_agreementline SET amount = 1",
        "UPDATE relocation_agreementmove SET moved_on = '2020-01-01'",
        "DELETE FROM relocation_agreementline",
    ):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
