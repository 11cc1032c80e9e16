"""台账: a list that is declared once. Its screen, its paper (A3, lying) and its Excel file come from the same columns.

A view finds its rows through ``visible_to``, puts them into a `Listing` and answers with `show_list`. What the address
asks for (filters, order, page, ``whole=1`` for one long sheet, ``as=xlsx`` for a file) is the same for every list.

A cell is never empty: what is missing says which of the five words it is; what is known to be nothing is the value 无.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any

from django.conf import settings
from django.core.paginator import Page, Paginator
from django.forms import BaseForm, ChoiceField, ModelChoiceField
from django.http import HttpResponse
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.http import content_disposition_header
from django.utils.safestring import SafeString

from portal.kernel import clock
from portal.kernel.errors import InvalidInput
from portal.kernel.missing import Missing
from portal.kernel.money import Money
from portal.kernel.periods import SHANGHAI
from portal.kernel.permissions import Power
from portal.kernel.registry import Registry
from portal.web import workbooks
from portal.web.actions import TakenList, take_list
from portal.web.pages import show
from portal.web.templatetags import figures
from portal.web.workbooks import Kind

NONE = "无"
MARK = "※"
DEMONSTRATION = "演示数据"
MOST_ON_ONE_SHEET = 2_000
MOST_IN_A_FILE = 50_000
_RIGHT = {Kind.WHOLE, Kind.NUMBER, Kind.SHARE, Kind.MONEY}
_WHOLE_WORDS = {Kind.DAY, Kind.MOMENT}


class Place(Enum):
    BOTH = "both"
    PAGE = "page"
    FILE = "file"


@dataclass(frozen=True)
class Column:
    """One column. ``value`` gives what the file holds, and what screen and paper show unless ``look`` says more.

    ``missing`` is the word for None and empty text; ``sort`` the key by which the head sorts; ``width`` is counted in
    Chinese characters, for the file. A ``is_marked`` value bears ※ in a row of demonstration data. Where screen and
    paper put two numbers into one cell, the file has a column for each: ``place`` says which of them shows it.
    """

    label: str
    value: Callable[[Any], Any]
    kind: Kind = Kind.TEXT
    width: int = 12
    missing: Missing = Missing.NOT_ENTERED
    look: Callable[[Any], str] | None = None
    sort: str = ""
    is_head: bool = False
    is_marked: bool = False
    is_number: bool = False
    keeps_line: bool = False
    place: Place = Place.BOTH

    @property
    def filed_label(self) -> str:
        """In a file an amount is a plain number: its head names the unit, as the amount itself does on a screen."""
        return f"{self.label}（元）" if self.kind == Kind.MONEY else self.label

    @property
    def css(self) -> str:
        if self.is_number or self.kind in _RIGHT:
            return "number"
        return "nowrap" if self.keeps_line or self.kind in _WHOLE_WORDS else ""

    def shown(self, row: Any) -> str:
        value = self.value(row)
        if value is None or value == "":
            return figures.missing(self.missing)
        return self.look(row) if self.look else _plain(value)

    def filed(self, row: Any) -> Any:
        value = self.value(row)
        return str(self.missing) if value is None or value == "" else value


def _plain(value: Any) -> str:
    match value:
        case bool():
            return "是" if value else "否"
        case Money():
            return figures.money(value)
        case int():
            return figures.count(value)
        case Decimal():
            return f"{value:,.2f}"
        case datetime():
            return figures.moment(value)
        case date():
            return figures.day(value)
    return format_html("{}", value)


def link(address: str, label: str, hidden: str = "") -> SafeString:
    """A link of a cell; ``hidden`` says to screen readers what it is about. Without an address it is plain words."""
    if not address:
        return format_html("{}", label)
    about = format_html('<span class="visually-hidden">{}</span>', hidden) if hidden else ""
    return format_html('<a href="{}">{}{}</a>', address, label, about)


def _is_demonstration(row: Any) -> bool:
    return bool(getattr(row, "is_demonstration", False))


def _unmarked(row: Any) -> str:
    return ""


def _plainly(row: Any) -> bool:
    return False


@dataclass(frozen=True)
class Ledger:
    """What a list is: its title, its power, its columns; ``counted`` is the word for how many (共12个点位).

    ``is_invented`` tells rows of demonstration data, ``mark`` gives the words of a row that is marked otherwise (补录).
    ``verbs`` is the template of what can be done with a row, shown on the screen alone. ``empty`` is said of a list
    that has no row at all; ``noun`` names the rows where filters leave none.
    """

    title: str
    needs: Power
    columns: Sequence[Column]
    counted: str = "条"
    noun: str = "记录"
    empty: tuple[Missing, str] = (Missing.NOT_APPLICABLE, "还没有记录。")
    is_invented: Callable[[Any], bool] = _is_demonstration
    mark: Callable[[Any], str] = _unmarked
    stands_out: Callable[[Any], bool] = _plainly
    verbs: str = ""
    notes: Sequence[str] = ()
    per_page: int = 50

    @property
    def on_page(self) -> list[Column]:
        return [column for column in self.columns if column.place is not Place.FILE]

    @property
    def in_file(self) -> list[Column]:
        return [column for column in self.columns if column.place is not Place.PAGE]


LEDGERS: Registry[Ledger] = Registry("ledger")


def ledger(key: str, declared: Ledger) -> Ledger:
    """Declare a list beside its view; ``key`` is a plain word, also the name of its file's kind in the trail."""
    return LEDGERS.add(key, declared)


