"""Rules of the traffic lights: which there are, which holds, putting one into force."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST, require_safe

from portal.kernel import clock
from portal.kernel.missing import Missing
from portal.web.access import page
from portal.web.ledgers import NONE, Column, Ledger, Listing, ledger, show_list
from portal.web.pages import done, show
from portal.web.templatetags.ui import state
from projects import actions, permissions
from projects.forms.lamps import AdoptionForm
from projects.models import LampProfile
from projects.selectors.lamp_profiles import lamp_adoptions, lamp_profiles
from projects.selectors.moment import Moment
from projects.views.entry import is_done

LIST = "projects/lamp_rule_list.html"


def _limits(entry: Any) -> SafeString:
    return format_html_join("", '<span class="line">{}</span>', ((limit,) for limit in entry["row"].limits))


def _clause(entry: Any) -> SafeString:
    return format_html('{}<span class="small">{}</span>', entry["row"].clause, entry["row"].source)


def _state(entry: Any) -> SafeString:
    return state("现用", "good") if entry["row"].is_in_force else state("未启用")


RULES = ledger(
    "lamp-rules",
    Ledger(
        "亮灯规则",
        permissions.VIEW_VILLAGES,
        [
            Column("规则", lambda entry: entry["row"].name, width=18, is_head=True, is_marked=True, keeps_line=True),
            Column("界限", lambda entry: "；".join(entry["row"].limits), width=40, look=_limits),
            Column("依据和出处", lambda entry: f"{entry['row'].clause}　{entry['row'].source}", width=40, look=_clause),
            Column("可信度", lambda entry: entry["row"].confidence or NONE, width=14),
            Column("状态", lambda entry: "现用" if entry["row"].is_in_force else "未启用", width=6, look=_state),
        ],
        counted="套规则",
        empty=(Missing.NOT_ENTERED, "亮灯规则还没有载入，各点位暂不亮灯。"),
        is_invented=lambda entry: entry["row"].is_demonstration,
        stands_out=lambda entry: entry["row"].is_in_force,
        verbs="projects/lamp_rule_verbs.html",
    ),
)


@page(needs=permissions.VIEW_VILLAGES)
@require_safe
def lamp_rule_list(request: Any) -> HttpResponse:
    context = _rules(request)
    return show_list(request, LIST, context["listing"], context, part="rules")


@page(needs=permissions.SET_LAMP_RULES)
@require_POST
def lamp_rule_adopt(request: Any, pk: int) -> HttpResponse:
    found = LampProfile.objects.visible_to(request.actor, by=permissions.SET_LAMP_RULES)
    profile: LampProfile = get_object_or_404(found, pk=pk)
    form = AdoptionForm(request.POST, auto_id=f"id_{pk}_%s")
    if not is_done(form, lambda given: actions.adopt_lamp_profile(request.actor, profile, **given)):
        return show(request, LIST, {**_rules(request), "refused": pk, "refused_form": form}, part="rules", status=422)
    say = f"“{profile}”自{form.cleaned_data['starts_on']:%Y-%m-%d}起启用。"
    return done(request, LIST, _rules(request), part="rules", to="projects:lamp-rule-list", say=say)


def _rules(request: Any) -> dict[str, Any]:
    may_adopt = request.actor.span(permissions.SET_LAMP_RULES).everywhere
    profiles = lamp_profiles(Moment.now())
    first = {"starts_on": clock.today()}
    forms = {row.id: AdoptionForm(auto_id=f"id_{row.id}_%s", initial=first) for row in profiles} if may_adopt else {}
    entries = [{"row": row, "form": forms.get(row.id)} for row in profiles]
    return {"listing": Listing(request, RULES, entries, has_verbs=may_adopt), "adoptions": lamp_adoptions()}
