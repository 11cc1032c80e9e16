"""States and moves of a job."""

from django.db.models import TextChoices

from portal.kernel.lifecycle import Lifecycle, Move


class JobState(TextChoices):
    WANTED = "wanted", "待办理"
    CLAIMED = "claimed", "办理中"
    DONE = "done", "已办成"
    DEAD = "dead", "已停办，待人工处理"


JOB = Lifecycle(
    "后台任务",
    JobState,
    # A claimed job is claimed again when its lease ran out: whoever held it was killed or is too slow.
    Move.of("claim", [JobState.WANTED, JobState.CLAIMED], JobState.CLAIMED),
    Move.of("finish", [JobState.CLAIMED], JobState.DONE),
    Move.of("give_back", [JobState.CLAIMED], JobState.WANTED),
    Move.of("give_up", [JobState.WANTED, JobState.CLAIMED], JobState.DEAD),
    Move.of("retry", [JobState.DEAD], JobState.WANTED),
)
