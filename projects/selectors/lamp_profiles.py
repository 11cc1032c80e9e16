"""Which traffic-light rules there are, and whether one is in force."""

from __future__ import annotations

from projects.models import LampAdoption, LampProfile


def lamp_profile(key: str) -> LampProfile:
    """One city's rule by its key. Raises LampProfile.DoesNotExist."""
    profile: LampProfile = LampProfile.objects.get(key=key)
    return profile


def is_any_adopted() -> bool:
    """Whether the office has put any rule into force, from whatever day on."""
    return LampAdoption.objects.exists()
