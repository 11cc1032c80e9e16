"""Rules of the traffic lights: which there are, which holds, putting one into force."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST, require_safe

from portal.kernel import clock
from portal.web.access import page
from portal.web.pages import done, show
from projects import actions, permissions
from projects.forms.lamps import AdoptionForm
from projects.models import LampProfile
from projects.selectors.lamp_profiles import lamp_adoptions, lamp_profiles
from projects.selectors.moment import Moment
from projects.views.entry import is_done

LIST = "projects/lamp_rule_list.html"


@page(needs=permissions.VIEW_VILLAGES)
@require_safe
def lamp_rule_list(request: Any) -> HttpResponse:
    return show(request, LIST, _rules(request))


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
    return {
        "profiles": [{"row": row, "form": forms.get(row.id)} for row in profiles],
        "adoptions": lamp_adoptions(),
    }
