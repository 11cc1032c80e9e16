"""Workbooks that imports hand out: the blank sheet, and what was sent with the errors written beside its rows."""

from __future__ import annotations

from collections import defaultdict

from portal.imports.checking import FAULT_LABEL, ROW_LABEL, Parsed
from portal.imports.columns import Column as Asked
from portal.imports.contributions import Sheet
from portal.imports.reading import BROWSER_ROWS
from portal.kernel import clock
from portal.kernel.permissions import Actor
from portal.web import workbooks
from portal.web.ledgers import DEMONSTRATION
from portal.web.workbooks import Column, Kind

BLANK_ROWS = 300
ABOUT = "填写说明"


def blank(sheet: Sheet, actor: Actor) -> bytes:
    """The sheet to be filled in, with what this actor may choose, and its explanation on a page of its own."""
    choices = sheet.choices(actor)
    columns = [_column(each, choices=list(choices.get(each.name, ()))) for each in sheet.columns]
    head = [sheet.note] if sheet.note else []
    head.append(f"各列说明见“{ABOUT}”。一次最多{BROWSER_ROWS}行，不要改动表头，不要合并、隐藏单元格或使用公式。")
    table = workbooks.Sheet(sheet.label, columns, head=head, blank_rows=BLANK_ROWS)
    return _written([table, _explanation(sheet)])


def marked(sheet: Sheet, parsed: Parsed) -> bytes:
    """Every row that was read, as text, with its number and what is wrong with it; it may be sent again as it is."""
    told = defaultdict(list)
    for each in parsed.complaints:
        label = sheet.label_of(each.column)
        told[each.row].append(f"{label}：{each.sentence}" if label else each.sentence)
    columns = [Column(ROW_LABEL, Kind.WHOLE, 5), *(_column(each) for each in sheet.columns)]
    columns.append(Column(FAULT_LABEL, width=40))
    rows = ([number, *map(_writable, texts), "\n".join(told[number]) or None] for number, texts in parsed.cells)
    return _written([workbooks.Sheet(sheet.label, columns, rows, [_count_words(parsed)])])


def _column(asked: Asked, choices: list[str] | None = None) -> Column:
    return Column(asked.label, Kind.TEXT, asked.width, note=_words(asked), choices=choices or ())


def _explanation(sheet: Sheet) -> workbooks.Sheet:
    columns = [Column("列", width=10), Column("必填", width=4), Column("填什么", width=60)]
    rows = [[each.label, "是" if each.is_required else "否", each.words] for each in sheet.columns]
    return workbooks.Sheet(ABOUT, columns, rows)


def _words(asked: Asked) -> str:
    return f"{'必填' if asked.is_required else '选填'}。{asked.words}"


def _count_words(parsed: Parsed) -> str:
    rows = len({each.row for each in parsed.complaints})
    return f"共{len(parsed.cells)}行，需更正{rows}行、{len(parsed.complaints)}处。更正后可以直接用这份表格重新导入。"


def _writable(text: str) -> str | None:
    """A stranger's text as XML can hold it."""
    return "".join(letter for letter in text if letter >= " " or letter in "\t\n\r") or None


def _written(sheets: list[workbooks.Sheet]) -> bytes:
    mark = DEMONSTRATION if clock.world() == "demo" else ""
    return workbooks.workbook(sheets, made_at=clock.now(), mark=mark)
