"""Kinds of work, contributed in ``job_kinds.py`` (idea 5); the work list knows the kind of entry, never the app.

A kind's function does the work outside of any transaction and gives back what is to be written at the end::

    @job_kind("weekly_edition", "周调度专报", due=weeks_due)
    def make_weekly_edition(claim: Claim) -> Finish:
        content = ...                                   # slow: reads, renders
        return lambda: {"edition": record(...).pk}      # runs with the close of the job, in one transaction
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from portal.kernel.registry import Registry

if TYPE_CHECKING:
    from portal.jobs.worklist import Claim

# Longer than the time limit of a task, so that nobody else begins while a slow worker is still alive.
DEFAULT_LEASE = timedelta(seconds=660)

Finish = Callable[[], dict[str, Any]]
Work = Callable[["Claim"], Finish]
Due = Callable[[datetime], Iterable[str]]
About = Callable[[Collection[str]], Mapping[str, str]]


@dataclass(frozen=True)
class JobKind:
    """One kind of work. ``due`` lists the keys of every period that is due by an instant, for periodic kinds.

    ``about`` says keys as people read them, many at a time.
    """

    key: str
    label: str
    work: Work
    queue: str | None
    lease: timedelta
    due: Due | None
    about: About


JOB_KINDS: Registry[JobKind] = Registry("kind of job")
TIDIERS: Registry[Callable[[], int]] = Registry("tidier")


def as_they_are(keys: Collection[str]) -> Mapping[str, str]:
    return {key: key for key in keys}


def job_kind(
    key: str,
    label: str,
    *,
    due: Due | None = None,
    queue: str | None = None,
    lease: timedelta = DEFAULT_LEASE,
    about: About = as_they_are,
) -> Callable[[Work], Work]:
    """Contribute a kind of work: its Chinese name, and ``lease``, how long one attempt may take.

    ``queue`` is that of special workers (the signer's); None is the queue of all. ``about`` says its keys in words.
    """

    def register(work: Work) -> Work:
        JOB_KINDS.add(key, JobKind(key, label, work, queue, lease, due, about))
        return work

    return register


def tidies(key: str) -> Callable[[Callable[[], int]], Callable[[], int]]:
    """Contribute something to put away at each ``reconcile``; the function says how many things it removed."""

    def register(tidy: Callable[[], int]) -> Callable[[], int]:
        TIDIERS.add(key, tidy)
        return tidy

    return register
