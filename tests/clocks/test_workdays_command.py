"""``manage.py workdays``: the day, the warning of a provisional year, and sentences for what cannot be read."""

from io import StringIO

import pytest
from django.core.management import call_command


def told(*arguments):
    out, err = StringIO(), StringIO()
    call_command("workdays", *arguments, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def test_it_prints_the_golden_day_and_nothing_else(seeded):
    assert told("2024-09-09", "10") == ("2024-09-24\n", "")


def test_it_warns_of_a_provisional_year(seeded):
    out, err = told("2026-12-25", "10")
    assert out == "2027-01-11\n"
    assert err.startswith("注意：2027年放假安排尚未公布")


def test_it_counts_by_the_national_calendar_when_asked(seeded):
    assert told("2020-05-22", "1")[0] == "2020-05-27\n"
    assert told("2020-05-22", "1", "--national")[0] == "2020-05-25\n"


@pytest.mark.parametrize(
    ("start", "count", "sentence"),
    [
        ("2024-9-9", "10", "请按“2024-09-09”的样式"),
        ("2024-02-30", "10", "没有“2024-02-30”这一天"),
        ("２０２４-09-09", "10", "无法读取"),
        ("2024-09-09", "1_0", "请填写1以上的整数"),
        ("2024-09-09", "0", "请填写1以上的整数"),
        ("2024-09-09", "-1", "请填写1以上的整数"),
        ("2003-09-09", "10", "从2004年开始"),
        ("2028-09-09", "10", "2028年放假安排尚未录入"),
        ("2024-09-09", "9999", "不能推算"),
    ],
)
def test_what_it_cannot_read_or_tell_is_said_in_a_sentence(start, count, sentence, seeded):
    err = StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("workdays", "--", start, count, stdout=StringIO(), stderr=err)
    assert ended.value.code == 1
    assert sentence in err.getvalue()
