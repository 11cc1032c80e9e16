"""The calendar: a year at a glance, changing it in two steps (preview, confirm), what moved, and the calculator."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from portal.clocks import actions, selectors
from portal.clocks.forms import CalendarForm, ReckonForm
from portal.clocks.models import CalendarChange
from portal.clocks.permissions import SET_CALENDAR, VIEW_CALENDAR
from portal.clocks.selectors.calendar import WEEKDAYS
from portal.clocks.views.shifts import shift_listing
from portal.kernel import clock
from portal.kernel.errors import BrokenInvariant, InvalidInput, NotSeen
from portal.kernel.permissions import PORTAL
from portal.web.access import page
from portal.web.entry import show_refusal
from portal.web.ledgers import show_list
from portal.web.pages import done, show
from portal.web.templatetags import figures

YEAR, CHANGE, FORM = "clocks/calendar.html", "clocks/calendar_change.html", "clocks/calendar_form.html"
RECKON = "clocks/reckon.html"
LAST_CHANGES = 10
MOST_PREVIEWED = 500  # rows; the whole list is kept and can be downloaded once it is done


@page(needs=VIEW_CALENDAR)
@require_safe
def calendar_now(request: Any) -> HttpResponse:
    return _year(request, clock.today().year)


@page(needs=VIEW_CALENDAR)
@require_safe
def calendar_year(request: Any, year: int) -> HttpResponse:
    return _year(request, year)


def _year(request: Any, year: int) -> HttpResponse:
    years = selectors.years_to_show()
    if year not in years:
        raise NotSeen(f"工作日历没有{year}年。可查看{years[0]}年至{years[-1]}年。")
    context = {
        "year": selectors.year_page(year),
        "weekdays": WEEKDAYS,
        "previous": year - 1 if year - 1 in years else None,
        "next": year + 1 if year + 1 in years else None,
        "today": clock.today(),
        "changes": [selectors.change_row(change) for change in selectors.changes()[:LAST_CHANGES]],
        "may_set": request.actor.may(SET_CALENDAR),
    }
    return show(request, YEAR, context)


@page(needs=SET_CALENDAR)
@require_http_methods(["GET", "HEAD", "POST"])
def calendar_change_make(request: Any) -> HttpResponse:
    """The form; then what would move; then, confirmed, the deed. Whoever changes a field previews again."""
    if request.method != "POST":
        return show(request, FORM, {"form": CalendarForm()})
    form = CalendarForm(request.POST)
    if not form.is_valid():
        return show(request, FORM, {"form": form}, status=422)
    try:
        if previewed := request.POST.get("previewed", ""):
            return _changed(request, form, previewed)
        actions.require_draft(form.draft())
        found = selectors.preview_of(form.draft())
    except (InvalidInput, BrokenInvariant) as refusal:
        show_refusal(form, refusal)
        return show(request, FORM, {"form": form}, status=422)
    shown = sorted(found.moved, key=lambda each: (each.after, each.clock_id))[:MOST_PREVIEWED]
    context = {
        "form": form,
        "preview": found,
        "left_off": len(found.moved) - len(shown),
        "rows": selectors.shifts_previewed(shown, request.actor),
        "entries": _entries(form),
    }
    return show(request, FORM, context)


def _changed(request: Any, form: CalendarForm, previewed: str) -> HttpResponse:
    change = actions.change_calendar(
        request.actor, PORTAL, draft=form.draft(), reason=form.cleaned_data["reason"], previewed=previewed
    )
    to = reverse("clocks:calendar-change", args=[change.pk])
    say = f"工作日历已调整，重新计算{change.looked_at}项期限，{change.moved}项到期日变动。"
    return done(request, FORM, {"form": form}, part="changed", to=to, say=say)


def _entries(form: CalendarForm) -> list[str]:
    """What is about to be entered, in words."""
    draft = form.draft()
    labels = {name: str(field.label) for name, field in form.fields.items()}
    years = [f"{entry.year}年：{dict(form.fields['standing'].choices)[entry.standing]}" for entry in draft.years]  # type: ignore[attr-defined]
    return years + [
        " ".join(filter(None, [figures.day(entry.day), labels[entry.kind], entry.note])) for entry in draft.days
    ]


@page(needs=VIEW_CALENDAR)
@require_safe
def calendar_change(request: Any, pk: int) -> HttpResponse:
    found: CalendarChange = get_object_or_404(CalendarChange.objects.visible_to(request.actor), pk=pk)
    context = {"change": selectors.change_row(found)}
    return show_list(request, CHANGE, shift_listing(request, found), context, part="shifts")


@page(needs=VIEW_CALENDAR)
@require_safe
def reckon(request: Any) -> HttpResponse:
    """A GET form, so that a reckoning has an address that can be sent on."""
    if not request.GET:
        return show(request, RECKON, {"form": ReckonForm(initial={"start": clock.today(), "unit": "workday"})})
    form = ReckonForm(request.GET)
    if not form.is_valid():
        return show(request, RECKON, {"form": form}, status=422)
    try:
        found = selectors.reckon(form.cleaned_data["start"], form.term, lists=True)
    except InvalidInput as refusal:
        show_refusal(form, refusal)
        return show(request, RECKON, {"form": form}, status=422)
    return show(request, RECKON, {"form": form, "found": found})
