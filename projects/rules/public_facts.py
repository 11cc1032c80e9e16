"""Reading ``facts.yaml``: every line becomes a public statement, a promise, a reached day, or is left out.

The table below says what each key means for people, whose statement it is and how far it is to be trusted; a
``conf`` in the file goes first. A key that the table does not know, and one that it misses, is refused with its line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

import yaml

from portal.kernel.errors import InvalidInput
from projects.rules.public_keys import LEFT_OUT, PLANNED_SITES, SPECS, Spec

CONFIDENCES = ("A", "B", "C", "INF")
MARKS = {"value", "conf", "precision", "weekday", "official_workday"}
_NUMBER = re.compile(r"-?\d{1,15}(\.\d{1,4})?", re.ASCII)
_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])", re.ASCII)
_TEXT_LIMIT = 200
_NAME_LIMIT = 40
_DEEPEST = 5
_YEARS = range(1949, 2200)
# Escapes such as "\0" and "\ud800" would give characters that no database keeps.
_UNKEPT = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")


class FactsUnreadable(InvalidInput):
    """The file of public facts cannot be taken: names the key and the line."""


@dataclass(frozen=True)
class Statement:
    """One public figure. ``subject``: "" for the district, ``lead``, or a site's name; empty ``value``: 未公开."""

    subject: str
    key: str
    label: str
    value: str
    number: Decimal | None
    unit: str
    as_of: date | None
    precision: str
    confidence: str
    source: str
    address: str
    note: str


@dataclass(frozen=True)
class DatedFact:
    """A promised or a reached milestone; ``text`` is the wording of the source."""

    subject: str
    kind: str
    day: date
    precision: str
    text: str
    confidence: str
    source: str
    note: str


@dataclass(frozen=True)
class PublicFacts:
    """All that the file says, in its order."""

    named_sites: tuple[str, ...]
    planned_sites: int
    areas: tuple[str, ...]
    areas_source: str
    statements: tuple[Statement, ...]
    promised: tuple[DatedFact, ...]
    reached: tuple[DatedFact, ...]


@dataclass
class _Entry:
    """One value of the file under its dotted key."""

    line: int
    value: Any
    marks: dict[str, str] = field(default_factory=dict)


def read_public_facts(text: str) -> PublicFacts:
    """Raises FactsUnreadable with one sentence that names the key and the line."""
    entries = _entries(text)
    known = {spec.path for spec in SPECS}
    for path, entry in entries.items():
        if path not in known and not path.startswith(LEFT_OUT):
            raise _unreadable(path, entry.line, "不在登记范围内，请先核对名称")
    missing = [spec for spec in SPECS if spec.path not in entries]
    if missing:
        last = max((entry.line for entry in entries.values()), default=1)
        raise _unreadable(missing[0].path, last, "缺失（应在此行之前）")
    statements: list[Statement] = []
    promised: list[DatedFact] = []
    reached: list[DatedFact] = []
    for spec in SPECS:
        entry = entries[spec.path]
        if spec.kind in ("promised", "reached"):
            (promised if spec.kind == "promised" else reached).append(_dated(spec, entry))
        else:
            statements.append(_statement(spec, entry))
    areas = entries["programme_2025.areas"]
    area_spec = next(spec for spec in SPECS if spec.path == "programme_2025.areas")
    return PublicFacts(
        tuple(_sites(entries["planned_sites_named_in_speech"])),
        PLANNED_SITES,
        tuple(_names("programme_2025.areas", areas)),
        area_spec.origin.source,
        tuple(statements),
        tuple(promised),
        tuple(reached),
    )


def _unreadable(path: str, line: int, why: str) -> FactsUnreadable:
    return FactsUnreadable(f"公开信息数据第{line}行的“{path[:60]}”{why}。数据未导入，请更正后重新导入。")


def _entries(text: str) -> dict[str, _Entry]:
    try:
        _require_plain(text)
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise _unreadable(_last_key(text, line), line, "附近的格式无法识别") from None
    except (yaml.YAMLError, ValueError):  # ValueError: an escape for a character that there is not
        raise _unreadable("全文", 1, "含有无法识别的字符") from None
    if not isinstance(root, yaml.MappingNode):
        raise _unreadable("全文", 1, "不是“名称: 内容”的格式")
    return dict(_walk("", root))


