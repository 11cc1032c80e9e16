"""The cells of a stranger's workbook as text (security design H). Run as a program it is the bounded child, no Django.

What people do not see when they confirm is refused, with its place: formulas, hidden rows and columns, merged cells.
A number is read by its shortest decimal spelling; text keeps its zeros.
"""

from __future__ import annotations

import io
import json
import re
import xml.etree.ElementTree as ElementTree
import zipfile
from datetime import date, datetime, time
from typing import Any

from portal.kernel import bounded
from portal.kernel.limits import Limits

READING_LIMITS = Limits(memory=1_500_000_000, cpu=120, wall=150.0)
# How many rows one file may bring by the browser and by the command, and how many bytes it may unfold to.
BROWSER_ROWS, COMMAND_ROWS = 20_000, 200_000
MOST_INFLATED = {BROWSER_ROWS: 50 * 2**20, COMMAND_ROWS: 300 * 2**20}
MOST_MEMBERS = 200
MOST_COLUMNS = 100
HEAD_WITHIN = 20
_HEAD = 4
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_ENCODING = re.compile(rb"<\?xml[^>]*encoding=[\"']([^\"']+)[\"']")
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")
_FORMULA_CELL = re.compile(rb"<(?:\w+:)?c\b[^>]*?\br=[\"']([A-Z]+\d+)[\"'][^>]*>\s*<(?:\w+:)?f[\s/>]")
_HIDDEN_ROW = re.compile(rb"<(?:\w+:)?row\b(?=[^>]*\bhidden=[\"'](?:1|true)[\"'])[^>]*?\br=[\"'](\d+)[\"']")
_HIDDEN = re.compile(rb"<(?:\w+:)?(row|col)\b[^>]*\bhidden=[\"'](?:1|true)[\"']")
_OTHER_EPOCH = re.compile(rb"date1904=[\"'](?:1|true)[\"']")


def ask(content: bytes, *, tab: str, labels: list[str], most_rows: int) -> dict[str, Any]:
    """From outside: ``{"tab": …, "labels": […], "rows": [[number, [text, …]], …]}``. Raises as ``bounded`` does.

    ``tab`` and ``labels`` are the names by which the sheet and its columns are known.
    """
    most = MOST_INFLATED[BROWSER_ROWS if most_rows <= BROWSER_ROWS else COMMAND_ROWS]
    told = json.dumps({"tab": tab, "labels": labels, "most_rows": most_rows, "most_inflated": most}).encode()
    answer = bounded.ask("portal.imports.reading", len(told).to_bytes(_HEAD, "big") + told + content, READING_LIMITS)
    found: dict[str, Any] = json.loads(answer)
    return found


def read(request: bytes) -> bytes:
    """In the child: everything that touches the bytes of a stranger. Raises Rejected."""
    import python_calamine

    end = _HEAD + int.from_bytes(request[:_HEAD], "big")
    told, content = json.loads(request[_HEAD:end]), request[end:]
    try:
        members = _members(content, told["most_inflated"])
        tab, sheet = _chosen(members, told["tab"])
        book = python_calamine.load_workbook(io.BytesIO(content))
        page = book.get_sheet_by_name(tab)
        cells = page.to_python(skip_empty_area=False)
        merged = page.merged_cell_ranges or []
    except (python_calamine.CalamineError, zipfile.BadZipFile, ElementTree.ParseError, KeyError, ValueError) as error:
        raise bounded.Rejected("这个电子表格无法读取，可能已损坏或设有密码。请另存为XLSX后重新选择。") from error
    return json.dumps({"tab": tab, **_table(cells, merged, sheet, told)}, ensure_ascii=False).encode()


