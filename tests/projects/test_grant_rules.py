"""What a grant lacks, and which steps of a chain can be filled with nobody acting twice."""

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from projects.rules import has_different_people, missing_for_grant

NAMES = {"village": "所在点位", "expires_on": "截止日期", "document": "委托或通知文件", "task": "承担任务"}


@given(st.booleans(), st.booleans(), st.booleans(), st.booleans())
def test_exactly_what_is_needed_is_named(village, end, document, task):
    missing = missing_for_grant(needs_village=village, needs_end=end, needs_document=document, needs_task=task)
    asked = dict(zip(NAMES, (village, end, document, task), strict=True))
    assert missing == {name: NAMES[name] for name, is_missing in asked.items() if is_missing}


def test_one_person_fills_one_step():
    assert has_different_people([{1}, {1}]) == [True, False]
    assert has_different_people([{1, 2}, {1}]) == [True, True]
    assert has_different_people([{1, 2}, {1}, {2}]) == [True, True, False]
    assert has_different_people([set(), {1}]) == [False, True]
    assert has_different_people([]) == []


def can_fill(steps):
    """Written apart, by trying every assignment."""
    return any(len(set(people)) == len(people) for people in product(*steps))


@given(st.lists(st.sets(st.integers(1, 4), max_size=3), max_size=5))
def test_a_step_is_left_over_only_when_no_assignment_fills_it(steps):
    filled = has_different_people(steps)
    taken = []
    for step, is_filled in zip(steps, filled, strict=True):
        assert is_filled == can_fill([*taken, step])
        if is_filled:
            taken.append(step)
