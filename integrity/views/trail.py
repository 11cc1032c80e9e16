"""留痕记录: the list, one entry with what was before and after, and what a deed led to."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from integrity.forms import TrailFilterForm
from integrity.models import AuditEntry
from integrity.permissions import VIEW_TRAIL
from integrity.selectors import VERIFYING, last_checkpoint, oldest_unsealed
from integrity.selectors.causes import causes_of
from integrity.selectors.entries import EntryRow, entries_wanted, in_words, leaf_of_entry
from portal.jobs.selectors import last_done
from portal.kernel.missing import Missing
from portal.web.access import page
from portal.web.ledgers import (
    MOST_IN_A_FILE,
    MOST_ON_ONE_SHEET,
    NONE,
    Column,
    Ledger,
    Listing,
    ledger,
    link,
    show_list,
)
from portal.web.pages import show
from portal.web.templatetags.figures import moment
from portal.web.templatetags.ui import state
from portal.web.workbooks import Kind

LIST, ENTRY, CHAIN = "integrity/entry_list.html", "integrity/entry.html", "integrity/entry_chain.html"


def _result(row: EntryRow) -> str:
    return state(row.result, "neutral" if row.is_done else "warn")


TRAIL = ledger(
    "trail",
    Ledger(
        "留痕记录",
        VIEW_TRAIL,
        [
            Column("时间", lambda row: row.at, Kind.MOMENT),
            Column(
                "操作",
                lambda row: row.what,
                width=22,
                is_head=True,
                look=lambda row: link(reverse("integrity:entry", args=[row.pk]), row.what, row.thing),
            ),
            Column("对象", lambda row: row.thing, width=22),
            Column("经办", lambda row: row.who, width=16),
            Column("点位", lambda row: row.villages, width=16),
            Column("结果", lambda row: row.result, width=12, look=_result),
            Column("途径", lambda row: row.via, width=8),
            Column("原因", lambda row: row.reason or NONE, width=20),
        ],
        counted="条",
        noun="留痕",
        empty=(Missing.NOT_APPLICABLE, "还没有留痕。"),
        notes=("身份证号、电话、账号等只留印记，不留原文。",),
    ),
)


class TrailListing(Listing):
    """A list that is too long to be counted at each look: a page goes on below the last entry of the one before."""

    @cached_property
    def page(self) -> Page[Any]:
        size = MOST_ON_ONE_SHEET if self.is_whole else self.ledger.per_page
        found = list(self._below()[: size + 1])
        self.older = found[size - 1].pk if len(found) > size else None
        shown = list(self.prepare(found[:size]))
        return Page(shown, 1, Paginator(shown, max(len(shown), 1)))

    def __len__(self) -> int:
        """How many a file would hold, counted no further than it may hold."""
        return int(self.rows.order_by()[: MOST_IN_A_FILE + 1].count())

    @property
    def count_words(self) -> str:
        return f"本页{len(self.page.object_list)}{self.ledger.counted}" if self._is_on_screen else super().count_words

    @property
    def _is_on_screen(self) -> bool:
        return bool(self.request.GET.get("as") != "xlsx")

    @property
    def older_query(self) -> str:
        """The address of the next page; empty on the last one."""
        if not self.page or self.older is None:
            return ""
        asked = self.request.GET.copy()
        asked["below"] = self.older
        return f"?{asked.urlencode()}"

    @property
    def newest_query(self) -> str:
        asked = self.request.GET.copy()
        asked.pop("below", None)
        return f"?{asked.urlencode()}"

    @property
    def is_newest(self) -> bool:
        return "below" not in self.request.GET

    def _below(self) -> Any:
        last = self.request.GET.get("below", "")
        return self.rows.filter(pk__lt=int(last)) if last.isascii() and last.isdigit() and len(last) < 19 else self.rows


@page(needs=VIEW_TRAIL)
@require_safe
def entry_list(request: Any) -> HttpResponse:
    form = TrailFilterForm(request.GET, actor=request.actor)
    rows = entries_wanted(request.actor, form.wanted())

    def told(entries: Sequence[AuditEntry]) -> Sequence[EntryRow]:
        return in_words(request.actor, entries)

    return show_list(request, LIST, TrailListing(request, TRAIL, rows, form, told), {"standing": _standing()})


@page(needs=VIEW_TRAIL)
@never_cache
@require_safe
def entry(request: Any, pk: int) -> HttpResponse:
    found = _entry(request, pk)
    (row,) = in_words(request.actor, [found])
    return show(request, ENTRY, {"row": row, "about": _about(row), "body": found.body, "leaf": leaf_of_entry(pk)})


@page(needs=VIEW_TRAIL)
@never_cache
@require_safe
def entry_chain(request: Any, pk: int) -> HttpResponse:
    found = _entry(request, pk)
    (row,) = in_words(request.actor, [found])
    return show(request, CHAIN, {"row": row, "deeds": causes_of(request.actor, found)})


def _entry(request: Any, pk: int) -> AuditEntry:
    found: AuditEntry = get_object_or_404(AuditEntry.objects.visible_to(request.actor), pk=pk)
    return found


def _standing() -> list[dict[str, Any]]:
    """How far the trail is signed, sealed and verified, in words."""
    signed, waiting, verified = last_checkpoint(), oldest_unsealed(), last_done(VERIFYING)
    checkpoint = f"{moment(signed.at)}，{signed.size}条，校验码{signed.root[:16]}" if signed else "还没有签署"
    sealed = f"最早一条自{moment(waiting)}起待封存" if waiting else "全部已封存"
    told = "还没有核验"
    if verified and verified.done_at and verified.result:
        count = verified.result["count"]
        found = f"不符{count}处，请报审计管理员和纪检" if count else "相符"
        told = f"{moment(verified.done_at)}，封存{verified.result['entries']}条，{found}"
    return [
        {"label": "最近校验点", "value": checkpoint},
        {"label": "封存", "value": sealed},
        {"label": "最近核验", "value": told},
    ]


def _about(row: EntryRow) -> list[dict[str, Any]]:
    said = row.said
    return [
        {"label": "操作", "value": row.what},
        {"label": "对象", "value": row.thing, "url": _of_object(said["object"])},
        {"label": "经办", "value": row.who},
        {"label": "结果", "value": row.result},
        {"label": "点位", "value": row.villages},
        {"label": "途径", "value": f"{row.via}（{said['ip']}）" if said["ip"] else row.via},
        {"label": "原因", "value": row.reason or NONE},
        {"label": "请求编号", "value": said["req"] or NONE},
        {"label": "代码名", "value": said["action"]},
    ]


def _of_object(thing: str) -> str:
    """Where all entries of the same thing stand."""
    kind, _, key = thing.partition(":")
    return f"{reverse('integrity:entry-list')}?kind={kind}&number={key}" if key.isdigit() else ""
