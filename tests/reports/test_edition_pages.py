"""Pages of editions: who sees them, the paper in the page and for download, and how far a week's edition is."""

from __future__ import annotations

from datetime import datetime, timedelta
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from portal.files import store
from portal.jobs.lifecycle import JobState
from portal.jobs.models import Job
from portal.kernel.db import PortalNow
from portal.reports.actions import keep_paper
from portal.reports.models import Edition
from portal.site import seeding
from tests import world
from tests.clock import go_on
from tests.reports.conftest import SYSTEM, frozen

LIST = "/editions/"
MAKE = "/editions/make/"
PDF = b"%PDF-1.7 as it was stored"
HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture(autouse=True)
def own_store(tmp_path: Path, settings: Any) -> None:
    settings.PORTAL_VAR = tmp_path


@pytest.fixture
def enter(client: Any) -> Any:
    def sign_in(role: str, where: Any = None) -> Any:
        client.force_login(world.holder(role, where))
        return client

    return sign_in


def printed() -> Edition:
    digest = store.put(PDF, owner="test-1")
    edition: Edition = keep_paper(SYSTEM, frozen(), pdf_hash=digest, template_version="1")
    return edition


def text(answer: Any) -> str:
    return unescape(answer.content.decode())


def body(answer: Any) -> bytes:
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def wanted(**changes: Any) -> None:
    Job.objects.create(kind="weekly_edition", key="2026-W47", **changes)


def test_the_list_names_each_edition_with_its_week_and_state(installation: datetime, enter: Any) -> None:
    edition = printed()
    page = text(enter("commander").get(LIST))
    assert "2026年11月16日—22日送审稿" in page
    assert "数据截至11月22日18时" in page
    assert f"/editions/{edition.pk}/download/" in page


def test_before_the_first_the_list_says_when_one_will_come(monday: datetime, enter: Any) -> None:
    seeding.seed()
    assert "每周截数后自动生成送审稿" in text(enter("commander").get(LIST))


def test_a_due_week_without_an_edition_is_shown_and_who_may_asks_for_it(installation: datetime, enter: Any) -> None:
    client = enter("office")
    page = text(client.get(LIST))
    assert "2026年11月16日—22日" in page
    assert "待列入" in page
    assert "立即生成" in page
    answer = client.post(MAKE, {"week": "2026-W47"})
    assert (answer.status_code, answer["Location"]) == (302, LIST)
    assert Job.objects.get().key == "2026-W47"
    assert "已开始生成，一般不超过1分钟。" in text(client.get(LIST))


def test_who_may_not_make_one_sees_no_button_and_is_refused(installation: datetime, enter: Any) -> None:
    client = enter("commander")
    assert "立即生成" not in text(client.get(LIST))
    assert client.post(MAKE, {"week": "2026-W47"}).status_code == 403
    assert not Job.objects.exists()


def test_without_a_page_reload_the_rows_come_back_and_ask_again(installation: datetime, enter: Any) -> None:
    answer = enter("office").post(MAKE, {"week": "2026-W47"}, **HTMX)
    part = text(answer)
    assert answer.status_code == 200
    assert "<html" not in part
    assert 'hx-trigger="every 3s"' in part
    assert "待办理" in part


@pytest.mark.parametrize(
    ("state", "word", "asks_again"),
    [(JobState.WANTED, "待办理", True), (JobState.CLAIMED, "办理中", True), (JobState.DEAD, "已停办", False)],
)
def test_the_list_says_how_far_the_work_is(
    installation: datetime, enter: Any, state: str, word: str, asks_again: bool
) -> None:
    lease = {"lease_until": PortalNow() + timedelta(minutes=5), "token": 1} if state == JobState.CLAIMED else {}
    wanted(state=state, complaint="未办成：服务器存储空间不足。", **lease)
    part = text(enter("office").get(LIST, **HTMX))
    assert word in part
    assert "服务器存储空间不足" in part
    assert ("every 3s" in part) is asks_again
    assert ("立即生成" in part) is not asks_again


@pytest.mark.parametrize(
    ("week", "status", "told"),
    [
        ("2026-W60", 422, "没有“2026-W60”这一周"),
        ("2025-W53", 422, "没有“2025-W53”这一周"),
        ("２０２６-W47", 422, "没有"),
        ("", 422, "请选择要生成专报的周"),
        ("x" * 5000, 422, "请选择要生成专报的周"),
        ("2026-W48", 422, "截数后才能生成专报"),
        ("2026-W46", 422, "专报从2026年11月16日—22日这一周开始生成"),
    ],
)
def test_a_week_that_cannot_be_made_is_a_sentence(
    installation: datetime, enter: Any, week: str, status: int, told: str
) -> None:
    answer = enter("office").post(MAKE, {"week": week})
    assert answer.status_code == status
    assert told in text(answer)
    assert not Job.objects.exists()


def test_a_made_week_is_not_made_again(installation: datetime, enter: Any) -> None:
    printed()
    answer = enter("office").post(MAKE, {"week": "2026-W47"})
    assert answer.status_code == 409
    assert "数据有误的，请在下一期更正" in text(answer)


