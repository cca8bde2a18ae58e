"""What a visitor does with the widget, and what a page can see of it."""

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Locator, Page

from tests.browser import Watched, watched

_WATCH_SHIFTS = """
window.shifts = 0;
new PerformanceObserver((list) => list.getEntries().forEach((entry) => (window.shifts += entry.value)))
  .observe({type: "layout-shift", buffered: true});
"""
_STORED = """async () => [
  ...Object.keys(sessionStorage), ...Object.keys(localStorage), document.cookie,
  ...(await indexedDB.databases()).map(({name}) => name), ...(await caches.keys()),
].filter(Boolean)"""


@contextmanager
def visiting(
    browser: Browser, url: str, *, size: dict[str, int] | None = None, scheme: str = "light"
) -> Iterator[Watched]:
    """A page of the site, with the widget's bubble or panel in it."""
    with watched(browser, size=size, scheme=scheme) as seen:
        seen.page.add_init_script(_WATCH_SHIFTS)
        seen.page.goto(url)
        part(seen.page, "log").wait_for(state="attached")
        yield seen


def part(page: Page, name: str) -> Locator:
    """The elements of the widget with that class, which is their part's name too."""
    return page.locator(f"spotter-chat .{name}")


def ask(page: Page, question: str) -> Locator:
    """Type a question and press Enter; the turn that comes of it, once it is there."""
    if part(page, "bubble").count() and part(page, "bubble").get_attribute("aria-expanded") == "false":
        part(page, "bubble").click()
    part(page, "input").fill(question)
    part(page, "input").press("Enter")
    page.locator("spotter-chat .log[aria-busy=false]").wait_for()
    return part(page, "turn").last


def focused(page: Page) -> str:
    """The class of the widget's element that has the focus; the tag's name where the focus is outside."""
    found: str = page.evaluate(
        "() => { const at = document.activeElement; return at.shadowRoot?.activeElement?.className ?? at.localName }"
    )
    return found


def stored(page: Page) -> list[str]:
    """Everything that the page's site holds in the browser, by its name."""
    found: list[str] = page.evaluate(_STORED)
    return found


def shifts(page: Page) -> float:
    """Cumulative layout shift so far."""
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 50)))")
    total: float = page.evaluate("window.shifts")
    return total
