"""The portal's settings with the peers of the `trail` cases beside it."""

from portal.settings.test import *  # noqa: F403
from portal.settings.test import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS[:-1], "auditlog", "simple_history", "pghistory", "bench.saves", INSTALLED_APPS[-1]]
