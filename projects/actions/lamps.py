"""Rules of the traffic lights: keeping profiles and putting one into force."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from portal.kernel import clock
from portal.kernel.actions import action
from portal.kernel.errors import InvalidInput
from portal.kernel.facts import tell
from portal.kernel.permissions import Portal
from projects import permissions
from projects.facts import LampProfileAdopted
from projects.models import LampAdoption, LampProfile


class AdoptedTooEarly(InvalidInput):
    """A rule that began to hold before today would change lamps that were shown already."""


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
    # The set-up may reach back: the first editions tell of weeks before it.
    if actor.user is not None and starts_on < clock.today():
        raise AdoptedTooEarly(
            "启用日期不能早于今天：以前的亮灯已按当时的规则公布，不再改动。请选择今天或以后的日期。",
            fields={"starts_on": "请选择今天或以后的日期。"},
        )
    adoption = LampAdoption(profile=profile, starts_on=starts_on, basis=basis, adopted_by=actor.user)
    adoption.save()
    tell(LampProfileAdopted(profile.pk, profile.key, starts_on))
    return adoption
