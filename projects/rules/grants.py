"""Rules of grants and chains."""

from __future__ import annotations


def missing_for_grant(
    *, needs_village: bool, needs_end: bool, needs_document: bool, needs_task: bool
) -> dict[str, str]:
    """What a proposal of a grant lacks: field → its name for people. Empty when it is complete."""
    wanted = {
        "village": (needs_village, "所在点位"),
        "expires_on": (needs_end, "截止日期"),
        "document": (needs_document, "委托或通知文件"),
        "task": (needs_task, "承担任务"),
    }
    return {name: what for name, (is_missing, what) in wanted.items() if is_missing}


def has_different_people(steps: list[set[int]]) -> list[bool]:
    """For a chain's steps, each with the people able to do it: which can be filled with nobody acting twice.

    Steps are filled in order; a later step may ask an earlier one to take somebody else (augmenting paths), so a step
    is False only when no assignment at all fills it together with those before it.
    """
    taken: dict[int, int] = {}

    def fill(step: int, tried: set[int]) -> bool:
        for person in sorted(steps[step] - tried):
            tried.add(person)
            if person not in taken or fill(taken[person], tried):
                taken[person] = step
                return True
        return False

    return [fill(step, set()) for step in range(len(steps))]
