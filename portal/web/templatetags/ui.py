"""The components of the pages: one tag, one template of the same name in ``templates/ui``.

A component stands around a table or a figure, never inside a long loop: rows are plain markup with the classes of
``gov.css`` (``lamp lamp-red``, ``state state-warn``, ``missing``) and the filters of ``figures``.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django import template
from django.core.paginator import Page
from django.forms import BaseForm, BoundField, CheckboxInput, CheckboxSelectMultiple, RadioSelect
from django.template import Context
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString

from portal.kernel.missing import Missing
from portal.web.templatetags.figures import UNITS, confidence_words

register = template.Library()

LAMP_WORDS = {"red": "红灯", "yellow": "黄灯", "green": "绿灯", "none": "不亮灯"}
STATE_KINDS = ("neutral", "info", "good", "warn", "bad")


# --- figures and marks ---------------------------------------------------------------------------------------------


@register.inclusion_tag("ui/card.html", takes_context=True)
def card(context: Context, figure: Any, url: str = "") -> dict[str, Any]:
    """A figure with all that makes it honest: unit, base, change, as-of time, source and lamp.

    ``figure`` is an object or mapping with ``label`` and ``value`` (``Money``, number, text or ``None``), and as far as
    they exist ``missing`` (which of the five words), ``unit``, ``denominator`` (the base, in words), ``change``,
    ``as_of``, ``source``, ``lamp`` (``colour``, ``word``), ``note`` and ``mark`` (※ behind an invented number).
    ``url`` leads to what the figure rests on.
    """
    return {"figure": figure, "unit": chosen_unit(context), "url": url}


@register.simple_tag
def lamp(colour: str, word: str = "", reason: str = "") -> SafeString:
    """A traffic light: colour, shape and word, and the reason in words when there is one."""
    colour = colour if colour in LAMP_WORDS else "none"
    mark = format_html('<span class="lamp lamp-{}">{}</span>', colour, word or LAMP_WORDS[colour])
    return format_html('{} <span class="lamp-reason">{}</span>', mark, reason) if reason else mark


@register.simple_tag
def state(word: str, kind: str = "neutral") -> SafeString:
    """The state of a thing as a word in a frame; the colour only repeats what the word says."""
    return format_html('<span class="state state-{}">{}</span>', kind if kind in STATE_KINDS else "neutral", word)


@register.inclusion_tag("ui/source.html")
def source(text: str, confidence: str = "", url: str = "") -> dict[str, str]:
    """Where a figure comes from and how far it can be trusted, as visible words (they print, too)."""
    return {"text": text, "confidence": confidence_words(confidence), "url": url}


@register.simple_tag(takes_context=True)
def chosen_unit(context: Context) -> str:
    """The unit of amounts that the address asks for (``?unit=万元``); empty means: the best one for each amount."""
    request = context.get("request")
    unit = request.GET.get("unit", "") if request else ""
    return unit if unit in UNITS else ""


@register.inclusion_tag("ui/unit_switch.html", takes_context=True)
def unit_switch(context: Context) -> dict[str, Any]:
    """Links that set the unit of every amount on the page; the script switches in place without loading."""
    chosen = chosen_unit(context)
    choices = [("自动", ""), *((unit, unit) for unit in UNITS)]
    return {
        "choices": [
            {"label": label, "unit": unit, "query": _query(context, unit=unit or None), "is_current": unit == chosen}
            for label, unit in choices
        ]
    }


# --- frames --------------------------------------------------------------------------------------------------------


@register.simple_block_tag
def panel(content: str, title: str, key: str = "", note: str = "", url: str = "") -> SafeString:
    """A titled frame; ``key`` is an id to link to, ``url`` a link 全部 in its head, ``note`` a line at the foot."""
    return render_to_string("ui/panel.html", {"content": content, "title": title, "key": key, "note": note, "url": url})


@register.simple_block_tag
def ledger(
    content: str,
    title: str,
    unit: str = "",
    as_of: str = "",
    wide: bool = False,
    filters: str = "",
    count: str = "",
) -> SafeString:
    """A table with what paper needs around it: title, unit, as-of time, filters in words, lines to sign.

    ``wide`` is for a table that does not restack on a phone: it then scrolls inside its own frame.
    """
    values = {"content": content, "title": title, "unit": unit, "as_of": as_of, "wide": wide}
    return render_to_string("ui/ledger.html", {**values, "filters": filters, "count": count})


@register.simple_tag
def crumb(label: str, url: str = "") -> SafeString:
    """One step of the breadcrumbs; without a ``url`` it is the page itself."""
    if url:
        return format_html('<li><a href="{}">{}</a></li>', url, label)
    return format_html('<li aria-current="page">{}</li>', label)


@register.simple_tag
def print_button(label: str = "打印") -> SafeString:
    """Opens the browser's print dialog; not shown without a script, where the browser's own menu does the same."""
    return format_html(
        '<button class="btn btn-sm btn-outline-primary needs-script" type="button" data-print>{}</button>', label
    )


@register.inclusion_tag("ui/tabs.html")
def tabs(items: Iterable[Mapping[str, Any]], label: str = "本页内容") -> dict[str, Any]:
    """Links between the parts of a page: ``label``, ``url``, ``is_current``, ``count``."""
    return {"items": items, "label": label}


@register.inclusion_tag("ui/empty.html")
def empty(word: str, sentence: str = "", url: str = "", label: str = "") -> dict[str, str]:
    """What stands where nothing is: one of the five words, why, and what to do about it."""
    return {"word": word, "sentence": sentence or Missing(word).sentence, "url": url, "label": label}


@register.inclusion_tag("ui/definitions.html")
def definitions(rows: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """A list of properties: ``label``, ``value``, as far as they exist ``missing``, ``source``, ``confidence``."""
    return {"rows": rows}


@register.inclusion_tag("ui/timeline.html")
def timeline(milestones: Iterable[Any]) -> dict[str, Any]:
    """Milestones in order: ``label``, ``due_text``, ``state`` (done, late, next, planned), ``word``, ``note``."""
    return {"milestones": milestones}


@register.inclusion_tag("ui/chart.html")
def chart(chart: Any, key: str) -> dict[str, Any]:
    """An ECharts option as an island; its ``summary`` says in words what it shows, script or not."""
    return {"chart": chart, "key": key, "data_key": f"{key}-data"}


# --- forms ---------------------------------------------------------------------------------------------------------


@register.inclusion_tag("ui/field.html")
def field(bound: BoundField) -> dict[str, Any]:
    """One field of a form: label, help and sentence of refusal, tied together for screen readers."""
    widget = bound.field.widget
    is_group = isinstance(widget, (RadioSelect, CheckboxSelectMultiple))
    described = [f"{bound.auto_id}_help"] if bound.help_text else []
    if bound.errors:
        described.append(f"{bound.auto_id}_refused")
    attrs = _dressed(bound)
    if described and not is_group:
        attrs["aria-describedby"] = " ".join(described)
    return {
        "bound": bound,
        "control": bound.as_widget(attrs=attrs),
        "described": " ".join(described),
        "is_group": is_group,
        "is_box": isinstance(widget, CheckboxInput),
    }


@register.simple_tag
def cell(bound: BoundField) -> SafeString:
    """A field as one cell of a table whose head names it: the control, named for screen readers, and its refusal."""
    attrs: dict[str, str | bool] = {**_dressed(bound), "aria-label": str(bound.label)}
    if not bound.errors:
        return format_html("{}", bound.as_widget(attrs=attrs))
    place = f"{bound.auto_id}_refused"
    control = bound.as_widget(attrs={**attrs, "aria-describedby": place})
    return format_html('{}<span class="field-sentence" id="{}">{}</span>', control, place, bound.errors[0])


def _dressed(bound: BoundField) -> dict[str, str | bool]:
    widget = bound.field.widget
    if isinstance(widget, (RadioSelect, CheckboxSelectMultiple)):
        return {}
    if isinstance(widget, CheckboxInput):
        base = "form-check-input"
    else:
        base = "form-select" if getattr(widget, "input_type", "") == "select" else "form-control"
    return {"class": f"{base} is-invalid" if bound.errors else base}


@register.inclusion_tag("ui/filters.html")
def filters(form: BaseForm, target: str = "") -> dict[str, Any]:
    """The filters of a list, a GET form: the address says what was asked for. ``target`` is the part to renew."""
    rows = [{"bound": bound, "control": bound.as_widget(attrs=_dressed(bound))} for bound in form.visible_fields()]
    return {"form": form, "rows": rows, "target": target}


@register.inclusion_tag("ui/error_summary.html")
def error_summary(form: BaseForm) -> dict[str, Any]:
    """What has to be put right, at the head of the form, each line a link to its field."""
    return {"form": form}


@register.inclusion_tag("ui/form.html")
def form(form: BaseForm, submit: str = "保存", action: str = "", back: str = "", confirm: str = "") -> dict[str, Any]:
    """A whole form that posts to ``action`` (the page itself when empty), with its summary of what to put right."""
    return {"form": form, "submit": submit, "action": action, "back": back, "confirm": confirm}


@register.inclusion_tag("ui/verb.html")
def verb(
    label: str, url: str, confirm: str = "", kind: str = "secondary", name: str = "", value: str = ""
) -> dict[str, Any]:
    """A button for a POST verb, a form of its own; ``confirm`` is the sentence that the person agrees to first."""
    return {"label": label, "url": url, "confirm": confirm, "kind": kind, "name": name, "value": value}


# --- lists ---------------------------------------------------------------------------------------------------------


def _query(context: Context, **changed: str | None) -> str:
    """The query of this page with some values changed; ``None`` takes a value out, and the page number always goes."""
    request = context.get("request")
    values = request.GET.copy() if request else None
    if values is None:
        return "?"
    for key, value in {"page": None, **changed}.items():
        if value is None:
            values.pop(key, None)
        else:
            values[key] = value
    return f"?{values.urlencode()}"


@register.inclusion_tag("ui/column.html", takes_context=True)
def column(context: Context, label: str, key: str = "", align: str = "", sort: str = "sort") -> dict[str, Any]:
    """A table head; with a ``key`` it is a link that sorts by it (``?sort=key``, again: ``?sort=-key``)."""
    request = context.get("request")
    current = request.GET.get(sort, "") if request else ""
    direction = {key: "ascending", f"-{key}": "descending"}.get(current, "") if key else ""
    wanted = f"-{key}" if direction == "ascending" else key
    return {
        "label": label,
        "align": align,
        "direction": direction,
        "query": _query(context, **{sort: wanted}) if key else "",
    }


@register.inclusion_tag("ui/list_tools.html", takes_context=True)
def list_tools(context: Context, listing: Any) -> dict[str, str]:
    """How a list leaves the screen: as a file, and on paper; a list of several pages is first shown as one."""
    is_one_page = listing.page.paginator.num_pages == 1
    whole = "" if is_one_page else _query(context, whole="1")
    return {"file_query": _query(context, **{"as": "xlsx"}), "whole_query": whole}


@register.inclusion_tag("ui/pager.html", takes_context=True)
def pager(context: Context, page: Page[Any], unit: str = "条") -> dict[str, Any]:
    """Where in a long list one stands, and the way to its other pages, keeping every filter."""

    def query(number: int) -> str:
        return _query(context, page=str(number))

    return {
        "page": page,
        "unit": unit,
        "previous": query(page.previous_page_number()) if page.has_previous() else "",
        "next": query(page.next_page_number()) if page.has_next() else "",
        "first": query(1),
        "last": query(page.paginator.num_pages),
    }