@dataclass(frozen=True)
class Cell:
    label: str
    text: str
    css: str
    is_head: bool


@dataclass(frozen=True)
class Line:
    """One row as the table shows it; ``row`` is what the view gave."""

    number: int
    row: Any
    cells: list[Cell]
    stands_out: bool


@dataclass
class Listing:
    """One list as one person asked for it. ``rows`` is a sequence or a queryset; ``prepare`` makes rows of a slice.

    ``unit`` is the office that the paper is of, ``scope`` words that belong to the title (a village's name).
    """

    request: Any
    ledger: Ledger
    rows: Any
    filters: BaseForm | None = None
    prepare: Callable[[Sequence[Any]], Sequence[Any]] = list
    unit: str = settings.PORTAL_NAME
    scope: str = ""
    as_of: datetime | None = None
    notes: Sequence[str] = field(default_factory=tuple)
    has_verbs: bool = True

    def __len__(self) -> int:
        return int(self.page.paginator.count)

    @property
    def title(self) -> str:
        return f"{self.scope}{self.ledger.title}"

    @cached_property
    def moment(self) -> datetime:
        return self.as_of or clock.now()

    @property
    def as_of_text(self) -> str:
        return figures.moment(self.moment)

    @property
    def is_whole(self) -> bool:
        return bool(self.request.GET.get("whole") == "1")

    @cached_property
    def page(self) -> Page[Any]:
        """The rows asked for, prepared."""
        size = MOST_ON_ONE_SHEET if self.is_whole else self.ledger.per_page
        found = Paginator(self.rows, size).get_page(self.request.GET.get("page"))
        return Page(list(self.prepare(list(found))), found.number, found.paginator)

    @property
    def lines(self) -> list[Line]:
        return [self._line(number, row) for number, row in enumerate(self.page, start=self.page.start_index())]

    @property
    def width(self) -> int:
        """How many columns the table has, the serial number included."""
        return len(self.ledger.on_page) + 1 + bool(self.verbs)

    @property
    def verbs(self) -> str:
        """The template of what this person can do with a row; empty for whoever can do nothing."""
        return self.ledger.verbs if self.has_verbs else ""

    @property
    def is_demonstration(self) -> bool:
        return any(self.ledger.is_invented(row) for row in self.page)

    @property
    def filter_words(self) -> str:
        """The filters in force as people read them: ``类别：规划点位；亮灯：红灯``; empty when there are none."""
        return "；".join(f"{label}：{words}" for label, words, _ in _filters(self.filters))

    @property
    def filter_words_for_trail(self) -> str:
        """The same without what was typed: somebody may have searched for a name."""
        return "；".join(
            f"{label}：{words if is_chosen else '已填'}" for label, words, is_chosen in _filters(self.filters)
        )

    @property
    def nothing(self) -> tuple[Missing, str]:
        """What stands in the place of rows: filters in force may have left none, or there is none to show."""
        if self.filter_words:
            return Missing.NOT_APPLICABLE, f"没有符合条件的{self.ledger.noun}。"
        return self.ledger.empty

    @property
    def count_words(self) -> str:
        return f"共{len(self)}{self.ledger.counted}"

    @property
    def all_notes(self) -> list[str]:
        return [*self.ledger.notes, *self.notes, *([f"{MARK}为{DEMONSTRATION}。"] if self.is_demonstration else [])]

    def _line(self, number: int, row: Any) -> Line:
        is_invented = self.ledger.is_invented(row)
        cells = [
            Cell(column.label, self._text(column, row, is_invented), column.css, column.is_head)
            for column in self.ledger.on_page
        ]
        return Line(number, row, cells, self.ledger.stands_out(row))

    def _text(self, column: Column, row: Any, is_invented: bool) -> str:
        text = column.shown(row)
        if is_invented and column.is_marked and column.value(row) not in (None, ""):
            text = format_html("{}{}", text, MARK)
        words = self.ledger.mark(row) if column.is_head else ""
        return format_html('{} <span class="state state-info">{}</span>', text, words) if words else text

    def sheet(self) -> workbooks.Sheet:
        """All rows that the filters leave, as one sheet. Raises InvalidInput when they are too many for one file."""
        if len(self) > MOST_IN_A_FILE:
            raise InvalidInput(
                f"“{self.title}”现有{len(self)}{self.ledger.counted}，超过一次下载的上限{MOST_IN_A_FILE}，不能下载。"
                "请用查询条件缩小范围后分次下载。"
            )
        rows = list(self.prepare(list(self.rows)))
        natures = [self._nature(row) for row in rows]
        columns = [workbooks.Column("序号", Kind.WHOLE, 4)]
        columns += [workbooks.Column(each.filed_label, each.kind, each.width) for each in self.ledger.in_file]
        filed = [[number, *(each.filed(row) for each in self.ledger.in_file)] for number, row in enumerate(rows, 1)]
        if any(natures):
            columns.append(workbooks.Column("数据性质", width=8))
            for cells, nature in zip(filed, natures, strict=True):
                cells.append(nature or NONE)
        head = [f"单位：{self.unit}", f"截至{self.as_of_text}　{self.count_words}"]
        head += [f"查询条件：{self.filter_words}"] if self.filter_words else []
        return workbooks.Sheet(self.title, columns, filed, head, [*self.ledger.notes, *self.notes], is_signed=True)

    def _nature(self, row: Any) -> str:
        words = [DEMONSTRATION] if self.ledger.is_invented(row) else []
        return "、".join([*words, *filter(None, [self.ledger.mark(row)])])


