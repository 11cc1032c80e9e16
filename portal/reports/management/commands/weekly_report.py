"""``manage.py weekly_report --week 2026-W47 --out FILE``: a week's edition by hand, on the worker's own path."""

from __future__ import annotations

import secrets
import sys
import time
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from portal.files import store
from portal.jobs import selectors as work
from portal.jobs.worklist import Outcome, perform
from portal.kernel import clock
from portal.kernel.errors import InvalidInput, Refusal, Unavailable
from portal.kernel.periods import Week
from portal.kernel.permissions import PORTAL, System
from portal.reports import actions, selectors
from portal.reports.models import Edition

LONGEST_WAIT = 300.0
PAUSE = 0.5


class NotPrinted(Unavailable):
    """The edition could not be printed now; the sentence is the job's own."""


class Command(BaseCommand):
    help = "生成某一周的周调度专报（送审稿）；已生成的，取出存档的PDF，已签发的取签发件。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--week", help="所报周，如 2026-W47；不写为最近一个已截数的周")
        parser.add_argument("--out", type=Path, help="PDF存放位置；不写则只显示存档位置")

    def handle(self, *args: Any, **options: Any) -> None:
        week, out = options["week"], options["out"]
        try:
            wanted = Week.parse(week) if week else _last_due()
            if out is not None:
                _check_place(out)
            edition = _printed(wanted)
            paper = edition.issued_hash or _draft(edition)
            place = _copy(paper, out) if out is not None else store.path(paper)
        except Refusal as refusal:
            self.stderr.write(refusal.sentence)
            sys.exit(1)
        self.stdout.write(f"{wanted} {selectors.label_of(edition)}：{place}")


def _last_due() -> Week:
    settled = selectors.cycle()
    if settled is None:
        raise actions.ReportsNotBegun()
    return settled.last_due(clock.now())


def _check_place(out: Path) -> None:
    """Before anything is made: the place must be there."""
    if not out.absolute().parent.is_dir() or out.is_dir():
        raise InvalidInput(f"未办成：PDF不能存放到“{out}”。请写明已有文件夹中的一个文件名。")


def _printed(week: Week) -> Edition:
    """The week's latest edition, printed now if it is not yet: an issue is handed out as it was issued."""
    if (made := selectors.edition_of(week)) and made.is_printed:
        return made
    job_id = actions.ask_for_edition(System("命令行生成专报"), PORTAL, week=week)
    give_up_at = time.monotonic() + LONGEST_WAIT
    while perform(job_id) in (Outcome.NOT_OURS, Outcome.LOST):
        # A worker heard the bell first: its result is as good as ours.
        standing = work.job(selectors.WEEKLY_EDITION, str(week))
        if standing is None or not standing.is_held or time.monotonic() > give_up_at:
            break
        time.sleep(PAUSE)
    made = selectors.edition_of(week)
    if made is None or not made.is_printed:
        standing = work.job(selectors.WEEKLY_EDITION, str(week))
        raise NotPrinted(standing.complaint if standing else "")
    return made


def _draft(edition: Edition) -> str:
    """The 送审稿 with its words as they stand, printed now if nobody has done it yet."""
    if not (paper := selectors.draft_hash(edition)):
        wanted = work.job(selectors.WORDED_PAPER, selectors.worded_key(edition))
        if wanted is not None:
            perform(wanted.id)
        if not (paper := selectors.draft_hash(edition)):
            raise NotPrinted(wanted.complaint if wanted else "")
    return paper


def _copy(paper: str, out: Path) -> Path:
    """Write beside and rename: whoever reads the file meanwhile reads the old one or the new one."""
    part = out.with_name(f".{out.name}.{secrets.token_hex(4)}")
    try:
        part.write_bytes(store.read(paper))
        part.replace(out)
    except OSError as error:
        raise Unavailable(f"未办成：PDF不能写入“{out}”（{error.strerror}）。请换一个位置再试。") from error
    finally:
        part.unlink(missing_ok=True)
    return out.absolute()
