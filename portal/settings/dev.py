"""The installation that ``make run`` starts on one machine: plain HTTP on 127.0.0.1, no second factor."""

from portal.settings.base import *  # noqa: F403
from portal.settings.base import env

DEBUG = False
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost"])
SECOND_FACTOR_REQUIRED = False
