"""A browser window that notes what a person would call broken: errors, refused scripts, lost files, foreign hosts."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, Response

from tests.journeys.served import Site

DESK = {"width": 1366, "height": 768}
PHONE = {"width": 390, "height": 844}
SCREENS = {"desk": DESK, "phone": PHONE}
TELL_VIOLATIONS = """
document.addEventListener("securitypolicyviolation", (event) =>
  console.error("policy: " + event.violatedDirective + " " + event.blockedURI));
"""
# Enough for a page and its lamps; a third of the bytes.
COLOURS = 96
OURS = ("data:", "chrome:", "blob:", "about:", "chrome-extension:")


@dataclass
class Troubles:
    """What went wrong in a window, in the words of the browser; empty when all was well."""

    site: Site
    seen: list[str] = field(default_factory=list)

    def watch(self, context: BrowserContext) -> None:
        context.on("console", self._console)
        context.on("weberror", lambda error: self.seen.append(f"script: {error.error}"))
        context.on("request", self._request)
        context.on("requestfailed", self._failed)
        context.on("response", self._response)

    def _console(self, message: ConsoleMessage) -> None:
        # What was answered with a status is noted by its response.
        if message.type in ("error", "warning") and not message.text.startswith("Failed to load resource"):
            self.seen.append(f"console: {message.text} ({message.location.get('url', '')})")

    def _request(self, request: Request) -> None:
        if not request.url.startswith((self.site.address, *OURS)):
            self.seen.append(f"foreign host: {request.url}")

    def _failed(self, request: Request) -> None:
        # Given up by the browser itself: a download is no page, and whoever goes on leaves what was still coming.
        if request.failure != "net::ERR_ABORTED":
            self.seen.append(f"failed: {request.url} {request.failure}")

    def _response(self, response: Response) -> None:
        if response.status >= 400:
            self.seen.append(f"status {response.status}: {response.url.removeprefix(self.site.address)}")

    def take(self) -> list[str]:
        """What was noted since it was last asked."""
        seen, self.seen = self.seen, []
        return seen


@dataclass
class Window:
    """One person's browser on one kind of screen."""

    page: Page
    site: Site
    troubles: Troubles

    def open(self, path: str) -> Response:
        """An address of the portal; the answer is always a page."""
        answer = self.page.goto(f"{self.site.address}{path}")
        assert answer, f"{path} answered with no page"
        return answer

    def sign_in(self, username: str) -> None:
        """Through the form, with what was printed on the screen of whoever started the portal."""
        self.open("/account/sign-in/")
        self.page.get_by_label("账号", exact=True).fill(username)
        self.page.get_by_label("密码", exact=True).fill(self.site.passwords[username])
        self.page.get_by_role("button", name="登录").click()
        self.page.get_by_role("button", name="退出").wait_for()

    def go_to(self, entry: str) -> None:
        """By the menu, which a phone has to unfold first."""
        if self.is_phone:
            self.page.get_by_role("link", name="菜单", exact=True).click()
        self.page.get_by_role("navigation", name="主菜单").get_by_role("link", name=entry).click()
        self.page.get_by_role("heading", level=1, name=entry).wait_for()

    @property
    def is_phone(self) -> bool:
        return self.page.viewport_size == PHONE

    def too_wide(self) -> int:
        """How many pixels have to be scrolled sideways."""
        return int(self.page.evaluate("document.documentElement.scrollWidth - innerWidth"))

    def too_high(self) -> int:
        """How many pixels do not fit on the screen."""
        return int(self.page.evaluate("document.documentElement.scrollHeight - innerHeight"))


@contextmanager
def window(browser: Browser, site: Site, screen: dict[str, int], **options: Any) -> Iterator[Window]:
    """A fresh profile; the test fails when anything was noted that it has not taken out itself."""
    context = browser.new_context(viewport=screen, locale="zh-CN", timezone_id="Asia/Shanghai", **options)
    try:
        context.add_init_script(TELL_VIOLATIONS)
        troubles = Troubles(site)
        troubles.watch(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        yield Window(page, site, troubles)
        if troubles.seen:
            pytest.fail("\n".join(troubles.seen), pytrace=False)
    finally:
        context.close()


@dataclass(frozen=True)
class Album:
    """Where pictures go that somebody wants to look at: nowhere, unless pytest was given --pictures=FOLDER."""

    folder: Path | None

    def keep(self, window: Window, name: str) -> None:
        if self.folder:
            width = window.page.viewport_size["width"]
            picture = Image.open(BytesIO(window.page.screenshot(full_page=True)))
            picture.convert("RGB").quantize(COLOURS, Image.Quantize.MAXCOVERAGE).save(
                self.folder / f"{name}-{width}.png", optimize=True
            )
