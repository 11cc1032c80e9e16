"""axe-core on an open page, put there by the browser's own channel, so that the content security policy stays on."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page

from tests.journeys.watching import DESK, PHONE, Window

AXE = (Path(__file__).resolve().parents[1] / "vendor" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
RUN = """async () => {
  const found = await axe.run(document, { resultTypes: ["violations"], iframes: false });
  return found.violations.map(({ id, impact, nodes }) => [id, impact, nodes.map((node) => node.html.slice(0, 200))]);
}"""
GRAVE = ("serious", "critical")


def findings(page: Page) -> list[str]:
    """What keeps somebody from using the page: serious and critical findings, each with its first places."""
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(f"() => {{ {AXE} }}")
    return [
        f"{rule} ({impact}, {len(places)}): {places[:3]}"
        for rule, impact, places in page.evaluate(RUN)
        if impact in GRAVE
    ]


def faults(opened: Window) -> list[str]:
    """What is wrong with an open page, at a desk and on a phone: noted troubles, grave findings, sideways scrolling."""
    found = opened.troubles.take() + [f"desk: {finding}" for finding in findings(opened.page)]
    opened.page.set_viewport_size(PHONE)
    found += [f"phone: {finding}" for finding in findings(opened.page)]
    if (beyond := opened.too_wide()) > 0:
        found.append(f"phone: {beyond} pixels too wide")
    opened.page.set_viewport_size(DESK)
    return found
