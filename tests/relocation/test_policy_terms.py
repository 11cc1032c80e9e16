"""Drafted terms are judged at once, each sentence naming the step."""

from __future__ import annotations

import pytest

from relocation.models import Choice, LegalStatus, Structure, Transition
from relocation.models.household import COMPENSATED
from relocation.policy import BadTerms, inputs, read_terms, steps
from tests.relocation.terms import TERMS, terms


def test_the_engine_and_the_tables_know_the_same_words():
    assert dict(Choice.choices) == steps.CHOICES
    assert dict(Transition.choices) == steps.TRANSITIONS
    assert set(Structure.values) == set(steps.STRUCTURES)
    assert set(COMPENSATED) == inputs.COMPENSATED
    assert set(LegalStatus.values) == inputs.COMPENSATED | set(steps.UNPAID)


def test_good_terms_are_read_in_their_order():
    assert [step.key for step in read_terms(TERMS).steps] == ["home", "moving", "first_months", "cash", "early"]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"moving": {"clause": " "}}, "第2项“搬迁费”：请填写依据的条款"),
        ({"moving": {"amount": "2000.005"}}, "第2项“搬迁费”：金额应为大于0的元数，最多两位小数。"),
        ({"moving": {"amount": 2000.0}}, "第2项“搬迁费”：金额应为大于0的元数"),
        ({"moving": {"kind": "formula"}}, "第2项“搬迁费”：计算方式不在规定的范围内。"),
        ({"moving": {"rate": "5"}}, "第2项“搬迁费”：“每户定额”不使用rate。请删去。"),
        ({"moving": {"times": 3}}, "次数多于1的，请写明单位"),
        ({"moving": {"label": "房屋补偿"}}, "补偿标准中有重名的项目。"),
        ({"home": {"rates": []}}, "第1项“房屋补偿”：没有填写标准。"),
        (
            {"home": {"rates": [{"structure": "light_steel", "legal_status": "illegal", "rate": "1"}]}},
            "第1项“房屋补偿”：违法建筑不予补偿，不能定标准。依据：《国有土地上房屋征收与补偿条例》第二十四条第二款。",
        ),
        ({"first_months": {"transitions": []}}, "临时安置费只发给选择临时安置费的户"),
        ({"first_months": {"payable": "after_vacating"}}, "首期临时安置费应在搬迁前支付。"),
        ({"cash": {"of": ["nothing"]}}, "“货币补偿奖励”按“nothing”计算，但标准中没有这一项。"),
        ({"cash": {"percent": "115"}}, "比例应大于0、不超过100"),
        ({"cash": {"floor": "200000"}}, "下限不应高于上限。"),
        ({"early": {"tiers": [{"until": "2027-03-31", "amount": "1"}] * 2}}, "各档的截止日期应由早到晚。"),
        ({"early": {"tiers": [{"until": "2027-02-30", "amount": "1"}]}}, "截止日期无法读取。"),
    ],
)
def test_what_is_wrong_is_said_with_its_step(changed, said):
    with pytest.raises(BadTerms) as refused:
        read_terms(terms(**changed))
    assert said in "\n".join(refused.value.sentences)


def test_a_percentage_of_a_percentage_is_refused():
    again = {**TERMS["steps"][3], "key": "more", "label": "再奖", "of": ["cash"]}
    with pytest.raises(BadTerms, match="不能按另一项比例“货币补偿奖励”计算"):
        read_terms({"steps": [*TERMS["steps"], again]})


@pytest.mark.parametrize("data", [None, [], {}, {"steps": []}, {"steps": [1]}, {"steps": [{}] * 61}, {"other": []}])
def test_what_is_no_set_of_terms_is_refused(data):
    with pytest.raises(BadTerms):
        read_terms(data)