def _require_plain(text: str) -> None:
    """Before anything is built of it: no reference to another line and no deep nest, with which a small file could
    become endless, and no character that cannot be kept."""
    depth = 0
    for event in yaml.parse(text, Loader=yaml.SafeLoader):
        line = event.start_mark.line + 1 if event.start_mark else 1
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if isinstance(event, yaml.AliasEvent):
            raise _unreadable(_last_key(text, line), line, "引用了其他行，请把内容写全")
        if isinstance(event, yaml.ScalarEvent) and _UNKEPT.search(event.value):
            raise _unreadable(_last_key(text, line), line, "含有无法识别的字符")
        if depth > _DEEPEST:
            raise _unreadable(_last_key(text, line), line, f"的层次超过{_DEEPEST}层")


def _last_key(text: str, line: int) -> str:
    """The last key written up to a line, to point at what cannot be read."""
    keys = re.findall(r"^\s*([A-Za-z_][\w]*)\s*:", "\n".join(text.splitlines()[:line]), re.MULTILINE)
    return keys[-1] if keys else "全文"


def _walk(prefix: str, node: yaml.MappingNode) -> Iterator[tuple[str, _Entry]]:
    # A group may carry one ``conf`` for all that stands in it.
    pairs = _pairs(prefix, node)
    group = {name: value.value for _, name, value in pairs if name == "conf" and isinstance(value, yaml.ScalarNode)}
    for line, name, value in pairs:
        path = f"{prefix}{name}"
        if name in group:
            _check_confidence(path, line, group)
        elif isinstance(value, yaml.MappingNode) and "value" not in {key.value for key, _ in _scalars(value)}:
            yield from _walk(f"{path}.", value)
        elif isinstance(value, yaml.MappingNode):
            yield path, _marked(path, line, value)
        else:
            yield path, _Entry(line, _plain(path, line, value), group)


def _pairs(prefix: str, node: yaml.MappingNode) -> list[tuple[int, str, yaml.Node]]:
    """Line, name and value of each entry of a group; every name is a plain word and stands once."""
    found: dict[str, tuple[int, str, yaml.Node]] = {}
    for key, value in node.value:
        line = key.start_mark.line + 1
        if not isinstance(key, yaml.ScalarNode) or key.value in found:
            raise _unreadable(
                f"{prefix}{key.value if isinstance(key, yaml.ScalarNode) else '…'}", line, "重复或无法识别"
            )
        found[key.value] = (line, key.value, value)
    return list(found.values())


def _scalars(node: yaml.MappingNode) -> list[tuple[yaml.ScalarNode, yaml.Node]]:
    return [(key, value) for key, value in node.value if isinstance(key, yaml.ScalarNode)]


def _marked(path: str, line: int, node: yaml.MappingNode) -> _Entry:
    pairs = {name: value for _, name, value in _pairs(f"{path}.", node)}
    for name, value in pairs.items():
        if name not in MARKS or (name != "value" and not isinstance(value, yaml.ScalarNode)):
            raise _unreadable(f"{path}.{name}", line, "无法识别，请先核对名称")
    marks = {name: str(value.value) for name, value in pairs.items() if name != "value"}
    _check_confidence(path, line, marks)
    return _Entry(line, _plain(path, line, pairs["value"]), marks)


def _check_confidence(path: str, line: int, marks: dict[str, str]) -> None:
    if marks.get("conf", "A") not in CONFIDENCES:
        raise _unreadable(path, line, f"的可信度“{marks['conf'][:20]}”不在A、B、C、INF之内")


def _plain(path: str, line: int, node: yaml.Node) -> Any:
    """The text of a scalar as it stands in the file, ``None`` for null, a list of texts for a list."""
    if isinstance(node, yaml.ScalarNode):
        return None if node.tag == "tag:yaml.org,2002:null" else str(node.value)
    if isinstance(node, yaml.SequenceNode) and all(isinstance(item, yaml.ScalarNode) for item in node.value):
        return [str(item.value) for item in node.value]
    raise _unreadable(path, line, "的内容无法识别")