def test_one_edition_shows_the_frozen_words_beside_the_paper(installation: datetime, enter: Any) -> None:
    edition = printed()
    go_on(timedelta(days=30))
    world.reported(world.village(1), "secondary_structure", 63, 100)
    page = text(enter("commander").get(f"/editions/{edition.pk}/"))
    assert "示范点距2027年底回迁404天；原定2025年底封顶，完成情况未报，暂不亮灯；本周各点位均未报数。" in page
    assert f'data="/editions/{edition.pk}/paper/"' in page
    assert "各点位亮灯表" in page
    assert edition.data_hash[:16] in page
    assert "63%" not in page


def test_lamps_on_the_page_are_dot_and_word(installation: datetime, enter: Any) -> None:
    page = text(enter("commander").get(f"/editions/{frozen().pk}/"))
    assert "绿灯" in page
    assert "green" in page


@pytest.mark.parametrize("path", ["", "paper/", "download/"])
def test_who_sees_no_editions_gets_no_hint_that_there_is_one(installation: datetime, enter: Any, path: str) -> None:
    edition = printed()
    client = enter("builder", world.village(1))  # builders are not on the list to whom it is issued
    there, missing = (client.get(f"/editions/{pk}/{path}") for pk in (edition.pk, edition.pk + 1000))
    assert there.status_code == missing.status_code == 403
    assert strip(there) == strip(missing)


def test_the_leader_of_one_village_reads_the_whole_paper(installation: datetime, enter: Any) -> None:
    edition = printed()
    client = enter("site_leader", world.village(3))
    assert "11月16日" in text(client.get(LIST))
    assert body(client.get(f"/editions/{edition.pk}/download/")) == PDF


def strip(answer: Any) -> str:
    """The page without what differs by request: its reference number and its token."""
    import re

    return re.sub(r"[0-9a-zA-Z]{8,}|\d+", "", text(answer))


@pytest.mark.parametrize("path", ["", "1/", "1/paper/", "1/download/"])
def test_strangers_are_sent_to_sign_in(installation: datetime, client: Any, path: str) -> None:
    answer = client.get(LIST + path)
    assert answer.status_code == 302
    assert "/account/sign-in/" in answer["Location"]


def test_the_paper_is_shown_in_its_own_page_only(installation: datetime, enter: Any) -> None:
    answer = enter("commander").get(f"/editions/{printed().pk}/paper/")
    assert body(answer) == PDF
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("inline")
    assert answer["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in answer["Content-Security-Policy"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "no-store"


def test_a_download_has_a_chinese_name_and_may_do_nothing(installation: datetime, enter: Any) -> None:
    answer = enter("commander").get(f"/editions/{printed().pk}/download/")
    assert body(answer) == PDF
    assert answer["Content-Disposition"].startswith("attachment")
    assert "周调度专报送审稿（2026年11月16日—22日）.pdf" in unquote(answer["Content-Disposition"])
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'; frame-ancestors 'none'"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "no-store"


@pytest.mark.parametrize("path", ["paper/", "download/"])
def test_a_paper_that_is_not_printed_yet_is_a_sentence(installation: datetime, enter: Any, path: str) -> None:
    answer = enter("commander").get(f"/editions/{frozen().pk}/{path}")
    assert answer.status_code == 404
    assert "本期专报的PDF还没有生成" in text(answer)


@pytest.mark.parametrize("damage", ["missing", "altered"])
def test_a_paper_that_the_store_lost_is_a_sentence_and_never_other_bytes(
    installation: datetime, enter: Any, damage: str
) -> None:
    edition = printed()
    place = store.path(edition.pdf_hash)
    place.unlink() if damage == "missing" else place.write_bytes(b"%PDF-1.7 altered")
    answer = enter("commander").get(f"/editions/{edition.pk}/download/")
    assert answer.status_code == 503
    assert "从备份中恢复" in text(answer)


def test_while_the_paper_is_printed_the_page_asks_again_for_that_part(installation: datetime, enter: Any) -> None:
    edition = frozen()
    wanted()
    client = enter("commander")
    page = text(client.get(f"/editions/{edition.pk}/"))
    assert 'hx-trigger="every 3s"' in page
    part = text(client.get(f"/editions/{edition.pk}/", **HTMX))
    assert "<html" not in part
    assert "本期数据已经截取，不再变动" in part
    keep_paper(SYSTEM, edition, pdf_hash=store.put(PDF, owner="test-1"), template_version="1")
    part = text(client.get(f"/editions/{edition.pk}/", **HTMX))
    assert f"/editions/{edition.pk}/paper/" in part
    assert "every 3s" not in part


def test_without_a_job_nobody_is_told_to_wait(installation: datetime, enter: Any) -> None:
    page = text(enter("commander").get(f"/editions/{frozen().pk}/"))
    assert "PDF还没有生成" in page
    assert "every 3s" not in page


@pytest.mark.parametrize(("path", "method"), [("", "post"), ("make/", "get"), ("1/", "post"), ("1/paper/", "delete")])
def test_other_methods_are_refused(installation: datetime, enter: Any, path: str, method: str) -> None:
    assert getattr(enter("office"), method)(LIST + path).status_code == 405


def test_many_editions_take_no_more_queries_than_one(
    installation: datetime, enter: Any, django_assert_max_num_queries: Any
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    frozen()
    client = enter("commander")
    client.get(LIST)
    with CaptureQueriesContext(connection) as one:
        client.get(LIST)
    for _ in range(3):
        go_on(timedelta(days=7))
        frozen(Edition.objects.order_by("-week")[0].week_value.next)
    with django_assert_max_num_queries(len(one)):
        client.get(LIST)
