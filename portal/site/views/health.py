"""For machines: is the process alive, is everything that it needs there, and figures for the monitoring."""

from __future__ import annotations

import hmac
import shutil
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import prometheus_client
from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe
from redis import Redis, RedisError

from integrity.selectors import last_checkpoint, oldest_unsealed, unsigned_since
from portal.jobs.selectors import last_done_at, stuck_jobs
from portal.kernel import clock
from portal.kernel.errors import NotPermitted
from portal.web.access import public

LEAST_FREE_BYTES = 200 * 2**20
BROKER_SECONDS = 2
# Sealing comes round every two seconds, signing every ten minutes.
LONGEST_UNSEALED = timedelta(seconds=60)
LONGEST_UNSIGNED = timedelta(minutes=30)
# Worth knowing, and no reason to send anybody away: the site serves, and seals, without a signer (ADR 6).
ONLY_TOLD = {"unsigned"}


@public("health checks come from machines without an account")
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return HttpResponse("ok", content_type="text/plain")


@public("readiness checks come from machines without an account; they learn no figures")
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """Database, migrations, broker, disk, work list and trail, each ``ok`` or one word on what is wrong; 503 if any is.

    ``unsigned`` is told and no 503: the trail waits for its signer, everything else goes on.
    """
    checks: dict[str, Callable[[], str]] = {
        "database": _database,
        "migrations": _migrations,
        "broker": _broker,
        "disk": _disk,
        "jobs": _jobs,
        "sealing": _sealing,
        "signing": _signing,
    }
    found = {}
    for name, check in checks.items():
        try:
            found[name] = check()
        except (DatabaseError, RedisError, OSError) as error:
            found[name] = type(error).__name__
    is_ready = all(word == "ok" or word in ONLY_TOLD for word in found.values())
    return JsonResponse({**found, **_latest(found)}, status=200 if is_ready else 503)


@public("figures for the monitoring, behind a token of their own")
@require_safe
def metrics(request: Any) -> HttpResponse:
    """Prometheus figures; closed while no token is set."""
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not settings.METRICS_TOKEN or not hmac.compare_digest(given.encode(), settings.METRICS_TOKEN.encode()):
        raise NotPermitted()
    return HttpResponse(prometheus_client.generate_latest(), content_type=prometheus_client.CONTENT_TYPE_LATEST)


def _database() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return "ok"


def _migrations() -> str:
    executor = MigrationExecutor(connection)
    return "pending" if executor.migration_plan(executor.loader.graph.leaf_nodes()) else "ok"


def _broker() -> str:
    Redis.from_url(settings.CELERY_BROKER_URL, socket_timeout=BROKER_SECONDS).ping()
    return "ok"


def _disk() -> str:
    return "ok" if shutil.disk_usage(settings.PORTAL_VAR).free > LEAST_FREE_BYTES else "full"


def _jobs() -> str:
    return "stuck" if stuck_jobs() else "ok"


def _sealing() -> str:
    return "unsealed" if (_unsealed_age() or timedelta()) > LONGEST_UNSEALED else "ok"


def _signing() -> str:
    since = unsigned_since()
    return "unsigned" if since and clock.now() - since > LONGEST_UNSIGNED else "ok"


def _unsealed_age() -> timedelta | None:
    oldest = oldest_unsealed()
    return max(clock.now() - oldest, timedelta()) if oldest else None


def _latest(found: dict[str, str]) -> dict[str, Any]:
    """The last job, the last checkpoint and the seconds that the oldest entry waits for its seal; null for none.

    Each only when what it is read from is there.
    """
    job = last_done_at() if found["jobs"] in ("ok", "stuck") else None
    signed = last_checkpoint() if found["signing"] in ("ok", "unsigned") else None
    waits = _unsealed_age() if found["sealing"] in ("ok", "unsealed") else None
    return {
        "last_job": job and job.isoformat(),
        "last_checkpoint": signed and signed.at.isoformat(),
        "unsealed_seconds": None if waits is None else int(waits.total_seconds()),
    }
