"""What imports ask of the work list, and the tidying of uploads: files and the work list do not know each other."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from portal.files import store
from portal.files.actions import UNOWNED_FOR, gone_uploads, sweep_files
from portal.files.selectors import is_waiting_since
from portal.imports import making
from portal.imports.actions import APPLY_IMPORT, CHECK_IMPORT, past_their_time
from portal.jobs.contributions import Finish, job_kind, tidies
from portal.jobs.worklist import Claim
from portal.kernel import clock
from portal.kernel.periods import SHANGHAI
from portal.kernel.permissions import PORTAL, System


@job_kind(CHECK_IMPORT, "检查导入的表格", lease=timedelta(minutes=5))
def check_import(claim: Claim) -> Finish:
    return making.check(claim)


@job_kind(APPLY_IMPORT, "导入已确认的表格")
def apply_import(claim: Claim) -> Finish:
    return making.apply(claim)


def days_due(now: datetime) -> Iterator[str]:
    """Today, when something lay its time."""
    if past_their_time(now).exists():
        yield now.astimezone(SHANGHAI).date().isoformat()


@job_kind("remove_import_contents", "清除到期的导入内容", due=days_due, lease=timedelta(minutes=5))
def remove_import_contents(claim: Claim) -> Finish:
    return making.remove(claim)


@tidies("unclaimed-uploads")
def sweep_uploads() -> int:
    """Uploads that nobody claimed for a day, and half-written ones. No deed when there is nothing to do."""
    halves = store.sweep(gone_uploads())
    if not is_waiting_since(clock.now() - UNOWNED_FOR):
        return halves
    return halves + sweep_files(System("清理无人认领的附件"), PORTAL)