def _members(content: bytes, most: int) -> dict[str, bytes]:
    """The parts that are XML, after the promised sizes were added up and each was held to its promise."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = archive.infolist()
        if len(parts) > MOST_MEMBERS or len({part.filename for part in parts}) != len(parts):
            raise bounded.Rejected(f"这个电子表格的内部结构异常（超过{MOST_MEMBERS}个部分或有重名），不能导入。")
        if sum(part.file_size for part in parts) > most:
            raise bounded.Rejected(f"这个电子表格展开后超过{most // 2**20} MB，不能导入。请删除无关内容或分次导入。")
        names = [part.filename.lower() for part in parts]
        if any("vbaproject" in name or name.startswith("xl/macrosheets/") for name in names):
            raise bounded.Rejected("这个电子表格含有宏，不能导入。请另存为不含宏的XLSX后重新选择。")
        if any(name.startswith(("xl/externallinks/", "xl/connections", "xl/embeddings/")) for name in names):
            raise bounded.Rejected("这个电子表格引用了外部数据，不能导入。请断开链接，只保留数值后重新选择。")
        # zipfile itself stops at the promised size and checks the sum, so a false promise ends as BadZipFile.
        xml = {part.filename: archive.read(part) for part in parts if part.filename.lower().endswith((".xml", ".rels"))}
    for inside in xml.values():
        _require_plain(inside)
    return xml


def _require_plain(inside: bytes) -> None:
    named = _ENCODING.match(inside.removeprefix(b"\xef\xbb\xbf"))
    is_utf8 = named is None or named[1].lower() in (b"utf-8", b"us-ascii")
    if not is_utf8 or inside.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\x00" in inside[:64]:
        raise bounded.Rejected("这个电子表格的文字编码不是UTF-8，不能导入。请用Excel或WPS另存为XLSX后重新选择。")
    if b"<!DOCTYPE" in inside or b"<!ENTITY" in inside:
        raise bounded.Rejected("这个电子表格的内部结构异常（含DOCTYPE），不能导入。请另存为XLSX后重新选择。")


def _chosen(members: dict[str, bytes], wanted: str) -> tuple[str, bytes]:
    """The page of the wanted name, else the first one that is seen; its XML."""
    if _OTHER_EPOCH.search(members["xl/workbook.xml"]):
        raise bounded.Rejected("这个电子表格使用1904日期系统，日期会差四年，不能导入。请在选项中取消后重新保存。")
    relations = ElementTree.fromstring(members["xl/_rels/workbook.xml.rels"])  # noqa: S314
    targets = {each.get("Id"): str(each.get("Target")) for each in relations}
    book = ElementTree.fromstring(members["xl/workbook.xml"])  # noqa: S314
    pages = [page for page in book.iter(f"{_MAIN}sheet") if page.get("state", "visible") == "visible"]
    if not pages:
        raise bounded.Rejected("这个电子表格中没有可见的工作表，不能导入。")
    page = next((each for each in pages if each.get("name") == wanted), pages[0])
    target = targets[page.get(_RELATION)].lstrip("/")
    return str(page.get("name")), members[target if target.startswith("xl/") else f"xl/{target}"]


def _table(cells: list[list[Any]], merged: list[Any], sheet: bytes, told: dict[str, Any]) -> dict[str, Any]:
    if cells and len(cells[0]) > MOST_COLUMNS:
        raise bounded.Rejected(f"表格有{len(cells[0])}列，超过了{MOST_COLUMNS}列的上限，不能导入。请删除无关的列。")
    head = _head_of(cells, told["labels"])
    _require_seen(sheet, merged, head)
    labels = [_text(cell).strip() for cell in cells[head]]
    rows = [
        [number, [_text(cell) for cell in row]]
        for number, row in enumerate(cells[head + 1 :], start=head + 2)
        if any(cell != "" for cell in row)
    ]
    if len(rows) > told["most_rows"]:
        over = len(rows) - told["most_rows"]
        raise bounded.Rejected(f"表格有{len(rows)}行，一次最多导入{told['most_rows']}行，多了{over}行。请分次导入。")
    if not rows:
        raise bounded.Rejected("表头下面没有数据，没有可以导入的内容。")
    return {"labels": labels, "rows": rows}


def _head_of(cells: list[list[Any]], labels: list[str]) -> int:
    """Where the head of the table is: of the first rows the one that names most columns of the sheet."""
    known = set(labels)
    named = [len(known & {_text(cell).strip() for cell in row}) for row in cells[:HEAD_WITHIN]]
    if not any(named):
        raise bounded.Rejected(
            f"前{HEAD_WITHIN}行中没有找到表头（{'、'.join(labels[:3])}等）。请使用本页的空白表填写后导入。"
        )
    return named.index(max(named))


def _require_seen(sheet: bytes, merged: list[Any], head: int) -> None:
    """What stands in the file is what people see of it."""
    if _FORMULA.search(sheet):
        named = _FORMULA_CELL.search(sheet)
        where = f"单元格{named[1].decode()}" if named else "表格"
        raise bounded.Rejected(f"{where}是公式，不能导入。请复制后“选择性粘贴—数值”，再重新选择。")
    if hidden := _HIDDEN_ROW.search(sheet):
        raise bounded.Rejected(f"第{int(hidden[1])}行被隐藏或筛选掉，不能导入。请取消隐藏和筛选后重新选择。")
    if _HIDDEN.search(sheet):
        raise bounded.Rejected("表格有隐藏的行或列，不能导入。请取消隐藏和筛选后重新选择。")
    if any(last[0] >= head for _, last in merged):
        first = next(first for first, last in merged if last[0] >= head)
        raise bounded.Rejected(f"第{first[0] + 1}行有合并的单元格，不能导入。请取消合并，每格单独填写后重新选择。")


def _text(cell: Any) -> str:
    match cell:
        case bool():
            return "是" if cell else "否"
        case float():
            # The shortest spelling that gives the same number again, never with an exponent.
            return str(int(cell)) if cell.is_integer() and abs(cell) < 10**15 else _spelled(cell)
        case datetime():
            return f"{cell:%Y-%m-%d %H:%M}" if cell.time() != time(0) else f"{cell:%Y-%m-%d}"
        case date():
            return cell.isoformat()
        case _:
            return str(cell)


def _spelled(number: float) -> str:
    from decimal import Decimal

    return format(Decimal(repr(number)), "f")


if __name__ == "__main__":
    bounded.serve(read)
