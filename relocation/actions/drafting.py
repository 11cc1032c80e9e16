"""How a draft comes to its sum: the terms in force, the surveyed household, the choices; frozen together."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction

from portal.kernel.errors import InvalidInput, Refusal
from relocation import rules
from relocation.lifecycle import PolicyState
from relocation.models import (
    Agreement,
    AgreementLine,
    Choice,
    Household,
    LandType,
    LegalStatus,
    PolicyVersion,
    Structure,
    Transition,
)
from relocation.models.agreement import WITH_TRANSITION
from relocation.policy import BuildingInput, Computation, Inputs, compute, digest_of, read_inputs, read_terms
from relocation.selectors.households import HouseholdInputs, inputs_of, inputs_of_many


class NoTerms(Refusal):
    """Nobody announced terms for this kind of land in this village."""


class SurveyChanged(Refusal):
    """What was surveyed is no longer what the sum rests on."""


class NothingToPay(Refusal):
    """The terms give this household nothing: something is missing in the one or the other."""


def policy_for(household: Household) -> PolicyVersion:
    """The newest adopted version for its village and land, else the newest announced one. Raises NoTerms."""
    held = PolicyVersion.objects.filter(village=household.village_id, land_type=household.land_type)
    for state in (PolicyState.ADOPTED, PolicyState.ANNOUNCED):
        found: PolicyVersion | None = held.filter(state=state).order_by("-version").first()
        if found:
            return found
    raise NoTerms(
        f"{household.village}还没有公告{household.get_land_type_display()}的补偿安置方案，不能起草协议。"
        "请征拆专班先拟订并公告方案。"
    )


def engine_inputs(surveyed: HouseholdInputs, *, choice: str, transition: str, move_by: date) -> Inputs:
    """What was surveyed, as the engine takes it."""
    return Inputs(
        tuple(
            BuildingInput(
                each.label,
                each.structure,
                each.legal_status,
                Fraction(each.area),
                f"{Structure(each.structure).label}，{LegalStatus(each.legal_status).label}",
            )
            for each in surveyed.buildings
        ),
        surveyed.counted_heads,
        choice,
        transition,
        move_by,
    )


def computed(policy: PolicyVersion, inputs: Inputs, day: date) -> Computation:
    """The sum by these terms for a signature on this day."""
    return compute(read_terms(policy.terms), inputs, day)


def drafted(
    household: Household, on: date, agreement: Agreement, payee_account: str
) -> tuple[Agreement, list[AgreementLine]]:
    """The agreement with its sum, and its lines, none of them saved yet."""
    _require_plausible(household, agreement, on, payee_account)
    policy = policy_for(household)
    inputs = engine_inputs(
        inputs_of(household), choice=agreement.choice, transition=agreement.transition, move_by=agreement.move_by
    )
    found = computed(policy, inputs, agreement.sign_by)
    _require_sum(agreement, found)
    agreement.policy = policy
    agreement.inputs = inputs.as_data()
    agreement.computation_hash = digest_of(policy.terms, inputs, found)
    agreement.before_moving, agreement.after_vacating = found.before_moving, found.after_vacating
    agreement.seal_into("payee_account", payee_account)
    lines = [
        AgreementLine(ordinal=ordinal, **{**line.as_data(), "amount": line.amount})
        for ordinal, line in enumerate(found.lines, 1)
    ]
    return agreement, lines


def require_unchanged(agreements: Sequence[Agreement]) -> None:
    """Raises SurveyChanged when a household was surveyed anew since its sum was computed."""
    surveyed = inputs_of_many(agreement.household for agreement in agreements)
    for agreement in agreements:
        frozen = read_inputs(agreement.inputs)
        now = engine_inputs(
            surveyed[agreement.household_id],
            choice=frozen.choice,
            transition=frozen.transition,
            move_by=frozen.move_by,
        )
        if now != frozen:
            raise SurveyChanged(
                f"{agreement.household}的入户调查已有更正，与协议草稿的计算依据不一致，不能审核。"
                "请作废这份草稿，按更正后的数据重新起草。"
            )


def _require_plausible(household: Household, agreement: Agreement, on: date, payee_account: str) -> None:
    if household.withdrawn_at is not None:
        raise NoTerms(f"{household}已撤销登记，不能起草协议。")
    fields: dict[str, str] = {}
    if agreement.choice not in Choice.values:
        fields["choice"] = "请选择安置方式。"
    if agreement.choice == Choice.REBUILD and household.land_type != LandType.COLLECTIVE:
        fields["choice"] = "国有土地上的房屋没有这种安置方式。请另选。"
    if agreement.transition not in Transition.values:
        fields["transition"] = "请选择过渡方式。"
    if agreement.choice in WITH_TRANSITION:
        if agreement.transition == Transition.NONE:
            fields["transition"] = "选择回迁安置或者重新建房的，应在周转用房和临时安置费中选择一种。"
        if not agreement.exchange_home:
            fields["exchange_home"] = "请填写安置房屋或者宅基地的地点和面积。"
    if agreement.transition in (Transition.HOME, Transition.ALLOWANCE) and not agreement.transition_term:
        fields["transition_term"] = "请填写过渡期限。"
    if agreement.sign_by < on:
        fields["sign_by"] = "签订期限应不早于今天。"
    if agreement.move_by < agreement.sign_by:
        fields["move_by"] = "搬迁期限应不早于签订期限。"
    if not rules.is_account(payee_account):
        fields["payee_account"] = f"收款账号应为8至{rules.MOST_ACCOUNT_DIGITS}位数字。"
    if fields:
        raise InvalidInput(fields=fields)


def _require_sum(agreement: Agreement, found: Computation) -> None:
    if not found.lines:
        why = "；".join(f"{each.label}：{each.why.rstrip('。')}" for each in found.left_out[:3])
        raise NothingToPay(f"按现行方案该户没有可以支付的项目，不能起草协议（{why}）。请核对入户调查和方案标准。")
    first = [line for line in found.lines if line.category == "transition" and line.payable == "before_moving"]
    if agreement.transition == Transition.ALLOWANCE and not first:
        say = "现行方案没有搬迁前支付的临时安置费标准。请选择周转用房，或者由征拆专班完善方案。"
        raise InvalidInput(fields={"transition": say})
