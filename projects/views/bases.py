"""口径对照: what each number counts, and why numbers of two 口径 differ."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from portal.kernel.missing import Missing
from portal.kernel.permissions import PORTAL
from portal.web.access import page
from portal.web.entry import Entry, bound, entered
from portal.web.ledgers import NONE, Column, Ledger, Listing, ledger, show_list
from portal.web.workbooks import Kind
from projects import actions, permissions
from projects.forms.bases import FigureBasisCorrectionForm, FigureBasisForm
from projects.models import FigureBasis, FigureKind
from projects.selectors.bases import bases

LIST = "projects/basis_list.html"

BASES = ledger(
    "figure-bases",
    Ledger(
        "口径对照",
        permissions.VIEW_VILLAGES,
        [
            Column("事项", lambda row: row.subject, width=12, is_head=True, keeps_line=True),
            Column("口径", lambda row: row.name, width=10, keeps_line=True),
            Column("计什么", lambda row: row.definition, width=40),
            Column("自何时起", lambda row: row.since_on, Kind.DAY, missing=Missing.NOT_ENTERED),
            Column("依据文件", lambda row: row.document, width=24),
            Column("与指挥部口径的差异", lambda row: row.difference or NONE, width=40),
        ],
        counted="条口径",
        empty=(Missing.NOT_ENTERED, "口径还没有载入。"),
        verbs="projects/basis_verbs.html",
        per_page=200,
    ),
)


@page(needs=permissions.VIEW_VILLAGES)
@require_safe
def basis_list(request: Any) -> HttpResponse:
    may_define = request.actor.may(permissions.DEFINE_BASES)
    listing = Listing(request, BASES, bases(), has_verbs=may_define)
    return show_list(request, LIST, listing, {"may_define": may_define})


@page(needs=permissions.DEFINE_BASES)
@require_http_methods(["GET", "HEAD", "POST"])
def basis_define(request: Any) -> HttpResponse:
    back = reverse("projects:basis-list")
    kinds = FigureKind.objects.visible_to(request.actor).order_by("ordinal", "pk")
    return entered(
        request,
        Entry(
            "登记口径",
            "登记",
            back,
            ((back, "口径对照"),),
            note="每周报数的指挥部口径以指标定义为准，这里登记其他口径。",
        ),
        bound(FigureBasisForm, request, kinds=kinds),
        lambda given: actions.define_figure_basis(request.actor, PORTAL, **given),
        say="口径已登记。",
    )


@page(needs=permissions.DEFINE_BASES)
@require_http_methods(["GET", "HEAD", "POST"])
def basis_correct(request: Any, pk: int) -> HttpResponse:
    found: FigureBasis = get_object_or_404(FigureBasis.objects.visible_to(request.actor), pk=pk)
    back = reverse("projects:basis-list")
    names = FigureBasisCorrectionForm.base_fields.keys() - {"reason"}
    return entered(
        request,
        Entry(
            f"更正{found}", "更正", back, ((back, "口径对照"),), confirm="更正后原定义仍保留，不能撤回。确定更正吗？"
        ),
        bound(FigureBasisCorrectionForm, request, initial={name: getattr(found, name) for name in names}),
        lambda given: actions.define_figure_basis(
            request.actor, PORTAL, subject=found.subject, basis=found.basis, corrects=found, **given
        ),
        say="口径已更正，原定义保留。",
    )
