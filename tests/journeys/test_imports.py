"""A cadre brings a sheet of figures in: sent in a real browser, checked by a real worker, put right, confirmed."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from typing import Any

import psycopg2
import pytest

from launcher.places import ROOT, VENV_PYTHON
from launcher.processes import Service
from tests.imports.books import book, line
from tests.journeys.served import Site
from tests.journeys.watching import SCREENS, window

pytestmark = pytest.mark.slow
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
START = "/imports/start/projects.figures/"


@pytest.fixture(scope="module")
def worker(site: Site) -> Iterator[Service]:
    celery = ["-m", "celery", "-A", "portal.celery", "worker", "-Q", "celery", "--pool", "solo"]
    made = Service(
        name="worker",
        command=[str(VENV_PYTHON), *celery, "--without-gossip", "--without-mingle"],
        environment=site.web.environment,
        log=site.web.log.with_name("worker.log"),
        folder=ROOT,
        death_signal=signal.SIGTERM,
    )
    made.start()
    yield made
    made.stop()


@dataclass(frozen=True)
class Place:
    """The village of the cadre, by its name in the list, and the day before this one there."""

    village: str
    yesterday: str


@pytest.fixture(scope="module")
def place(site: Site) -> Place:
    asked = "SELECT name, (portal_now() AT TIME ZONE 'Asia/Shanghai')::date - 1 FROM projects_village WHERE ordinal = 3"
    with closing(psycopg2.connect(site.database)) as connection, connection.cursor() as cursor:
        cursor.execute(asked)
        [(village, yesterday)] = cursor.fetchall()
    return Place(village, str(yesterday))


def workbook(place: Place, numerator: Any, hour: int) -> dict[str, Any]:
    village, day = place.village, place.yesterday
    rows = [
        line(village, "集体访", numerator, "", as_of=f"{day} {hour:02}:00"),
        line(village, "集体访", 1, "", as_of=f"{day} {hour:02}:30"),
    ]
    return {"name": f"{village}周报.xlsx", "mimeType": XLSX, "buffer": book(rows)}


def send(opened: Any, file: dict[str, Any]) -> None:
    opened.open(START)
    opened.page.get_by_label("表格文件").set_input_files([file])
    opened.page.get_by_role("button", name="上传并检查").click()
    opened.page.get_by_role("heading", level=1, name=file["name"]).wait_for()


@pytest.mark.parametrize("screen", SCREENS)
def test_a_sheet_is_put_right_and_confirmed(screen, browser, site, worker, place, album):
    hour = {"desk": 9, "phone": 11}[screen]
    with window(browser, site, SCREENS[screen]) as opened:
        page = opened.page
        opened.sign_in("community")
        opened.go_to("表格导入")
        album.keep(opened, "import-list")
        opened.open(START)
        album.keep(opened, "import-start")
        send(opened, workbook(place, "1_000", hour))
        album.keep(opened, "import-waiting")
        page.get_by_text("其中1行需更正（1处）").wait_for()  # the page asks again by itself
        assert page.get_by_role("row", name="第2行").get_by_text("请填写整数，没有的填0。").count() == 1
        assert opened.too_wide() == 0
        album.keep(opened, "import-faults")
        with page.expect_download() as taken:
            page.get_by_role("link", name="下载标注表").click()
        assert taken.value.suggested_filename == f"{place.village}周报（标注）.xlsx"
        send(opened, workbook(place, 2, hour))
        page.get_by_text("全部通过检查").wait_for()
        album.keep(opened, "import-ready")
        page.get_by_role("button", name="确认导入").click()
        page.get_by_role("dialog").get_by_role("button", name="确定").click()
        page.get_by_text("已导入2行。").wait_for()
        assert opened.too_wide() == 0
        album.keep(opened, "import-done")
