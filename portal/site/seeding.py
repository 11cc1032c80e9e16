"""What a new installation begins with: roles, kinds of figures, lamp rules, public facts, calendar, rules of deadlines,
and the cycle of editions.

It may be done again at any time: what stands and says the same is left alone, what changed in a data file becomes a
correction, and the cycle begins once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction

from portal.accounts.actions import open_organisation, register_person
from portal.accounts.models import Organisation
from portal.approvals.actions import load_flows
from portal.clocks.actions import load_calendar, load_deadline_rules
from portal.clocks.selectors import seed_calendar, seed_deadline_rules
from portal.kernel import clock
from portal.kernel.errors import InvalidInput, WrongState
from portal.kernel.periods import Week
from portal.kernel.permissions import PORTAL, System
from portal.reports.actions import begin_reports
from portal.reports.selectors import have_reports_begun
from projects import actions
from projects.facts import PublicFactsLoaded
from projects.selectors import seed_data
from projects.selectors.lamp_profiles import is_any_adopted, lamp_profile
from projects.selectors.roles import is_any_granted, roles_by_key
from quality.selectors.seed_data import seed_deadline_rules as seed_quality_rules

WHY = System("载入初始数据")
APPOINTMENT = System("按书面任命建立第一批管理员")
# The first editions tell of weeks that were over before the set-up; their lamps are lit by the same rule.
LAMPS_LOOK_BACK = timedelta(days=365)
# Three who keep each other in check, and one who proposes what the second of them approves.
FIRST_ROLES = ("system_admin", "security_admin", "audit_admin", "office")
ADMINISTRATORS = FIRST_ROLES[:3]


class AdministratorsExist(WrongState):
    """The set-up appoints once; afterwards people grant to each other."""

    sentence = "没有建立账号：本系统已有管理员。增减管理员请由指挥部办公室提出授权、安全管理员批准。"


class AppointmentIncomplete(InvalidInput):
    """The first accounts rest on a written appointment, and none of the four is left out."""


@dataclass(frozen=True)
class Appointed:
    """One of the first accounts, with the password to hand over once."""

    role: str
    username: str
    name: str
    one_time_password: str = field(repr=False)


@transaction.atomic
def seed(*, facts: Path | None = None) -> PublicFactsLoaded:
    """Load every data file. Raises InvalidInput, with nothing written, when one cannot be taken.

    The weekly editions are begun apart (``begin_editions``), after everything that is known was recorded.
    """
    known = seed_data.seed_public_facts(facts)
    load_flows(WHY, PORTAL)
    actions.load_roles(WHY, PORTAL, roles=seed_data.seed_roles())
    actions.load_figure_kinds(WHY, PORTAL, kinds=seed_data.seed_figure_kinds())
    actions.load_figure_bases(WHY, PORTAL, bases=seed_data.seed_figure_bases())
    profiles = seed_data.seed_lamp_profiles()
    actions.load_lamp_profiles(WHY, PORTAL, profiles=profiles)
    loaded = actions.load_public_facts(WHY, PORTAL, facts=known)
    actions.load_projects(WHY, PORTAL)
    load_calendar(WHY, PORTAL, drafts=seed_calendar())
    load_deadline_rules(WHY, PORTAL, rules=[*seed_deadline_rules(), *seed_quality_rules()])
    if not is_any_adopted():
        profile = lamp_profile(profiles[0]["key"])
        actions.adopt_lamp_profile(WHY, profile, starts_on=clock.today() - LAMPS_LOOK_BACK, basis=profile.clause)
    return loaded


def begin_editions(*, first_week: Week | None = None) -> bool:
    """Let the weekly editions begin; False when they had begun. By default the first tells of the last week that ended.

    Editions of weeks before now are told with the knowledge of now: nothing was recorded earlier.
    """
    if have_reports_begun():
        return False
    begin_reports(WHY, PORTAL, first_week=first_week)
    return True


@transaction.atomic
def appoint_first_administrators(*, people: Mapping[str, tuple[str, str]], document: str) -> list[Appointed]:
    """Open the first accounts of a real installation by a written appointment: role → account name and name.

    Raises AdministratorsExist, AppointmentIncomplete, or what an account name is refused for; nothing is kept then.
    """
    roles = roles_by_key()
    if any(key not in roles for key in FIRST_ROLES):
        raise AppointmentIncomplete("没有建立账号：角色尚未载入。请先执行 manage.py seed。")
    if is_any_granted(ADMINISTRATORS):
        raise AdministratorsExist()
    missing = [roles[key].name for key in FIRST_ROLES if key not in people]
    if not document.strip():
        missing.append("书面任命文件的名称或文号")
    if missing:
        raise AppointmentIncomplete(f"没有建立账号：还缺{'、'.join(missing)}。请补充后再办。")
    if any(not 0 < len(name.strip()) <= 40 for _, name in people.values()) or len(document) > 120:
        raise AppointmentIncomplete("没有建立账号：姓名应为1至40字，任命文件名称不超过120字。请核对后再办。")
    unit = Organisation.objects.filter(name=settings.PORTAL_ISSUER).first() or open_organisation(
        APPOINTMENT, PORTAL, name=settings.PORTAL_ISSUER, kind="command", short_name="指挥部办公室"
    )
    appointed = []
    for key in FIRST_ROLES:
        username, name = people[key]
        account = register_person(APPOINTMENT, PORTAL, username=username, name=name, organisation=unit)
        grant = actions.propose_grant(
            APPOINTMENT,
            PORTAL,
            user=account.person,
            role=roles[key],
            starts_on=clock.today(),
            document=document.strip(),
        )
        actions.approve_grant(APPOINTMENT, grant)
        appointed.append(Appointed(roles[key].name, account.person.username, name, account.one_time_password))
    return appointed
