"""The pulse of the trail. It carries no data and may be lost: the next one comes in two seconds."""

from __future__ import annotations

from integrity.trail import sealing
from portal.celery import app


@app.task(ignore_result=True, acks_late=False, time_limit=600)  # type: ignore[untyped-decorator]
def seal() -> None:
    """Give committed entries their leaves, unless somebody else is at it."""
    sealing.seal()
