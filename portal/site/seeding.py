"""What a new installation begins with: roles, kinds of figures, lamp rules, public facts, and the cycle of editions.

It may be done again at any time: what stands and says the same is left alone, what changed in a data file becomes a
correction, and the cycle begins once.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from django.db import transaction

from portal.kernel import clock
from portal.kernel.permissions import PORTAL, System
from portal.reports.actions import begin_reports
from portal.reports.selectors import have_reports_begun
from projects import actions
from projects.facts import PublicFactsLoaded
from projects.selectors import seed_data
from projects.selectors.lamp_profiles import is_any_adopted, lamp_profile

WHY = System("载入初始数据")


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
        actions.adopt_lamp_profile(WHY, profile, starts_on=clock.today(), basis=profile.clause)
    return loaded


def begin_editions(*, knows_from: datetime | None = None) -> bool:
    """Let the weekly editions begin with the last week whose cut-off has passed; False when they had begun.

    ``knows_from``, for demonstration and test databases only: since when the portal counts as having known anything.
    """
    if have_reports_begun():
        return False
    begin_reports(WHY, PORTAL, knows_from=knows_from)
    return True
