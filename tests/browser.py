"""Chromium for tests: started once, watched for errors and for requests to other hosts, checked with axe."""

import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, expect, sync_playwright

AXE_TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
expect.set_options(timeout=20_000)  # ms: machines that test are busy
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 800}
SEEN = {
    f"{name}-{scheme}": (size, scheme)
    for name, size in (("desk", DESK), ("phone", PHONE))
    for scheme in ("light", "dark")
}
_ARGUMENTS = (
    "--no-sandbox",  # tests may run as root
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",  # else it asks for its maker's hosts at each start
    "--disable-component-update",
    "--disable-sync",
)


def chromium() -> Path | None:
    """Where Chromium is: SPOTTER_CHROMIUM, or on the path."""
    names = ("chromium", "chromium-browser", "google-chrome")
    found = os.environ.get("SPOTTER_CHROMIUM") or next(filter(None, map(shutil.which, names)), None)
    return Path(found) if found else None


needs_chromium = pytest.mark.skipif(chromium() is None, reason="no Chromium on this machine")


@dataclass
class Watched:
    """A page, and what it did that it must not."""

    page: Page
    errors: list[str] = field(default_factory=list)  # of its console, and uncaught ones
    requests: list[str] = field(default_factory=list)  # addresses, in order

    def foreign(self, own: Sequence[str]) -> list[str]:
        """Requests to other origins than `own`."""
        return [url for url in self.requests if not url.startswith(("data:", "blob:", *own))]

    def violations(self) -> list[str]:
        """Accessibility rules that the page breaks now, each with the first element that does."""
        result = self.page.evaluate(
            "async tags => { const r = await axe.run(document, {runOnly: {type: 'tag', values: tags}});"
            " return r.violations.map(({id, nodes: [n]}) => `${id}: ${n.target.join(' ')} ${n.failureSummary}`) }",
            list(AXE_TAGS),
        )
        return [str(item) for item in result]


@contextmanager
def browser() -> Iterator[Browser]:
    """Chromium without a window; of a module's tests, one fixture starts it."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium(), args=list(_ARGUMENTS))
        try:
            yield started
        finally:
            started.close()


@contextmanager
def watched(
    browser: Browser, *, size: dict[str, int] | None = None, scheme: str = "light", motion: str = "reduce"
) -> Iterator[Watched]:
    """A new page in a context of its own, `size` in CSS pixels."""
    context = browser.new_context(
        viewport=size or DESK,  # type: ignore[arg-type]
        color_scheme=scheme,  # type: ignore[arg-type]
        reduced_motion=motion,  # type: ignore[arg-type]
        locale="en-GB",
    )
    context.add_init_script(axe())
    page = context.new_page()
    page.set_default_timeout(20_000)
    seen = Watched(page)

    def told(message: ConsoleMessage) -> None:
        if message.type == "error":
            seen.errors.append(message.text)

    def asked(request: Request) -> None:
        seen.requests.append(request.url)

    page.on("console", told)
    page.on("pageerror", lambda error: seen.errors.append(str(error)))
    page.on("request", asked)
    try:
        yield seen
    finally:
        context.close()


def origin(url: str) -> str:
    """The origin of an address."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


@cache
def axe() -> str:
    """The source of axe-core, put into each page before its own scripts; the page's policy does not apply to it."""
    import axe_playwright_python

    return (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
