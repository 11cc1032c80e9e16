"""The Celery application: it only rings the bell; the work list is in PostgreSQL (portal.jobs)."""

import ctypes
import os
import signal
import sys

from celery import Celery
from celery.signals import worker_process_init

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.dev")

PR_SET_PDEATHSIG = 1

app = Celery("portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_process_init.connect  # type: ignore[untyped-decorator]
def _end_with_the_worker(**_: object) -> None:
    """A process of the pool must not go on with a task whose worker was killed: another worker will take it."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, int(signal.SIGKILL), 0, 0, 0)
