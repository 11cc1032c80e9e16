"""What an address of the API may ask for behind its question mark: read strictly, and described by the same words.

A name that is not offered, one that stands twice, or a value that is not written as it should be cannot be read (400).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from portal.kernel.errors import InvalidInput, Unreadable
from portal.kernel.periods import Week

NUMBER_SHAPE = re.compile(r"[1-9][0-9]{0,17}")
DAY_SHAPE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
WORD_SHAPE = re.compile(r"[a-z0-9_]{1,60}")


@dataclass(frozen=True)
class Parameter:
    """One name with its meaning for people; ``read`` makes a value of the text or raises ValueError."""

    name: str
    about: str
    wanted: str
    read: Callable[[str], Any]
    schema: Mapping[str, Any] = field(default_factory=dict)


def number(name: str, about: str) -> Parameter:
    """A key or a count from one."""
    schema = {"type": "integer", "minimum": 1, "maximum": 10**18 - 1}
    return Parameter(name, about, "正整数", lambda text: int(_shaped(text, NUMBER_SHAPE)), schema)


def day(name: str, about: str) -> Parameter:
    schema = {"type": "string", "format": "date"}
    return Parameter(name, about, "“2026-11-22”样式的日期", _day, schema)


def week(name: str, about: str) -> Parameter:
    schema = {"type": "string", "pattern": "^[0-9]{4}-W[0-9]{2}$", "example": "2026-W47"}
    return Parameter(name, about, "“2026-W47”样式的周", _week, schema)


def word(name: str, about: str) -> Parameter:
    """A key of ours: small letters, digits and underscores."""
    schema = {"type": "string", "pattern": "^[a-z0-9_]{1,60}$"}
    return Parameter(name, about, "小写字母、数字和下划线组成的代码", lambda text: _shaped(text, WORD_SHAPE), schema)


def one_of(name: str, about: str, choices: Iterable[str]) -> Parameter:
    listed = list(choices)

    def read(text: str) -> str:
        if text not in listed:
            raise ValueError(text)
        return text

    return Parameter(name, about, f"这些值之一：{'、'.join(listed)}", read, {"type": "string", "enum": listed})


def read_all(query: Any, offered: Iterable[Parameter]) -> dict[str, Any]:
    """The values that an address gives, by name. Raises Unreadable."""
    known = {parameter.name: parameter for parameter in offered}
    found = {}
    for name, texts in query.lists():
        if name not in known or len(texts) > 1:
            raise Unreadable("未办成：地址中含有不能识别的参数。请对照接口说明核对。")
        try:
            found[name] = known[name].read(texts[0])
        except ValueError:
            raise Unreadable(f"未办成：地址中的“{name}”应为{known[name].wanted}。") from None
    return found


def _shaped(text: str, shape: re.Pattern[str]) -> str:
    if not shape.fullmatch(text):
        raise ValueError(text)
    return text


def _day(text: str) -> date:
    return date.fromisoformat(_shaped(text, DAY_SHAPE))


def _week(text: str) -> Week:
    try:
        return Week.parse(text)
    except InvalidInput as refused:
        raise ValueError(text) from refused
