"""Without a mouse, and on paper."""

import subprocess

import pytest

from tests.journeys.watching import DESK, window

pytestmark = pytest.mark.slow

FOCUSED = """() => {
  const at = document.activeElement, style = getComputedStyle(at), box = at.getBoundingClientRect();
  return {
    words: (at.innerText || at.getAttribute("aria-label") || at.name || at.tagName).trim().split("\\n")[0],
    marked: (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== "none",
    seen: box.width > 0 && box.height > 0 && box.right > 0 && box.bottom > 0,
  };
}"""
STOPS = 60


def test_everything_is_reached_by_tab_and_can_be_seen(browser, site):
    with window(browser, site, DESK) as opened:
        opened.sign_in("office")
        stops = []
        for _ in range(STOPS):
            opened.page.keyboard.press("Tab")
            stops.append(opened.page.evaluate(FOCUSED))
        words = [stop["words"] for stop in stops]
        assert words[0] == "跳到正文"
        order = ["退出", "指挥总览", "点位台账", "我的账号", "首页", "打印", "示范点"]
        places = [words.index(each) for each in order]
        assert places == sorted(places)
        assert [stop for stop in stops if not (stop["marked"] and stop["seen"])] == []


def test_the_first_link_skips_the_menu(browser, site):
    with window(browser, site, DESK) as opened:
        opened.sign_in("office")
        opened.page.keyboard.press("Tab")
        opened.page.keyboard.press("Enter")
        opened.page.keyboard.press("Tab")
        assert opened.page.evaluate("document.activeElement.closest('#content') !== null")


@pytest.mark.parametrize(("address", "size"), [("/", "A4"), ("/villages/", "A3"), ("/grants/", "A3")])
def test_a_page_prints_on_its_paper_without_the_menu(address, size, browser, site, tmp_path):
    with window(browser, site, DESK) as opened:
        opened.sign_in("office")
        opened.open(address)
        printed = tmp_path / "printed.pdf"
        opened.page.pdf(path=printed, prefer_css_page_size=True)
        assert f"({size})" in _told("pdfinfo", printed)
        words = "".join(_told("pdftotext", printed, "-").split())
        assert opened.page.get_by_role("heading", level=1).inner_text() in words
        assert "无人可办环节" not in words
        if address != "/grants/":
            assert "规划点位12" in words


def _told(*command):
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout
