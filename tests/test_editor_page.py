import json
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from bot.serving import Serving
from bot.settings import Settings
from bot.web import create_app
from tests.asking import bot_over
from tests.browser import SEEN, Watched, needs_chromium, watched
from tests.journals import in_time
from tests.live import live
from tests.test_plain_page import CLUB, HEEL

pytestmark = needs_chromium


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    bot = bot_over(tmp_path_factory.mktemp("editor"), {"faq/club.md": CLUB, "exercises/heel.md": HEEL})
    with live(create_app(Serving(bot), Settings())) as url:
        yield url


@pytest.fixture(params=list(SEEN))
def seen(request: pytest.FixtureRequest, chromium: Browser, address: str) -> Iterator[Watched]:
    size, scheme = SEEN[request.param]
    with watched(chromium, size=size, scheme=scheme) as found:
        found.page.goto(f"{address}/editor/")
        found.page.wait_for_selector(".figures")
        yield found
        assert found.errors == []
        assert found.foreign([address]) == []


def test_the_knowledge_tab_shows_figures_pages_scores_and_findings(seen: Watched) -> None:
    page = seen.page
    expect(page.locator(".figures")).to_contain_text("pages2")
    expect(page.locator(".plots img").first).to_have_attribute(
        "alt", "Passages by page: faq/club.md 2; exercises/heel.md 1"
    )
    assert seen.violations() == []

    page.get_by_role("tab", name="Pages").click()
    page.locator("#page-choice input").click()
    page.get_by_role("option", name="faq/club.md").click()
    expect(page.locator("#page-view")).to_contain_text("Is there a joining fee?")
    assert seen.violations() == []

    page.get_by_role("tab", name="Why").click()
    page.get_by_label("Question").fill("joining fee")
    page.keyboard.press("Enter")
    expect(page.locator("#why-view tbody tr").first).to_contain_text("faq/club.md")
    assert seen.violations() == []

    page.get_by_role("tab", name="Check").click()
    page.locator("#check-start").click()
    expect(page.locator("#check-view [role=status]")).to_be_visible()
    assert seen.violations() == []


def test_a_file_of_questions_is_uploaded_answered_and_downloaded(seen: Watched, tmp_path: Path) -> None:
    page = seen.page
    questions = tmp_path / "exam.jsonl"
    rows = [{"id": "a", "question": "Is there a joining fee?"}, {"id": "b", "question": ""}]
    questions.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    page.get_by_role("tab", name="Batch").click()
    page.locator("#batch-file input[type=file]").set_input_files(questions)
    expect(page.locator("#batch-file")).to_contain_text("exam")

    page.locator("#batch-start").click()

    expect(page.locator("#batch-out tbody tr").first).to_contain_text("£25")
    assert seen.violations() == []
    with page.expect_download() as download:
        page.locator("#batch-out .download").click()
    answers = [json.loads(line) for line in Path(download.value.path()).read_text(encoding="utf-8").splitlines()]
    assert download.value.suggested_filename == "exam.answers.jsonl"
    assert [(row["id"], "error" in row) for row in answers] == [("a", False), ("b", True)]


def test_a_file_that_is_cancelled_is_no_longer_answered(seen: Watched, tmp_path: Path) -> None:
    page = seen.page
    questions = tmp_path / "exam.txt"
    questions.write_text("".join(f"Is there a joining fee of {i}?\n" for i in range(5000)), encoding="utf-8")
    page.get_by_role("tab", name="Batch").click()
    page.locator("#batch-file input[type=file]").set_input_files(questions)
    expect(page.locator("#batch-file")).to_contain_text("exam")
    page.locator("#batch-start").click()
    expect(page.locator("#batch-out progress")).to_be_visible()

    page.locator("#batch-cancel").click()

    expect(page.locator("#batch-out")).to_contain_text("Cancelled: nothing was kept.")
    assert in_time(lambda: all(thread.name != "batch" for thread in threading.enumerate()), 3)
