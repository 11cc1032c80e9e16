"""For machines: is the process alive, is everything that it needs there, and figures for the monitoring."""

from __future__ import annotations

import hmac
import shutil
from collections.abc import Callable
from typing import Any

import prometheus_client
from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe
from redis import Redis, RedisError

from portal.jobs.selectors import last_done_at, stuck_jobs
from portal.kernel.errors import NotPermitted
from portal.web.access import public

LEAST_FREE_BYTES = 200 * 2**20
BROKER_SECONDS = 2


@public("health checks come from machines without an account")
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return HttpResponse("ok", content_type="text/plain")


@public("readiness checks come from machines without an account; they learn no figures")
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """Database, migrations, broker, disk and work list, each ``ok`` or one word on what is wrong; 503 if any is."""
    checks: dict[str, Callable[[], str]] = {
        "database": _database,
        "migrations": _migrations,
        "broker": _broker,
        "disk": _disk,
        "jobs": _jobs,
    }
    found = {}
    for name, check in checks.items():
        try:
            found[name] = check()
        except (DatabaseError, RedisError, OSError) as error:
            found[name] = type(error).__name__
    last = None if found["database"] != "ok" else last_done_at()
    status = 200 if all(word == "ok" for word in found.values()) else 503
    return JsonResponse({**found, "last_job": last and last.isoformat()}, status=status)


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
