"""The work list on a page: the administrator sees what was given up and takes it up again; nobody else does."""

from __future__ import annotations

from html import unescape
from typing import Any

import pytest

from portal.jobs.lifecycle import JobState
from portal.jobs.models import MOST_ATTEMPTS, Job
from portal.jobs.worklist import want
from tests import world
from tests.jobs.conftest import Kind

LIST = "/jobs/"


@pytest.fixture
def enter(seeded_today: None, client: Any) -> Any:

    def sign_in(role: str) -> Any:
        client.force_login(world.holder(role))
        return client

    return sign_in


@pytest.fixture
def dead(db: None, kind: Kind) -> Job:
    want("count", "2026-W47")
    Job.objects.update(state=JobState.DEAD, attempts=MOST_ATTEMPTS, complaint="未办成：服务器存储空间不足。")
    return Job.objects.get()


def text(answer: Any) -> str:
    return unescape(answer.content.decode())


def test_what_was_given_up_stands_first_with_its_reason(enter: Any, dead: Job) -> None:
    page = text(enter("system_admin").get(LIST))
    assert "已停办，待人工处理" in page
    assert "未办成：服务器存储空间不足。" in page
    assert f"/jobs/{dead.pk}/retry/" in page


def test_a_due_period_that_is_missing_can_be_read_off(enter: Any, kind: Kind) -> None:
    kind.due = ["2026-W46", "2026-W47"]
    page = text(enter("system_admin").get(LIST))
    assert "计数" in page
    assert "2026-W47" in page


def test_it_is_taken_up_again(enter: Any, dead: Job) -> None:
    client = enter("system_admin")
    answer = client.post(f"/jobs/{dead.pk}/retry/")
    assert (answer.status_code, answer["Location"]) == (302, LIST)
    dead.refresh_from_db()
    assert dead.state == JobState.WANTED
    assert "已重新列入办理。" in text(client.get(LIST))
    assert client.post(f"/jobs/{dead.pk}/retry/").status_code == 409
    assert client.post(f"/jobs/{dead.pk + 1}/retry/").status_code == 404


def test_without_a_page_reload_only_the_lists_come_back(enter: Any, dead: Job) -> None:
    answer = enter("system_admin").post(f"/jobs/{dead.pk}/retry/", HTTP_HX_REQUEST="true")
    assert answer.status_code == 200
    assert "<html" not in text(answer)
    assert "待办理" in text(answer)


@pytest.mark.parametrize("role", ["office", "commander", "auditor"])
def test_others_see_no_machinery(enter: Any, dead: Job, role: str) -> None:
    client = enter(role)
    assert client.get(LIST).status_code == 403
    assert client.post(f"/jobs/{dead.pk}/retry/").status_code == 403
    dead.refresh_from_db()
    assert dead.state == JobState.DEAD


def test_who_only_looks_is_told_whom_to_ask(enter: Any, dead: Job) -> None:
    page = text(enter("audit_admin").get(LIST))
    assert "请联系系统管理员" in page
    assert "/retry/" not in page
