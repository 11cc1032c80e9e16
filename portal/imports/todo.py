"""What waits of imports: workbooks that were checked and are neither confirmed nor given up."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse

from portal.imports.selectors import label_of, waiting_for
from portal.kernel.permissions import Actor
from portal.web.todo import TodoItem, todo


@todo("imports-to-confirm", order=25)
def imports_to_confirm(actor: Actor) -> Iterator[TodoItem]:
    for run in waiting_for(actor):
        yield TodoItem(
            f"确认导入：{label_of(run.sheet)}{run.rows}行", reverse("imports:run", args=[run.pk]), "表格导入"
        )
