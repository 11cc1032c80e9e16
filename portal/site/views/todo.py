"""我的待办."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from portal.kernel import clock
from portal.web.access import signed_in
from portal.web.pages import show
from portal.web.todo import todo_of


@signed_in("everybody has a desk of his own")
@require_safe
def todo_list(request: Any) -> HttpResponse:
    return show(request, "site/todo.html", {"items": todo_of(request.actor), "today": clock.today()})
