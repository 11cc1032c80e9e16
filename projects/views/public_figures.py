"""Public facts: those of the district, recording one, correcting one."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.http import require_http_methods, require_safe

from portal.kernel.errors import NotPermitted
from portal.kernel.missing import Missing
from portal.kernel.permissions import PORTAL, Portal
from portal.web.access import page
from portal.web.ledgers import NONE, Column, Ledger, Listing, Place, ledger, show_list
from portal.web.templatetags.figures import confidence_words, moment, money
from projects import actions, permissions
from projects.forms.public_figures import PublicFigureCorrectionForm, PublicFigureForm
from projects.models import Area, PublicFigure, Village
from projects.selectors.corrections import by_whom
from projects.selectors.moment import Moment
from projects.selectors.public_figures import PublicFigureRow, differences, public_figures
from projects.views.entry import Entry, bound, entered, of_village

LIST = "projects/public_figure_list.html"
RECORD_NOTE = "只登记有出处的公开资料。说法不一致的并列登记，不改动原有记录。"


def _statement(fact: PublicFigureRow) -> str:
    return money(fact.money) if fact.money else fact.value


def _origin(fact: PublicFigureRow) -> SafeString:
    return format_html('{}<span class="small">{}</span>', fact.source, fact.address)


FACTS = ledger(
    "public-figures",
    Ledger(
        "公开信息",
        permissions.VIEW_VILLAGES,
        [
            Column("事项", lambda fact: fact.label, width=16, is_head=True),
            Column(
                "内容", lambda fact: fact.value, width=24, missing=Missing.NOT_PUBLIC, look=_statement, is_marked=True
            ),
            Column("口径", lambda fact: fact.basis, width=10, keeps_line=True),
            Column("出处", lambda fact: fact.source, width=24, look=_origin),
            Column("出处地址", lambda fact: fact.address or NONE, width=30, place=Place.FILE),
            Column("可信度", lambda fact: confidence_words(fact.confidence) or NONE, width=14),
            Column("说明", lambda fact: fact.note or NONE, width=30),
        ],
        counted="项",
        empty=(Missing.NOT_PUBLIC, "没有查到公开资料。"),
        mark=lambda fact: fact.mark,
        verbs="projects/public_figure_verbs.html",
        per_page=200,
    ),
)


@page(needs=permissions.VIEW_VILLAGES)
@require_safe
def public_figure_list(request: Any) -> HttpResponse:
    """What was published of the district as a whole; that of a village stands on its page."""
    now = Moment.now()
    may_record = request.actor.span(permissions.RECORD_PUBLIC_FACTS).everywhere
    facts = public_figures(None, now)
    notes = differences(facts)
    listing = Listing(request, FACTS, facts, as_of=now.as_of, notes=notes, has_verbs=may_record)
    return show_list(request, LIST, listing, {"may_record": may_record})


@page(needs=permissions.RECORD_PUBLIC_FACTS)
@require_http_methods(["GET", "HEAD", "POST"])
def public_figure_record(request: Any) -> HttpResponse:
    """A fact of the district."""
    _check_may_record(request, PORTAL)
    back = reverse("projects:public-figure-list")
    words = Entry("登记公开信息", "登记", back, ((back, "公开信息"),), note=RECORD_NOTE)
    return _recorded(request, words, PORTAL, None)


@page(needs=permissions.RECORD_PUBLIC_FACTS)
@require_http_methods(["GET", "HEAD", "POST"])
def village_public_figure_record(request: Any, pk: int) -> HttpResponse:
    found = Village.objects.visible_to(request.actor, by=permissions.RECORD_PUBLIC_FACTS)
    village: Village = get_object_or_404(found, pk=pk)
    return _recorded(request, of_village(village, "登记公开信息", "登记", note=RECORD_NOTE), village, village)


@page(needs=permissions.RECORD_PUBLIC_FACTS)
@require_http_methods(["GET", "HEAD", "POST"])
def public_figure_correct(request: Any, pk: int) -> HttpResponse:
    found = PublicFigure.objects.visible_to(request.actor, by=permissions.RECORD_PUBLIC_FACTS)
    figure: PublicFigure = get_object_or_404(
        found.select_related("village", "area", "recorded_by__organisation"), pk=pk
    )
    target = figure.village or figure.area or PORTAL
    _check_may_record(request, target)
    title = f"更正“{figure.label}”"
    confirm = "更正后，原记录、现记录和原因都会保留，不能撤回。确定更正吗？"
    about = [
        {"label": "原记录", "value": figure.value, "missing": "未公开"},
        {"label": "出处", "value": figure.source},
        {"label": "登记", "value": f"{by_whom(figure.recorded_by)}　{moment(figure.recorded_at)}"},
    ]
    back = reverse("projects:public-figure-list")
    words = (
        of_village(figure.village, title, "更正", confirm=confirm, about=about)
        if figure.village
        else Entry(title, "更正", back, ((back, "公开信息"),), confirm=confirm, about=about)
    )
    form = bound(PublicFigureCorrectionForm, request, initial=PublicFigureCorrectionForm.of(figure))
    return entered(
        request,
        words,
        form,
        lambda given: actions.record_public_figure(
            request.actor, target, key=figure.key, label=figure.label, corrects=figure, **given
        ),
        say="公开信息已更正，原记录保留。",
    )


def _check_may_record(request: Any, target: Village | Area | Portal) -> None:
    """Published facts are seen by all; whose they are decides who may write, before a form is shown in vain."""
    if not request.actor.span(permissions.RECORD_PUBLIC_FACTS).covers(target.anchor_values()):
        raise NotPermitted()


def _recorded(request: Any, words: Entry, target: Village | Portal, village: Village | None) -> HttpResponse:
    """A name that stands already is the same matter from another source; a new one is a matter of its own."""
    known = {row.label: row.key for row in public_figures(village, Moment.now())} if request.method == "POST" else {}
    return entered(
        request,
        words,
        bound(PublicFigureForm, request),
        lambda given: actions.record_public_figure(
            request.actor, target, key=known.get(given["label"], given["label"]), **given
        ),
        say="公开信息已登记。",
    )
