"""What waits of money: applications to be reviewed or approved, payments to be registered or verified."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse

from funding.flows import PAYMENT_FLOW
from funding.lifecycle import PaymentState
from funding.models import Application
from funding.permissions import REGISTER_PAYMENT, VERIFY_PAYMENT
from funding.selectors.desk import may_later
from portal.approvals.selectors import waiting_for
from portal.kernel.permissions import Actor
from portal.web.todo import TodoItem, todo

LATER = ((PaymentState.APPROVED, REGISTER_PAYMENT, "登记拨付"), (PaymentState.PAID, VERIFY_PAYMENT, "核查使用情况"))


@todo("applications", order=15)
def applications_to_vote_on(actor: Actor) -> Iterator[TodoItem]:
    """Only to whoever may vote in the open stage: not to whoever had a part in it."""
    if not any(actor.may(stage.needs) for stage in PAYMENT_FLOW.stages):
        return
    waiting = {int(asked.key): asked for asked in waiting_for(actor) if asked.flow == PAYMENT_FLOW.key}
    found = Application.objects.filter(pk__in=waiting).select_related("village").order_by("pk") if waiting else ()
    for application in found:
        label = f"{waiting[application.pk].open_stage['label']}：{waiting[application.pk].title}"
        yield _item(label, application)


@todo("payments", order=16)
def payments_to_register_or_verify(actor: Actor) -> Iterator[TodoItem]:
    """One line for each application, however many of its payments wait."""
    for state, power, word in LATER:
        for application, number in may_later(actor, state, power):
            what = f"{application.village.label}{application.get_sort_display()}{number}笔（{application.purpose}）"
            yield _item(f"{word}：{what}", application)


def _item(label: str, application: Application) -> TodoItem:
    url = reverse("funding:application", args=[application.pk])
    return TodoItem(label, url, "资金", village=application.village.label)
