"""Which traffic-light rules there are, and which one is in force since when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from projects.models import Confidence, LampAdoption, LampMeasure, LampProfile, SmallGap
from projects.selectors.moment import Moment


@dataclass(frozen=True)
class LampProfileRow:
    """One city's rule in words; ``is_in_force`` on the day asked for."""

    id: int
    name: str
    clause: str
    source: str
    confidence: str
    limits: tuple[str, ...]
    is_in_force: bool
    is_demonstration: bool


@dataclass(frozen=True)
class AdoptionRow:
    """One decision that put a rule into force."""

    profile: str
    starts_on: date
    basis: str
    by: str
    recorded_at: datetime


@dataclass(frozen=True)
class RuleChange:
    """From a day on lamps follow another rule than before."""

    since: date
    profile: str
    before: str


def lamp_rule_change(moment: Moment, *, since: date) -> RuleChange | None:
    """The change of rules that began to hold between ``since`` and the day of the moment; None if the rule stayed."""
    adopted = LampAdoption.objects.filter(starts_on__lte=moment.day).select_related("profile")
    if moment.known_at is not None:
        adopted = adopted.filter(recorded_at__lte=moment.known_at)
    now, before = [*adopted.order_by("-starts_on", "-pk")[:2], None, None][:2]
    if now is None or before is None or now.starts_on < since or now.profile_id == before.profile_id:
        return None
    return RuleChange(now.starts_on, now.profile.name, before.profile.name)


def lamp_profiles(moment: Moment) -> list[LampProfileRow]:
    """Every rule, in the order in which they were entered."""
    adoption = LampAdoption.objects.filter(starts_on__lte=moment.day).order_by("-starts_on", "-pk").first()
    in_force = adoption.profile_id if adoption else None
    return [
        LampProfileRow(
            profile.pk,
            profile.name,
            profile.clause,
            profile.source,
            Confidence(profile.confidence).label,
            tuple(_limits(profile)),
            profile.pk == in_force,
            profile.is_demonstration,
        )
        for profile in LampProfile.objects.order_by("pk")
    ]


def lamp_adoptions() -> list[AdoptionRow]:
    """What was put into force from which day on, the newest first."""
    found = LampAdoption.objects.select_related("profile", "adopted_by").order_by("-starts_on", "-pk")
    return [
        AdoptionRow(
            row.profile.name,
            row.starts_on,
            row.basis,
            row.adopted_by.name if row.adopted_by else "系统初始化",
            row.recorded_at,
        )
        for row in found
    ]


def _limits(profile: LampProfile) -> list[str]:
    """The thresholds, one sentence each."""
    small = SmallGap(profile.small_gap).label
    if profile.measure == LampMeasure.POINTS:
        said = [
            f"进度：落后序时{profile.yellow}个百分点及以上黄灯，超过{profile.red}个百分点红灯，不足{profile.yellow}个百分点{small}"
        ]
    else:
        said = [f"进度：低于序时进度的{profile.yellow}%黄灯，低于{profile.red}%红灯"]
    if profile.start_red_months is not None:
        said.append(f"开工：逾期未开工黄灯，第{profile.start_red_months}个月起红灯")
    if profile.entry_yellow_months is not None and profile.entry_red_months is not None:
        said.append(f"入库：开工满{profile.entry_yellow_months}个月未入库黄灯，超过{profile.entry_red_months}个月红灯")
    floor = profile.payment_floor
    said.append(
        f"资金：支付低于上级要求的{floor}%红灯" if floor is not None else "资金：上级支付进度要求未录入，暂不亮灯"
    )
    return said


def lamp_profile(key: str) -> LampProfile:
    """One city's rule by its key. Raises LampProfile.DoesNotExist."""
    profile: LampProfile = LampProfile.objects.get(key=key)
    return profile


def is_any_adopted() -> bool:
    """Whether the office has put any rule into force, from whatever day on."""
    return LampAdoption.objects.exists()
