"""Changes of the work list that a person makes."""

from __future__ import annotations

from portal.jobs.facts import JobRetried
from portal.jobs.lifecycle import JOB
from portal.jobs.models import Job
from portal.jobs.permissions import RETRY_JOBS
from portal.jobs.worklist import want
from portal.kernel.actions import action
from portal.kernel.db import PortalNow
from portal.kernel.errors import NotSeen
from portal.kernel.facts import tell
from portal.kernel.permissions import Actor, Portal


@action(needs=RETRY_JOBS)
def retry_job(actor: Actor, target: Portal, *, job_id: int) -> Job:
    """Put a job that had been given up back on the list, with all its attempts before it."""
    job = Job.objects.select_for_update().filter(pk=job_id).first()
    if job is None:
        raise NotSeen()
    Job.objects.filter(pk=job.pk).update(
        state=JOB.after("retry", job.state), attempts=0, not_before=PortalNow(), complaint=""
    )
    want(job.kind, job.key)  # it is on the list already: this only rings after the commit
    tell(JobRetried(job.pk, job.kind, job.key))
    return job