def _names(path: str, entry: _Entry) -> list[str]:
    if not isinstance(entry.value, list) or not entry.value or len(set(entry.value)) != len(entry.value):
        raise _unreadable(path, entry.line, "应为不重复的名称列表")
    if not all(0 < len(name) <= _NAME_LIMIT for name in entry.value):
        raise _unreadable(path, entry.line, f"中的名称应为1至{_NAME_LIMIT}字")
    return entry.value


def _sites(entry: _Entry) -> list[str]:
    """The sites that were named: no more than there are, and those among them that other lines speak of."""
    path = "planned_sites_named_in_speech"
    names = _names(path, entry)
    if len(names) > PLANNED_SITES:
        raise _unreadable(path, entry.line, f"有{len(names)}个名称，多于规划点位总数{PLANNED_SITES}个")
    spoken_of = {spec.subject for spec in SPECS} - {"", "lead"}
    if absent := sorted(spoken_of - set(names)):
        raise _unreadable(path, entry.line, f"缺少“{absent[0]}”，而其他行有它的数据")
    return names


def _statement(spec: Spec, entry: _Entry) -> Statement:
    raw = entry.value
    if raw is None and not spec.may_be_unknown:
        raise _unreadable(spec.path, entry.line, "不能为空")
    number, as_of, precision = None, None, "exact"
    if spec.kind == "number" and raw is not None:
        number = _number(spec, entry)
        value = f"{raw}{spec.unit}"
    elif spec.kind == "day" and raw is not None:
        as_of, precision = _day(spec, entry)
        value = _day_text(as_of, precision)
    else:
        value = "、".join(raw) if isinstance(raw, list) else raw or ""
    if len(value) > _TEXT_LIMIT:
        raise _unreadable(spec.path, entry.line, f"的内容超过{_TEXT_LIMIT}字")
    return Statement(
        spec.subject,
        spec.key,
        spec.label,
        value,
        number,
        spec.unit if number is not None else "",
        as_of,
        precision,
        entry.marks.get("conf", spec.confidence) if value else "",
        spec.origin.source if value else "未查到公开来源",
        spec.origin.address if value else "",
        spec.note,
    )


def _number(spec: Spec, entry: _Entry) -> Decimal:
    if not isinstance(entry.value, str) or not _NUMBER.fullmatch(entry.value):
        raise _unreadable(spec.path, entry.line, "应为数字")
    return Decimal(entry.value)


def _dated(spec: Spec, entry: _Entry) -> DatedFact:
    day, precision = _day(spec, entry)
    wording = entry.marks.get("precision", "")
    if "年底" in wording:
        precision = "year_end"
    if len(wording) > _NAME_LIMIT - len(str(day.year)):
        raise _unreadable(spec.path, entry.line, f"的日期说明超过{_NAME_LIMIT - len(str(day.year))}字")
    text = wording if "年底" not in wording or wording[:1].isdigit() else f"{day.year}{wording}"
    return DatedFact(
        spec.subject,
        spec.key,
        day,
        precision,
        text if precision == "year_end" else _day_text(day, precision),
        entry.marks.get("conf", spec.confidence),
        spec.origin.source,
        spec.note,
    )


def _day(spec: Spec, entry: _Entry) -> tuple[date, str]:
    """A day, or the last day of a month that is all that is known."""
    raw = entry.value if isinstance(entry.value, str) else ""
    month = _MONTH.fullmatch(raw)
    try:
        day = date.fromisoformat(f"{raw}-01" if month else raw)
    except ValueError:
        day = date.min
    if day.year not in _YEARS:
        raise _unreadable(spec.path, entry.line, "应为日期（如2024-09-14）")
    if not month:
        return day, "day"
    first_after = date(day.year + day.month // 12, day.month % 12 + 1, 1)
    return date.fromordinal(first_after.toordinal() - 1), "month"


def _day_text(day: date, precision: str) -> str:
    return f"{day.year}年{day.month}月" if precision == "month" else f"{day.year}年{day.month}月{day.day}日"
