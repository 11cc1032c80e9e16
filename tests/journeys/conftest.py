"""One portal for the run and one browser for this package."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.journeys import faces
from tests.journeys.served import Site, serve
from tests.journeys.watching import Album

ALONE = (
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    # What a page asks of another host is noted, and never leaves.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--pictures", type=Path, help="where to keep pictures of the pages, to be looked at")


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    served = serve(tmp_path_factory.mktemp("journeys"))
    yield served
    served.stop()


@pytest.fixture(scope="package")
def browser(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """Closed with the package: while it runs, Django takes this thread for an asynchronous one."""
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.fail("no chromium: `make test` installs it for root, or names the line to type")
    fonts = faces.configuration(tmp_path_factory.mktemp("fonts"))
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(
            executable_path=chromium,
            args=list(ALONE),
            chromium_sandbox=os.geteuid() != 0,
            env={**os.environ, "FONTCONFIG_FILE": str(fonts)},
        )
        yield running
        running.close()


@pytest.fixture(scope="session")
def album(request: pytest.FixtureRequest) -> Album:
    # Known only when this folder was named on the command line.
    folder = request.config.getoption("--pictures", default=None)
    if folder:
        folder.mkdir(parents=True, exist_ok=True)
    return Album(folder)
