"""How values stand in an entry of the trail."""

import hashlib
import json
import uuid
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction

import pytest

from portal.kernel.entries import LONGEST, canonical, mark, plain
from portal.kernel.money import Money
from portal.kernel.periods import SHANGHAI


@pytest.mark.parametrize(
    ("value", "stands"),
    [
        (None, None),
        (True, True),
        (7, 7),
        ("新水桥村", "新水桥村"),
        (Money(1234), 1234),
        (Decimal("1.50"), "1.50"),
        (Fraction(1, 3), "1/3"),
        (0.5, "0.5"),
        (date(2026, 11, 24), "2026-11-24"),
        (datetime(2026, 11, 24, 8, 0, tzinfo=SHANGHAI), "2026-11-24T00:00:00.000000Z"),
        (uuid.UUID(int=1), "00000000-0000-0000-0000-000000000001"),
        (b"\x00\xff", "sha256:" + hashlib.sha256(b"\x00\xff").hexdigest()),
        ([1, 2.5, None], [1, "2.5", None]),
        ({"b": {2, 1}, 1: date(2026, 1, 1)}, {"b": [1, 2], "1": "2026-01-01"}),
    ],
    ids=repr,
)
def test_a_value_stands_as_plain_json_without_floats(value, stands):
    assert plain(value) == stands
    assert json.loads(canonical(plain(value))) == stands


def test_what_is_long_is_named_by_its_digest():
    text = "长" * (LONGEST + 1)
    assert plain(text[:-1]) == text[:-1]
    assert plain(text) == "sha256:" + hashlib.sha256(text.encode()).hexdigest()
    assert plain({"paper": [text]}).startswith("sha256:")


def test_there_is_one_spelling():
    assert canonical({"b": "张\x7f\u2028", "a": [1, True, None]}) == '{"a":[1,true,null],"b":"\\u5f20\\u007f\\u2028"}'
    with pytest.raises(ValueError, match="JSON"):
        canonical(float("nan"))


def test_a_mark_says_only_whether_two_values_of_a_column_are_the_same():
    name = mark("张三", column="accounts_user|name")
    assert name == mark("张三", column="accounts_user|name") == mark("张三".encode(), column="accounts_user|name")
    assert len({name, mark("张四", column="accounts_user|name"), mark("张三", column="accounts_user|post")}) == 3
    assert mark(None, column="accounts_user|name") is None


def test_a_mark_names_the_key_that_made_it(settings):
    from portal.kernel import crypto, entries

    first = mark("张三", column="x|y")
    try:
        settings.FIELD_KEYS = f"index:{'7' * 64},1:{'1' * 64}"
        for cache in (crypto.key_ring, entries._mark_key):
            cache.cache_clear()
        other = mark("张三", column="x|y")
    finally:
        crypto.key_ring.cache_clear()
        entries._mark_key.cache_clear()
    assert first.split(":")[0] == other.split(":")[0] == "hmac"
    assert first.split(":")[1] != other.split(":")[1]


def test_an_instant_is_told_in_utc():
    assert plain(datetime(2026, 11, 24, 0, 0, 0, 5, tzinfo=UTC)) == "2026-11-24T00:00:00.000005Z"
