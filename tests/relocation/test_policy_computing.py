"""The sum: exact, rounded once a line, the same whatever the order, nothing for what is illegal."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from portal.kernel.money import Money, total
from relocation.policy import Inputs, compute, digest_of, read_inputs, read_terms
from tests.relocation.terms import LAST_EARLY_DAY, LAST_REWARD_DAY, TERMS, building, inputs, terms

READ = read_terms(TERMS)
EARLY = date(2027, 1, 10)

areas = st.integers(1, 99_999).map(lambda hundredths: Fraction(hundredths, 100))
buildings = st.builds(
    building,
    areas,
    structure=st.sampled_from(["brick_concrete", "brick_timber", "earth_timber"]),
    status=st.sampled_from(["legal", "recognised", "illegal", "expired"]),
)
households = st.builds(
    lambda several, heads, choice, transition: inputs(*several, heads=heads, choice=choice, transition=transition),
    st.lists(buildings, min_size=1, max_size=5),
    st.integers(0, 9),
    st.sampled_from(["return", "cash", "voucher", "rebuild"]),
    st.sampled_from(["home", "allowance"]),
)
days = st.dates(date(2027, 1, 1), date(2027, 12, 31))


def lines_of(household, day=EARLY, read=READ):
    return {line.key: line for line in compute(read, household, day).lines}


def test_one_household_line_by_line_with_its_steps():
    found = compute(READ, inputs(building("98.55"), building("20", status="illegal", label="东侧彩钢房")), EARLY)
    shown = {line.key: (line.quantity, line.rate, str(line.amount), line.payable) for line in found.lines}
    assert shown == {
        "home": ("98.55平方米", "1,200.05元/平方米", "118264.93", "before_moving"),
        "moving": ("1户", "2,000.00元/户", "2000.00", "before_moving"),
        "first_months": ("4人", "600.00元/人，6个月", "14400.00", "before_moving"),
        "early": ("1户", "30,000.00元/户", "30000.00", "after_vacating"),
    }
    assert found.lines[0].steps == (
        "主房（砖混，合法）98.55平方米 × 1,200.05元 = 118,264.9275元",
        "118,264.9275元，四舍五入到分，为118,264.93元",
    )
    assert found.lines[2].steps == ("4人 × 600.00元 × 6个月 = 14,400.00元",)
    assert found.lines[3].steps == ("2027年3月31日（含当日）以前签订协议的，30,000.00元",)
    assert [each.why for each in found.left_out] == [
        "东侧彩钢房（20.00平方米）已认定为违法建筑，不能列入补偿。依据：《国有土地上房屋征收与补偿条例》第二十四条第二款。",
        "该户选择回迁安置，不适用这一项。",
    ]
    assert (str(found.total), str(found.before_moving)) == ("164664.93", "134664.93")


def test_a_reward_falls_with_the_day_and_ends():
    amounts = [
        lines_of(inputs(), day)["early"].amount if "early" in lines_of(inputs(), day) else None
        for day in (LAST_EARLY_DAY, LAST_EARLY_DAY + timedelta(1), LAST_REWARD_DAY, LAST_REWARD_DAY + timedelta(1))
    ]
    assert amounts == [Money.yuan(30000), Money.yuan(10000), Money.yuan(10000), None]
    moved = read_terms(terms(early={"dated_by": "moved"}))
    assert lines_of(inputs(), date(2030, 1, 1), moved)["early"].amount == Money.yuan(10000)


def test_a_percentage_rests_on_the_rounded_line_and_is_capped():
    cash = lines_of(inputs(choice="cash"))["cash"]
    assert cash.steps[0] == "118,264.93元 × 15% = 17,739.7395元"
    assert str(cash.amount) == "17739.74"
    large = lines_of(inputs(building("900"), choice="cash"))["cash"]
    assert (str(large.amount), large.steps[-1]) == ("100000.00", "高于上限100,000.00元，按上限计算")
    low = read_terms(terms(cash={"floor": "20000"}))
    assert lines_of(inputs(choice="cash"), EARLY, low)["cash"].steps[-1] == "低于下限20,000.00元，按下限计算"


def test_area_in_bands_each_part_at_its_rate_or_all_at_one():
    bands = [{"up_to": "60", "rate": "100"}, {"up_to": "90", "rate": "80"}, {"rate": "50"}]
    step = {
        "key": "size", "label": "面积补助", "category": "subsidy", "kind": "tiered", "clause": "示例方案第七条",
        "payable": "before_moving", "mode": "marginal", "bands": bands,
    }  # fmt: skip
    household = inputs(building("70"), building("30.50", structure="earth_timber"))
    marginal = lines_of(household, EARLY, read_terms({"steps": [step]}))["size"]
    assert marginal.steps == (
        "60.00平方米 × 100.00元 = 6,000.00元",
        "30.00平方米 × 80.00元 = 2,400.00元",
        "10.50平方米 × 50.00元 = 525.00元",
        "合计 6,000.00 + 2,400.00 + 525.00 = 8,925.00元",
    )
    whole = lines_of(household, EARLY, read_terms({"steps": [{**step, "mode": "whole"}]}))["size"]
    assert str(whole.amount) == "5025.00"


@given(households, days)
def test_parts_add_up_and_every_amount_is_whole_fen(household, day):
    found = compute(READ, household, day)
    assert found.total == found.before_moving + found.after_vacating == total(line.amount for line in found.lines)
    assert all(type(line.amount.fen) is int and line.amount.fen > 0 for line in found.lines)
    assert {line.key for line in found.lines}.isdisjoint(
        step.key for step in READ.steps if step.label in {each.label for each in found.left_out}
    )


@given(households, days, st.randoms(use_true_random=False))
def test_the_order_of_steps_and_buildings_changes_no_sum(household, day, chance):
    steps, several = list(TERMS["steps"]), list(household.buildings)
    chance.shuffle(steps)
    chance.shuffle(several)
    turned = Inputs(tuple(several), household.heads, household.choice, household.transition, household.move_by)
    assert lines_of(turned, day, read_terms({"steps": steps})).keys() == lines_of(household, day).keys()
    assert compute(read_terms({"steps": steps}), turned, day).total == compute(READ, household, day).total


@given(households, buildings, days)
def test_what_is_illegal_never_changes_a_sum(household, another, day):
    unpaid = building(another.area, structure=another.structure, status="illegal")
    more = Inputs(
        (*household.buildings, unpaid), household.heads, household.choice, household.transition, household.move_by
    )
    assert compute(READ, more, day).lines == compute(READ, household, day).lines


@given(households, days)
def test_equal_inputs_give_equal_digests_and_inputs_survive_the_table(household, day):
    again = read_inputs(household.as_data())
    assert again == household
    found = digest_of(TERMS, household, compute(READ, household, day))
    assert found == digest_of(TERMS, again, compute(READ, again, day))
    another = Inputs(
        household.buildings, household.heads + 1, household.choice, household.transition, household.move_by
    )
    assert found != digest_of(TERMS, another, compute(READ, another, day))
