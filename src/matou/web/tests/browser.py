"""A real browser for page tests: Debian's Chromium, driven by Playwright, judged by axe-core."""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[4]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
PHONE, DESK = 360, 1280
RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")


@contextmanager
def launched() -> Iterator[Browser]:
    """Start the browser; skips where there is none."""
    path = shutil.which("chromium")
    if path is None or not AXE.is_file():
        pytest.skip("no Chromium or no axe-core: run make test where apt and npm work")
    # Playwright's loop runs in this thread, and Django would refuse the database beside it.
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        browser = playwright.chromium.launch(executable_path=path)
        yield browser
        browser.close()


class Visitor:
    """One person with one screen and one language; remembers what went wrong on the way."""

    def __init__(
        self, browser: Browser, *, base_url: str, width: int, language: str, session: str = ""
    ) -> None:
        """Open a fresh profile, signed in where a session key is given."""
        # axe.run is injected from outside the page, which the policy rightly forbids.
        self.context = browser.new_context(
            base_url=base_url, viewport={"width": width, "height": 800}, reduced_motion="reduce"
        )
        cookies = [{"name": "matou_language", "value": language, "url": base_url}]
        if session:
            cookies.append({"name": "sessionid", "value": session, "url": base_url})
        self.context.add_cookies(cookies)  # type: ignore[arg-type]  # a typed dict inside
        self.context.set_default_timeout(120_000)  # a machine may be busy; no page may be wrong
        self.page: Page = self.context.new_page()
        self.complaints: list[str] = []
        self.page.on("console", self._note_console)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _note_console(self, message: Any) -> None:
        if message.type in {"error", "warning"} and "GPU stall" not in message.text:
            self.complaints.append(message.text)

    def open(self, path: str) -> None:
        """Go to a page and let it settle."""
        self.page.goto(path)
        self.page.wait_for_load_state("networkidle")

    def overflow_px(self) -> int:
        """Return by how much the page is wider than the screen."""
        width = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        return int(self.page.evaluate(width))

    def axe(self) -> list[str]:
        """Return what axe-core finds against WCAG 2.2 AA."""
        if not self.page.evaluate("Boolean(window.axe)"):
            self.page.evaluate(AXE.read_text(encoding="utf-8"))
        # What passes is nine tenths of the findings, and takes as long to hand over as to find.
        options = json.dumps({"runOnly": list(RULES), "resultTypes": ["violations"]})
        broken = self.page.evaluate(f"axe.run(document, {options}).then(found => found.violations)")
        return [
            f"{rule['id']}: {node['html'][:160]} {node['failureSummary'][:200]}"
            for rule in broken
            for node in rule["nodes"]
        ]

    def close(self) -> None:
        """Forget the profile."""
        self.context.close()
