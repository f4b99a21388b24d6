"""What every journey asks of a page: no broken rule of WCAG 2.2 AA, nothing wider than the
screen, no complaint in the browser's console.

axe-core is put in through the debugging protocol, which a content security policy does not
govern. So the pages under test keep their own policy, and a script it blocks is still seen.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page

from goldenthread.config import chromium

ROOT = Path(__file__).resolve().parents[2]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
SCREENSHOTS = ROOT / "docs" / "screenshots"
STANDARD = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
DESK, PHONE = {"width": 1280, "height": 900}, {"width": 320, "height": 640}


def chromium_path() -> str:
    """Return the browser to drive.

    :raises RuntimeError: saying what to install; browser tests are never skipped silently
    """
    path = chromium.find()
    if path is None:
        raise RuntimeError(chromium.REMEDY)
    return path


# What went wrong in the browser


@dataclass
class Watch:
    """What a page complained of: blocked scripts and styles, script errors, failed requests."""

    complaints: list[str] = field(default_factory=list)
    documents: set[str] = field(default_factory=set)

    def follow(self, page: Page) -> None:
        """Listen to a page from now on."""
        page.on("console", self._said)
        page.on("pageerror", lambda error: self.complaints.append(f"script error: {error}"))
        page.on("request", lambda r: r.is_navigation_request() and self.documents.add(r.url))

    def _said(self, message: ConsoleMessage) -> None:
        """Keep errors and warnings, but not that a page itself answered 403 or 404."""
        refused = "Failed to load resource" in message.text
        if refused and message.location.get("url") in self.documents:
            return
        if message.type in ("error", "warning"):
            self.complaints.append(f"{message.type}: {message.text}")

    def check(self) -> None:
        """Fail if anything was complained of."""
        assert not self.complaints, "The browser complained:\n" + "\n".join(self.complaints)


def new_context(browser: Browser, size: dict[str, int], **options: Any) -> BrowserContext:
    """Open a clean browser context, in England, of one screen size."""
    return browser.new_context(
        viewport=size, locale="en-GB", timezone_id="Europe/London", **options
    )


# Checks


@lru_cache(maxsize=1)
def _axe_source() -> str:
    if not AXE.exists():
        raise RuntimeError("axe-core is missing: run make setup, which installs it.")
    return AXE.read_text(encoding="utf-8")


def violations(page: Page, within: str | None = None) -> list[dict[str, Any]]:
    """Run axe-core on a page, or on the part of it that the selector `within` finds."""
    session = page.context.new_cdp_session(page)
    try:
        _evaluate(session, _axe_source())
        place = f"document.querySelector({within!r})" if within else "document"
        tags = ", ".join(f"'{tag}'" for tag in STANDARD)
        options = f"{{runOnly: {{type: 'tag', values: [{tags}]}}, resultTypes: ['violations']}}"
        found = _evaluate(session, f"axe.run({place}, {options}).then(result => result.violations)")
    finally:
        session.detach()
    return list(found)


def _evaluate(session: Any, source: str) -> Any:
    answer = session.send(
        "Runtime.evaluate",
        {"expression": source, "awaitPromise": True, "returnByValue": True},
    )
    if "exceptionDetails" in answer:
        raise RuntimeError(f"axe-core could not run: {answer['exceptionDetails']}")
    return answer["result"].get("value")


def assert_accessible(page: Page, within: str | None = None) -> None:
    """Fail on any broken rule of WCAG 2.2 A and AA, or of good practice, naming each place."""
    found = violations(page, within)
    assert not found, f"{page.url} breaks {len(found)} rule(s):\n" + "\n".join(
        _told(one) for one in found
    )


def _told(violation: dict[str, Any]) -> str:
    places = "\n".join(
        f"    {node['target'][-1]}: {node['html'][:160]}\n      {node['failureSummary']}"
        for node in violation["nodes"][:5]
    )
    more = len(violation["nodes"]) - 5
    rest = f"\n    and {more} more places" if more > 0 else ""
    return f"  {violation['id']}: {violation['help']}\n{places}{rest}"


WIDER = """() => {
  const width = document.documentElement.clientWidth;
  return [...document.body.querySelectorAll('*')]
    .filter(e => e.getBoundingClientRect().right > width + 1)
    .filter(e => !e.closest('.govuk-visually-hidden, svg'))
    .slice(0, 5)
    .map(e => e.outerHTML.slice(0, 120));
}"""


def assert_no_sideways_scroll(page: Page) -> None:
    """Fail if the page is wider than its screen, naming what sticks out."""
    wide = page.evaluate("document.documentElement.scrollWidth")
    room = page.evaluate("document.documentElement.clientWidth")
    if wide > room:
        out = "\n".join(page.evaluate(WIDER))
        raise AssertionError(f"{page.url} is {wide} pixels wide on a screen of {room}:\n{out}")


def assert_sound(page: Page) -> None:
    """Check a page state: accessible, and no wider than its screen."""
    assert_accessible(page)
    assert_no_sideways_scroll(page)


def screenshot(page: Page, name: str, height: int = 920) -> None:
    """Write docs/screenshots/NAME.png, the top of the page, when GT_SCREENSHOTS=1 asks for it."""
    if os.environ.get("GT_SCREENSHOTS") == "1":
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        whole = page.evaluate("[document.body.clientWidth, document.documentElement.scrollHeight]")
        shown = {"x": 0, "y": 0, "width": whole[0], "height": min(height, whole[1])}
        taken = Image.open(BytesIO(page.screenshot(full_page=True, clip=shown)))
        # Flat colours lose nothing in 64 shades, and a picture weighs half as much.
        taken.convert("RGB").quantize(64, dither=Image.Dither.NONE).save(
            SCREENSHOTS / f"{name}.png", optimize=True
        )
