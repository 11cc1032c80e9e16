"""report_order: the owner says what was done and shows it."""

from __future__ import annotations

import pytest

from portal.files.selectors import files_of
from portal.kernel.errors import NotPermitted, WrongState
from projects import actions
from projects.actions.orders import NotTheOwner, OrderIncomplete
from projects.facts import OrderReported
from projects.models import OrderMove
from projects.selectors.orders import LABEL
from tests.projects import ordering


def test_the_owner_reports_with_proof(village, deeds):
    order = ordering.issued(village)
    actor = ordering.someone("township", village, "does", unit=ordering.owner())
    deeds.clear()
    done = actions.report_order(actor, order, words="连墙件已补齐", uploads=[ordering.proof()])
    assert (done.state, done.reported_by) == ("reported", actor.user)
    assert [fact for deed in deeds for fact in deed.facts if isinstance(fact, OrderReported)] == [
        OrderReported(order.pk, village.pk, "quality", "")
    ]
    assert [file.name for file in files_of(LABEL, order.pk)] == ["整改情况.pdf"]
    assert OrderMove.objects.get(order=order, verb="report").words == "连墙件已补齐"


def test_the_builder_reports_his_own_unit_s_order_and_the_office_for_others(village, acting):
    unit = ordering.someone("builder", village, "builds").user.organisation
    builder = ordering.someone("builder", village, "builds")
    assert ordering.reported(village, builder, owner=unit).state == "reported"
    assert ordering.reported(village, acting("office", village)).state == "reported"


def test_another_unit_does_not_report_it(village, acting):
    with pytest.raises(NotTheOwner, match="由兴庆区大新镇办理，不能由您反馈"):
        ordering.reported(village, acting("quality_force", village))
    with pytest.raises(NotPermitted):
        ordering.reported(village, acting("liaison", village))


@pytest.mark.parametrize(
    ("words", "has_proof", "fields", "sentence"),
    [("好", True, {"words"}, "还没有写明办理情况"), ("连墙件已补齐", False, {"scan"}, "还没有附办理结果的证明材料")],
)
def test_words_and_proof_are_needed(village, words, has_proof, fields, sentence):
    actor = ordering.someone("township", village, "does", unit=ordering.owner())
    with pytest.raises(OrderIncomplete, match=sentence) as refused:
        actions.report_order(
            actor, ordering.issued(village), words=words, uploads=[ordering.proof()] if has_proof else []
        )
    assert set(refused.value.fields) == fields


def test_before_it_is_issued_there_is_nothing_to_report(village, acting):
    with pytest.raises(WrongState, match="待签发"):
        actions.report_order(acting("office", village), ordering.proposed(village), words="已办理", uploads=[])
