"""Hostile words through every way in, looked at in a browser: no script runs and no other host is asked."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import cycle, islice
from pathlib import Path

import pytest
from playwright.sync_api import expect

from bot.answers import Answer, Citation, Outcome, Question, Statement
from bot.bot import Bot
from bot.decide import Caution
from bot.page_settings import PageSettings
from bot.serving import Serving
from bot.settings import Settings
from bot.web import create_app
from tests.asking import published
from tests.browser import browser, needs_chromium, watched
from tests.fakes import WordEncoder
from tests.live import live
from tests.test_plain_page import PAYLOADS

pytestmark = needs_chromium

WRAPPERS = ("{}", "**{}**", "[x]({})", "![x]({})", "`{}`", "</p></div></section>{}", "&lt;{}&gt;", "\n\n{}\n\n")
XSS = tuple(
    islice((w.format(p).replace("alert(1)", "document.title='pwned'") for w in WRAPPERS for p in PAYLOADS), 300)
)
_HOST = "https://evil.example/{}.png"
BEACONS = tuple(
    islice(
        (
            form.format(_HOST.format(i))
            for i, form in enumerate(
                cycle(
                    (
                        "![x]({})",
                        "<img src='{}'>",
                        "<img srcset='{} 1x'>",
                        "<p style='background:url({})'>x</p>",
                        "<svg><image href='{}'/></svg>",
                        "<video poster='{}'></video>",
                        "<link rel=prefetch href='{}'>",
                        "<input type=image src='{}'>",
                        "![x][r]\n\n[r]: {}",
                        "<object data='{}'></object>",
                    )
                )
            )
        ),
        50,
    )
)
PER_TURN = 25


class HostileBot(Bot):
    """Answers turn by turn with a payload in every field."""

    def ask(self, question: Question, n_hits: int = 0, timed: bool = True) -> Answer:
        turn = int(question.text.split()[0])
        texts = (*XSS, *BEACONS)[turn * PER_TURN : (turn + 1) * PER_TURN]
        citations = tuple(
            Citation(n, text, text, text, f"https://gym.example/{text}", f"{text}\n\n- {text}", 0, 1)
            for n, text in enumerate(texts, start=1)
        )
        said = tuple(Statement(text.strip(), n, n % 2 == 0) for n, text in enumerate(texts, start=1))
        answer = Answer(question.text, "", Outcome.ANSWERED, said, citations, 0.9, texts[3], turn % 3 == 0)
        if turn % 4 == 3:
            answer = Answer(question.text, "", Outcome.UNSURE, (), (), 0.4, texts[3], closest=citations)
        return replace(answer, understood_as=texts[0], suggestions=texts[:3], notice=texts[1], message=texts[2])


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    pages = {}
    for i, payload in enumerate((*PAYLOADS, *BEACONS)):
        name = f"{i} {payload}".replace("/", "∕").replace("\n", " ")[:60] + ".md"
        flat = payload.replace("\n", " ")
        pages[name] = f"# Title {flat}\n\n### What is gadget{i} {flat}?\n\nThe gadget{i} is blue {payload}.\n"
    build = published(tmp_path_factory.mktemp("hostile"), pages)
    bot = HostileBot(build, WordEncoder(), PAYLOADS[0], caution=Caution.EAGER)
    starters = tuple(payload.replace("|", "") for payload in PAYLOADS)
    settings = Settings(rate="off", contact=PAYLOADS[0], page=PageSettings(name=PAYLOADS[1], starters=starters))
    with live(create_app(Serving(bot), settings)) as url:
        yield url


def test_hostile_words_in_answers_questions_and_settings_run_nothing_and_ask_no_other_host(address: str) -> None:
    turns = (len(XSS) + len(BEACONS)) // PER_TURN
    with browser() as started, watched(started) as seen:
        page = seen.page
        page.goto(address)
        page.wait_for_selector("#question textarea")
        title = page.title()
        for turn in range(turns):
            page.get_by_label("Your question").fill(f"{turn} {XSS[turn * 20]} {BEACONS[turn]}"[:1900])
            page.locator("#ask").click()
            expect(page.locator(f"#q{turn + 1}")).to_be_attached()
            expect(page.locator("#sources .sources > li")).to_have_count(PER_TURN)
            for summary in page.locator("#sources summary").all()[:2]:
                summary.click()
        page.wait_for_timeout(300)

        assert page.title() == title
        assert [url for url in seen.foreign([address]) if url] == []
        assert page.locator("#talk script, #talk iframe, #talk object, #talk embed, #talk form").count() == 0
        assert page.locator("#log .said img, #sources img").count() == 0
        assert seen.errors == []


def test_hostile_file_names_titles_and_pages_run_nothing_on_the_editors_page(address: str, tmp_path: Path) -> None:
    questions = tmp_path / "<img src=x onerror=alert(1)>.jsonl"
    questions.write_text('{"question": "0 <img src=https://evil.example/x.png>"}\n', encoding="utf-8")
    with browser() as started, watched(started) as seen:
        page = seen.page
        page.goto(f"{address}/editor/")
        page.wait_for_selector(".figures")
        title = page.title()
        page.get_by_role("tab", name="Pages").click()
        for place in (0, 20, 40, 60, 80):
            page.locator("#page-choice input").click()
            page.get_by_role("option").nth(place).click()
            expect(page.locator("#page-view .understood-section").first).to_be_visible()
        page.get_by_role("tab", name="Why").click()
        page.get_by_label("Question").fill(f"gadget1 {PAYLOADS[5]}")
        page.keyboard.press("Enter")
        expect(page.locator("#why-view .passages")).to_be_visible()
        page.get_by_role("tab", name="Check").click()
        page.locator("#check-start").click()
        expect(page.locator("#check-view [role=status]")).to_be_visible()
        page.get_by_role("tab", name="Batch").click()
        page.locator("#batch-file input[type=file]").set_input_files(questions)
        expect(page.locator("#batch-file")).to_contain_text("jsonl")
        page.locator("#batch-start").click()
        expect(page.locator("#batch-out .download")).to_be_visible()

        assert page.title() == title
        assert seen.foreign([address]) == []
        assert page.locator("#editor script, #editor iframe, .knowledge img:not([src^='data:image/svg'])").count() == 0
        assert seen.errors == []
