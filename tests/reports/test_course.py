"""送审 → 核稿 → 签发 by three people: what each may do, what is refused, and what stands afterwards."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from portal.accounts.actions import delegate
from portal.approvals.actions import cast_vote
from portal.approvals.lifecycle import Choice
from portal.approvals.selectors import approval
from portal.jobs.models import Job
from portal.kernel.errors import BrokenInvariant, NotPermitted, Refusal, WrongState
from portal.kernel.periods import Period
from portal.reports import actions, selectors
from portal.reports.facts import EditionIssued
from portal.reports.lifecycle import EditionState
from portal.reports.models import Edition, EditionStep
from tests import world
from tests.clock import go_on
from tests.projects import sql
from tests.reports.conftest import FIRST_WEEK, SYSTEM, Hands, everywhere, frozen, printed, reprinted


def state(edition: Edition) -> str:
    return Edition.objects.get(pk=edition.pk).state


def test_three_people_bring_a_draft_to_its_issue(hands: Hands, deeds: list[Any]) -> None:
    edition = hands.submitted(printed())
    assert state(edition) == EditionState.SUBMITTED
    actions.check_edition(hands.checker, edition)
    assert state(edition) == EditionState.CHECKED
    issued = actions.sign_edition(hands.signer, edition)
    assert (issued.state, issued.number_text, issued.number_year, issued.number) == (
        EditionState.ISSUED, "2026年第1期", 2026, 1,
    )  # fmt: skip
    assert issued.issued_on == date(2026, 11, 23)
    assert issued.signatory == hands.signer.user.name
    assert [fact for deed in deeds for fact in deed.facts if isinstance(fact, EditionIssued)] == [
        EditionIssued(issued.pk, "2026-W47", 1, "2026年第1期", issued.data_hash)
    ]


def test_each_step_is_a_row_with_who_and_when(hands: Hands) -> None:
    edition = hands.issued(printed())
    steps = selectors.course_of(edition)
    assert [(step.word, step.who) for step in steps] == [
        ("生成送审稿", "系统"),
        ("送审", hands.submitter.user.name),
        ("核稿", hands.checker.user.name),
        ("签发", hands.signer.user.name),
    ]
    assert [step.at for step in steps] == sorted(step.at for step in steps)


def test_the_paper_with_its_number_is_wanted_when_it_is_signed_and_not_before(hands: Hands) -> None:
    edition = hands.checked(printed())
    assert not Job.objects.filter(kind="issue_paper").exists()
    actions.sign_edition(hands.signer, edition)
    assert Job.objects.get(kind="issue_paper").key == str(edition.pk)


def test_whoever_submitted_neither_checks_nor_signs(hands: Hands) -> None:
    both = world.actor(hands.submitter.user)
    edition = hands.submitted(printed())
    with pytest.raises(Refusal, match="请由其他同志") as refused:
        actions.check_edition(both, edition)
    assert hands.checker.user.name in str(refused.value)
    world.granted(hands.submitter.user, "commander")
    actions.check_edition(hands.checker, edition)
    with pytest.raises(Refusal, match="请由其他同志"):
        actions.sign_edition(world.actor(hands.submitter.user), edition)
    assert state(edition) == EditionState.CHECKED


def test_whoever_checked_does_not_sign(hands: Hands) -> None:
    edition = hands.checked(printed())
    world.granted(hands.checker.user, "commander")
    with pytest.raises(Refusal, match="请由其他同志"):
        actions.sign_edition(world.actor(hands.checker.user), edition)
    assert state(edition) == EditionState.CHECKED


@pytest.mark.database
@pytest.mark.parametrize(
    ("column", "of", "saying"),
    [
        ("checked_by_id", "submitted_by_id", "送审人不能核稿"),
        ("signed_by_id", "submitted_by_id", "edition_"),
        ("signed_by_id", "checked_by_id", "edition_"),
    ],
)
def test_the_database_keeps_the_three_apart(hands: Hands, column: str, of: str, saying: str) -> None:
    edition = hands.checked(printed())
    statement = f"UPDATE reports_edition SET {column} = {of} WHERE id = %s"  # noqa: S608
    name = saying if saying.startswith("edition_") else "edition_is_checked_by_another"
    sql.is_refused(statement, edition.pk, saying=name)


@pytest.mark.database
@pytest.mark.parametrize("leap", ["checked", "issued"])
def test_the_database_lets_no_step_be_left_out(hands: Hands, leap: str) -> None:
    edition = printed()
    sql.is_refused(
        "UPDATE reports_edition SET state = %s, submitted_by_id = %s, checked_by_id = %s WHERE id = %s",
        leap,
        hands.submitter.user.pk,
        hands.checker.user.pk,
        edition.pk,
        saying="专报须依次送审、核稿、签发",
    )


@pytest.mark.parametrize("role", ["liaison", "site_leader", "auditor", "department"])
def test_who_is_not_of_the_chain_takes_no_step(hands: Hands, role: str) -> None:
    other = everywhere(role)
    edition = printed()
    with pytest.raises(NotPermitted):
        actions.submit_edition(other, edition)
    hands.submitted(edition)
    with pytest.raises(NotPermitted):
        actions.check_edition(other, edition)
    with pytest.raises(NotPermitted):
        actions.send_back_edition(other, edition, reason="请补充")


def test_the_commander_does_not_check_and_the_office_does_not_sign(hands: Hands) -> None:
    edition = hands.submitted(printed())
    with pytest.raises(NotPermitted):
        actions.check_edition(hands.signer, edition)
    actions.check_edition(hands.checker, edition)
    with pytest.raises(NotPermitted):
        actions.sign_edition(hands.submitter, edition)


def test_the_portal_itself_answers_for_nothing(hands: Hands) -> None:
    edition = printed()
    with pytest.raises(NotPermitted, match="须由本人"):
        actions.submit_edition(SYSTEM, edition)
    hands.submitted(edition)
    with pytest.raises(NotPermitted):
        actions.check_edition(SYSTEM, edition)


def test_a_deputy_signs_for_the_commander_and_both_names_stand(hands: Hands) -> None:
    deputy = world.holder("site_leader", username="fuzhi")
    today = date(2026, 11, 23)
    delegate(world.WHY, hands.signer.user, deputy=deputy, days=Period(today, today + timedelta(days=10)), document="函")
    issued = actions.sign_edition(world.actor(deputy), hands.checked(printed()))
    assert issued.signatory == deputy.name
    step = EditionStep.objects.get(edition=issued, verb="sign")
    assert (step.by_id, step.on_behalf_of_id) == (deputy.pk, hands.signer.user.pk)


def test_a_deputy_of_the_submitter_does_not_check(hands: Hands) -> None:
    deputy = world.holder("site_leader", username="daili")
    today = date(2026, 11, 23)
    edition = hands.submitted(printed())
    delegate(
        world.WHY, hands.submitter.user, deputy=deputy, days=Period(today, today + timedelta(days=10)), document="函"
    )
    with pytest.raises(Refusal, match="请由其他同志"):
        actions.check_edition(world.actor(deputy), edition)


def test_a_draft_without_its_paper_is_not_submitted(hands: Hands) -> None:
    with pytest.raises(WrongState, match="PDF还没有生成"):
        hands.submitted(frozen())


@pytest.mark.parametrize("at_stage", ["check", "sign"])
def test_it_is_sent_back_with_a_reason_and_goes_its_way_again(hands: Hands, at_stage: str) -> None:
    edition = hands.submitted(printed()) if at_stage == "check" else hands.checked(printed())
    back = hands.checker if at_stage == "check" else hands.signer
    with pytest.raises(Refusal, match="请写明"):
        actions.send_back_edition(back, edition, reason=" ")
    actions.send_back_edition(back, edition, reason="请补充电梯到货情况")
    again = Edition.objects.get(pk=edition.pk)
    assert (again.state, again.submitted_by, again.checked_by) == (EditionState.DRAFT, None, None)
    last = selectors.course_of(again)[-1]
    assert (last.word, last.who, last.reason) == ("退回", back.user.name, "请补充电梯到货情况")
    assert hands.issued(again).number == 1


def test_whoever_submitted_takes_it_back(hands: Hands) -> None:
    edition = hands.submitted(printed())
    with pytest.raises(NotPermitted):
        actions.recall_edition(hands.checker, edition, reason="再核一下")
    actions.recall_edition(hands.submitter, edition, reason="再核一下")
    assert state(edition) == EditionState.DRAFT


def test_a_vote_on_the_page_of_approvals_is_the_same_step(hands: Hands) -> None:
    edition = hands.submitted(printed())
    standing = selectors.approval_of(edition)
    assert standing
    cast_vote(hands.checker, approval(standing.id), choice=Choice.APPROVE)
    assert state(edition) == EditionState.CHECKED
    cast_vote(hands.signer, approval(standing.id), choice=Choice.APPROVE)
    assert Edition.objects.get(pk=edition.pk).number_text == "2026年第1期"


def test_nobody_signs_what_he_has_not_seen(hands: Hands) -> None:
    edition = printed()
    seen = selectors.digest_of_edition(edition)
    hands.submitted(edition)
    actions.write_words(hands.checker, edition, kind="note", text="请阅。")
    with pytest.raises(WrongState, match="有变化"):
        actions.check_edition(hands.checker, edition, seen_digest=seen)
    assert state(edition) == EditionState.SUBMITTED


def test_what_is_issued_takes_no_further_step_and_says_so_as_the_office_does(hands: Hands) -> None:
    edition = hands.issued(printed())
    said = "2026年第1期专报已于11月23日签发，不能改动。数据有误的，请在第2期更正，系统会自动注明原数、现数和原因。"
    for act in (
        lambda: actions.sign_edition(hands.signer, edition),
        lambda: actions.check_edition(hands.checker, edition),
        lambda: actions.submit_edition(hands.submitter, edition),
        lambda: actions.void_edition(hands.submitter, edition, reason="数据有误"),
        lambda: actions.write_words(hands.checker, edition, kind="note", text="请阅。"),
        lambda: actions.recall_edition(hands.submitter, edition, reason="数据有误"),
    ):
        with pytest.raises(WrongState) as refused:
            act()
        assert refused.value.sentence == said
    assert Edition.objects.get(pk=edition.pk).number == 1


FIGURES_SAY = "专报内容生成后不能改动"


@pytest.mark.parametrize("reached", ["submitted", "checked", "issued"])
def test_figures_are_altered_by_nobody_at_any_step(hands: Hands, reached: str) -> None:
    """Through the model inside an action, and by a statement: refused with a sentence, and nothing has moved."""
    edition = getattr(hands, reached)(printed())
    before = Edition.objects.get(pk=edition.pk)
    altered = {**before.data, "figures": []}
    sql.is_refused(
        "UPDATE reports_edition SET data = jsonb_set(data, '{figures}', '[]') WHERE id = %s",
        edition.pk,
        saying=FIGURES_SAY,
    )
    with pytest.raises(BrokenInvariant, match=FIGURES_SAY):
        alter(SYSTEM, before, data=altered)
    assert Edition.objects.get(pk=edition.pk).data["figures"] != []


def alter(actor: Any, edition: Edition, **values: Any) -> None:
    """What a careless programmer might add: an action that writes into a frozen edition."""
    from portal.kernel.deeds import Deed, running

    token = running.set(Deed("tests.alter", actor, edition, cause=None))
    try:
        from django.db import IntegrityError, transaction

        from portal.kernel.db import sentence_of

        with transaction.atomic():
            for name, value in values.items():
                setattr(edition, name, value)
            edition.save()
    except IntegrityError as error:
        raise sentence_of(error) from error
    finally:
        running.reset(token)


@pytest.mark.database
@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("number", 7), ("number_text", "2026年第7期"), ("issued_on", "2026-11-30"), ("signatory", "另一人"),
        ("number_year", 2027), ("signed_at", "2026-11-30"), ("colophon", "{}"),
    ],
)  # fmt: skip
def test_what_signing_gave_stays(hands: Hands, column: str, value: Any) -> None:
    edition = hands.issued(printed())
    if column == "colophon":
        value = '{"report_to": "另一单位"}'
    statement = f"UPDATE reports_edition SET {column} = %s WHERE id = %s"  # noqa: S608
    sql.is_refused(statement, value, edition.pk, saying="专报已签发，不能改动")


@pytest.mark.database
def test_steps_and_words_are_only_added(hands: Hands) -> None:
    edition = printed()
    actions.write_words(hands.submitter, edition, kind="note", text="请阅。")
    hands.issued(reprinted(edition))
    for statement in (
        "UPDATE reports_editionstep SET reason = '改'",
        "DELETE FROM reports_editionstep",
        "UPDATE reports_editionwords SET text = '改'",
        "DELETE FROM reports_editionwords",
    ):
        sql.is_refused(statement, saying="不能改动")


def test_the_next_edition_is_numbered_on(hands: Hands, monkeypatch: pytest.MonkeyPatch) -> None:
    hands.issued(printed())
    go_on(timedelta(days=7))
    assert hands.issued(printed(FIRST_WEEK.next)).number_text == "2026年第2期"


def test_the_day_of_signing_is_the_day_of_the_issue(hands: Hands, installation: datetime) -> None:
    edition = hands.checked(printed())
    go_on(timedelta(days=2))
    assert actions.sign_edition(hands.signer, edition).issued_on == date(2026, 11, 25)