def show_list(
    request: Any, template: str, listing: Listing, context: dict[str, Any] | None = None, *, part: str = "rows"
) -> HttpResponse:
    """The page of a list, or its file when the address asks for one."""
    if request.GET.get("as") == "xlsx":
        return _file(request, listing)
    return show(request, template, {**(context or {}), "listing": listing, "filters": listing.filters}, part=part)


def _file(request: Any, listing: Listing) -> HttpResponse:
    sheet = listing.sheet()
    taken = TakenList.by(request.actor, listing.title, listing.ledger.needs)
    take_list(request.actor, taken, filters=listing.filter_words_for_trail, rows=len(listing))
    mark = DEMONSTRATION if clock.world() == "demo" else ""
    answer = HttpResponse(
        workbooks.workbook([sheet], made_at=listing.moment, mark=mark), content_type=workbooks.CONTENT_TYPE
    )
    day = f"{listing.moment.astimezone(SHANGHAI):%Y%m%d}"
    name = f"{mark and f'（{mark}）'}{listing.title}{day}.xlsx"
    answer["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    answer["Cache-Control"] = "no-store"
    return answer


def _filters(form: BaseForm | None) -> list[tuple[str, str, bool]]:
    """Label, words and whether they were chosen (not typed) of each filter that is set; hidden ones have no words."""
    if form is None or not form.is_valid():
        return []
    fields = [(bound.field, form.cleaned_data.get(bound.name)) for bound in form.visible_fields()]
    return [
        (str(asked.label), _words(asked, value), isinstance(asked, ChoiceField))
        for asked, value in fields
        if value not in (None, "", [])
    ]


def _words(asked: Any, value: Any) -> str:
    """A chosen value under the name that the list of choices gives it."""
    if isinstance(asked, ChoiceField) and not isinstance(asked, ModelChoiceField):
        choices: Any = asked.choices
        return {str(key): str(label) for key, label in choices}.get(str(value), str(value))
    return str(value)
