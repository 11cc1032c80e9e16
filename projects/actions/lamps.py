"""Rules of the traffic lights: keeping profiles and putting one into force."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from portal.kernel.actions import action
from portal.kernel.facts import tell
from portal.kernel.permissions import Portal
from projects import permissions
from projects.facts import LampProfileAdopted
from projects.models import LampAdoption, LampProfile


@action(needs=permissions.SET_LAMP_RULES)
def load_lamp_profiles(actor: Any, target: Portal, *, profiles: Sequence[Mapping[str, Any]]) -> list[LampProfile]:
    """Add the profiles that are not there yet (parsed lamp_profiles.yaml). A profile that stands is never rewritten."""
    standing = set(LampProfile.objects.values_list("key", flat=True))
    return LampProfile.objects.bulk_create(
        [LampProfile(**wanted) for wanted in profiles if wanted["key"] not in standing]
    )


@action(needs=permissions.SET_LAMP_RULES)
def adopt_lamp_profile(actor: Any, profile: LampProfile, *, starts_on: date, basis: str) -> LampAdoption:
    """Let lamps follow ``profile`` from a day on; what was shown before that day stays as it was."""
    profile = LampProfile.objects.locked(profile)
    adoption = LampAdoption(profile=profile, starts_on=starts_on, basis=basis, adopted_by=actor.user)
    adoption.save()
    tell(LampProfileAdopted(profile.pk, profile.key, starts_on))
    return adoption
