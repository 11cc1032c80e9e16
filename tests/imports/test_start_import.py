"""start_import: a workbook is kept, belongs to whoever sent it, and waits for the worker."""

from __future__ import annotations

import pytest

from portal.files.selectors import content_of, files_of
from portal.imports import actions
from portal.imports.actions import MOST_OPEN, TooManyOpen
from portal.imports.facts import ImportStarted
from portal.imports.lifecycle import RunState
from portal.imports.models import ImportRun
from portal.jobs.lifecycle import JobState
from portal.jobs.models import Job
from portal.kernel.errors import NotPermitted
from tests import world
from tests.imports.books import FIGURES, book, line, sent
from tests.imports.conftest import checked, started


def test_the_file_is_kept_as_it_was_sent_and_a_job_waits(village, cadre, deeds):
    content = book([line(village)])
    run = actions.start_import(cadre, actions.Own(cadre), sheet=FIGURES, upload=sent(content, "周报.xlsx"))
    assert (run.state, run.made_by, run.file_name) == (RunState.RECEIVED, cadre.user, "周报.xlsx")
    [file] = files_of("imports.run", run.pk)
    assert (file.uid, content_of(file)) == (run.file_uid, content)
    assert Job.objects.get(kind=actions.CHECK_IMPORT, key=str(run.pk)).state == JobState.WANTED
    [deed] = [deed for deed in deeds if deed.action.endswith("start_import")]
    assert deed.facts == [ImportStarted(run.pk, FIGURES, run.file_sha256)]
    assert {change.table for change in deed.changes} == {"imports.importrun"}


def test_it_takes_the_right_to_import_and_the_power_of_the_sheet(village):
    reader = world.actor(world.holder("site_leader", village))
    with pytest.raises(NotPermitted):
        started(reader, [line(village)])
    assert not ImportRun.objects.exists()


def test_nobody_sends_in_anothers_name(village, cadre):
    other = world.actor(world.holder("community", village, username="other"))
    with pytest.raises(NotPermitted):
        actions.start_import(cadre, actions.Own(other), sheet=FIGURES, upload=sent(book([line(village)])))


def test_so_many_may_be_on_their_way_at_once(village, cadre):
    runs = [started(cadre, [line(village, numerator=number)]) for number in range(MOST_OPEN)]
    with pytest.raises(TooManyOpen, match=f"您还有{MOST_OPEN}份表格没有办结"):
        started(cadre, [line(village)])
    actions.discard_import(cadre, runs[0])
    assert started(cadre, [line(village)]).state == RunState.RECEIVED


def test_what_has_to_be_put_right_is_not_on_its_way(village, cadre):
    for _ in range(MOST_OPEN):
        assert checked(started(cadre, [line(village, numerator="x")])).state == RunState.FAULTY
    assert started(cadre, [line(village)]).state == RunState.RECEIVED
