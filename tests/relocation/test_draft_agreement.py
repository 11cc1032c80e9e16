"""draft_agreement: the sum by the terms in force, frozen with inputs, lines and hash; refusals beside their field."""

from __future__ import annotations

from datetime import timedelta

import pytest

from portal.kernel import clock
from portal.kernel.errors import BrokenInvariant, InvalidInput, NotPermitted
from portal.kernel.money import Money
from relocation import actions
from relocation.actions.drafting import NoTerms, NothingToPay
from relocation.facts import AgreementDrafted
from relocation.models import AgreementLine, AgreementMove
from relocation.policy import compute as computed
from relocation.policy import digest_of, read_inputs, read_terms
from relocation.selectors.payables import payables
from tests import world
from tests.relocation import thread
from tests.relocation.terms import TERMS, terms


def test_the_sum_is_frozen_with_all_that_it_rests_on(village, acting, deeds):
    policy = thread.adopted_policy(village)
    home = thread.household(village, illegal="20")
    force = acting("relocation_force", village)
    deeds.clear()
    made = thread.drafted(home, by=force)
    lines = list(AgreementLine.objects.filter(agreement=made).order_by("ordinal"))
    assert [(line.label, str(line.amount), line.payable) for line in lines] == [
        ("房屋补偿", "118264.93", "before_moving"),
        ("搬迁费", "2000.00", "before_moving"),
        ("首期临时安置费", "14400.00", "before_moving"),
        ("按期签约奖励", "30000.00", "after_vacating"),
    ]
    assert lines[0].steps[0] == "主房（砖混，合法）98.55平方米 × 1,200.05元 = 118,264.9275元"
    assert (made.policy, made.state, made.number) == (policy, "draft", "")
    assert (str(made.before_moving), str(made.after_vacating)) == ("134664.93", "30000.00")
    inputs = read_inputs(made.inputs)
    again = digest_of(TERMS, inputs, computed(read_terms(TERMS), inputs, made.sign_by))
    assert made.computation_hash == again
    assert "示例甲" not in str(made.inputs)
    assert made.unsealed("payee_account") == thread.ACCOUNT
    assert made.masked("payee_account") == "****3445"
    assert deeds[0].facts == [AgreementDrafted(made.pk, village.pk, home.pk, Money.yuan("164664.93"))]
    told = str([change.after for change in deeds[0].changes])
    assert thread.ACCOUNT not in told
    assert "示例甲" not in told
    assert AgreementMove.objects.get(agreement=made).verb == "draft"
    payable = payables([made.pk])[made.pk]
    assert (payable.before_moving, payable.transition, payable.payee_account_tail) == (
        Money.yuan("134664.93"), "allowance", "3445",
    )  # fmt: skip
    with pytest.raises(BrokenInvariant, match="该户已有一份有效的协议"):
        thread.drafted(home)
    with pytest.raises(NotPermitted):
        thread.drafted(thread.household(village, "0002"), by=acting("community", village))


def test_what_was_typed_is_refused_beside_its_field(village):
    thread.adopted_policy(village)
    home, today = thread.household(village), clock.today()
    for changed, field in (
        ({"choice": "villa"}, "choice"),
        ({"transition": "none"}, "transition"),
        ({"exchange_home": " "}, "exchange_home"),
        ({"transition_term": ""}, "transition_term"),
        ({"sign_by": today - timedelta(days=1)}, "sign_by"),
        ({"move_by": today}, "move_by"),
        ({"payee_account": "6222 0202"}, "payee_account"),
    ):
        with pytest.raises(InvalidInput) as refused:
            thread.drafted(home, **changed)
        assert field in refused.value.fields
    with pytest.raises(BrokenInvariant, match="请填写收款人、开户银行、签订人和支付期限"):
        thread.drafted(home, payee_bank="")


def test_terms_are_chosen_by_land_and_by_version(village):
    home = thread.household(village)
    with pytest.raises(NoTerms, match="还没有公告集体土地的补偿安置方案"):
        thread.drafted(home)
    announced = thread.announced_policy(village)
    early = thread.drafted(home)
    assert early.policy == announced
    adopted = thread.adopted_policy(village, terms=terms(moving={"amount": "2500"}))
    later = thread.announced_policy(village, terms=terms(moving={"amount": "9000"}))
    assert thread.drafted(thread.household(village, "0002")).policy == adopted
    assert later.version == 3
    with pytest.raises(NoTerms, match="国有土地"):
        thread.drafted(thread.household(village, "0003", land="state"))


def test_a_household_that_the_terms_give_nothing_and_an_allowance_that_they_do_not_know(village):
    thread.adopted_policy(village, terms={"steps": [TERMS["steps"][0]]})
    with pytest.raises(NothingToPay, match=r"没有可以支付的项目.*违法建筑"):
        thread.drafted(thread.household(village, areas=(), illegal="30"))
    with pytest.raises(InvalidInput) as refused:
        thread.drafted(thread.household(village, "0002"))
    assert "没有搬迁前支付的临时安置费标准" in refused.value.fields["transition"]


def test_nobody_signs_what_was_given_up_and_another_may_be_drafted(village):
    thread.adopted_policy(village)
    home = thread.household(village)
    first = thread.drafted(home)
    with pytest.raises(InvalidInput):
        actions.void_agreement(world.WHY, first, reason=" ")
    assert actions.void_agreement(world.WHY, first, reason="选择有变").state == "void"
    assert thread.drafted(home, choice="cash", transition="none").state == "draft"
