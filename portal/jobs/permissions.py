"""Powers over the work list."""

from portal.kernel.permissions import power

VIEW_JOBS = power("view_jobs", "查看后台任务", reads=True, is_central=True)
RETRY_JOBS = power("retry_jobs", "重新办理后台任务", is_central=True)
