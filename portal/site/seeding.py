"""What a new installation begins with: roles, kinds of figures, lamp rules, public facts, and the cycle of editions.

It may be done again at any time: what stands and says the same is left alone, what changed in a data file becomes a
correction, and the cycle begins once.
"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from django.db import transaction

from portal.kernel import clock
from portal.kernel.periods import Week
from portal.kernel.permissions import PORTAL, System
from portal.reports.actions import begin_reports
from portal.reports.selectors import have_reports_begun
from projects import actions
from projects.facts import PublicFactsLoaded
from projects.selectors import seed_data
from projects.selectors.lamp_profiles import is_any_adopted, lamp_profile

WHY = System("载入初始数据")
# The first editions tell of weeks that were over before the set-up; their lamps are lit by the same rule.
LAMPS_LOOK_BACK = timedelta(days=365)


@transaction.atomic
def seed(*, facts: Path | None = None) -> PublicFactsLoaded:
    """Load every data file. Raises InvalidInput, with nothing written, when one cannot be taken.

    The weekly editions are begun apart (``begin_editions``), after everything that is known was recorded.
    """
    known = seed_data.seed_public_facts(facts)
    actions.load_roles(WHY, PORTAL, roles=seed_data.seed_roles())
    actions.load_figure_kinds(WHY, PORTAL, kinds=seed_data.seed_figure_kinds())
    profiles = seed_data.seed_lamp_profiles()
    actions.load_lamp_profiles(WHY, PORTAL, profiles=profiles)
    loaded = actions.load_public_facts(WHY, PORTAL, facts=known)
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
