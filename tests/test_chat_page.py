import re
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from bot.answers import Answer, Citation, Outcome, Question, Statement
from bot.bot import Bot
from bot.decide import Caution
from bot.page_settings import PageSettings
from bot.serving import Serving
from bot.settings import Settings
from bot.web import create_app
from tests.asking import bot_over, published
from tests.browser import DESK, SEEN, Watched, needs_chromium, watched
from tests.fakes import WordEncoder
from tests.live import MemoryJournal, live

pytestmark = needs_chromium

CLUB = """---
title: Club
url: https://gym.example/club
---
# Club

## Prices

### How much is a guest pass?

A guest pass costs £8 and is valid for 1 day.

### Is there a joining fee?

Yes, the joining fee is £25.

## Opening hours

The gym opens at 6:00 and closes at 22:00 on weekdays. On Sundays it closes at 18:00.

On bank holidays the desk decides.
"""


class ScriptedBot(Bot):
    """Answers some questions in a fixed way, the others from its pages."""

    script: dict[str, Answer]

    def ask(self, question: Question, n_hits: int = 0, timed: bool = True) -> Answer:
        return self.script.get(question.text) or super().ask(question, n_hits, timed)


def cited(number: int, title: str, quote: str) -> Citation:
    return Citation(number, f"{title}.md", title, "", None, quote, 0, len(quote))


def scripted(build: str) -> dict[str, Answer]:
    sides = (cited(1, "Leaflet", "Turn the toes out."), cited(2, "Poster", "Turn the toes in."))
    statements = (Statement("Turn the toes out.", 1), Statement("Turn the toes in.", 2))
    disagree = Answer("Toes?", "Toes?", Outcome.ANSWERED, statements, sides, 0.9, build, sources_disagree=True)
    return {
        "Toes?": disagree,
        "Freeze?": Answer(
            "Freeze?", "Freeze?", Outcome.UNSURE, (), (), 0.4, build, closest=sides, message="Nothing says it outright."
        ),
        "Pool?": Answer(
            "Pool?",
            "Pool?",
            Outcome.NOT_FOUND,
            (),
            (),
            0.1,
            build,
            suggestions=("Is there a joining fee?",),
            message="Our pages do not mention a pool.",
        ),
        "And Sundays?": replace(
            disagree, question="And Sundays?", understood_as="And on Sundays (Opening hours)?", sources_disagree=False
        ),
        "It hurts?": replace(
            disagree, question="It hurts?", understood_as="It hurts?", notice="With pain, stop.", sources_disagree=False
        ),
    }


@pytest.fixture(scope="module")
def journal() -> MemoryJournal:
    return MemoryJournal()


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory, journal: MemoryJournal) -> Iterator[str]:
    build = published(tmp_path_factory.mktemp("chat"), {"club.md": CLUB})
    bot = ScriptedBot(build, WordEncoder(), "Ring 020.", caution=Caution.EAGER)
    bot.script = scripted(build.build_id)
    settings = Settings(rate="off", contact="Ring 020.", page=PageSettings(name="Iron Hall"))
    with live(create_app(Serving(bot), settings, journal)) as url:
        yield url


@pytest.fixture(params=list(SEEN))
def seen(request: pytest.FixtureRequest, chromium: Browser, address: str) -> Iterator[Watched]:
    size, scheme = SEEN[request.param]
    with watched(chromium, size=size, scheme=scheme) as found:
        yield found
        assert found.errors == []
        assert found.foreign([address]) == []


def opened(seen: Watched, address: str, path: str = "/") -> Page:
    seen.page.goto(address + path)
    seen.page.wait_for_selector("#question textarea")
    return seen.page


def ask(page: Page, text: str, turn: int = 1) -> None:
    page.get_by_label("Your question").fill(text)
    page.keyboard.press("Enter")
    page.wait_for_selector(f"#q{turn}")
    expect(page.locator("#log .said")).to_have_count(turn)


def assert_fits(seen: Watched) -> None:
    seen.page.evaluate("scrollTo(0, 1e6)")  # on a phone, the question field lies over what is behind it
    assert seen.violations() == []
    width = seen.page.viewport_size["width"] if seen.page.viewport_size else 0
    assert seen.page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_question_is_answered_with_its_source_beside_it(seen: Watched, address: str) -> None:
    page = opened(seen, address)
    assert_fits(seen)
    assert (page.title(), page.locator("html").get_attribute("lang")) == ("Iron Hall", "en")

    ask(page, "When does the gym open on weekdays?")

    expect(page.locator("#log .said p").first).to_contain_text("The gym opens at 6:00")
    expect(page.locator("#sources mark").first).to_contain_text(
        "The gym opens at 6:00 and closes at 22:00 on weekdays."
    )
    link = page.locator("#sources .path a").get_attribute("href")
    assert link is not None
    assert link.startswith("https://gym.example/club#:~:text=The%20gym%20opens")
    page.get_by_text("Show whole section").click()
    expect(page.locator("#sources .section")).to_contain_text("On bank holidays the desk decides.")
    assert_fits(seen)


def test_a_click_on_a_citation_goes_to_the_marked_words_even_of_an_earlier_answer(seen: Watched, address: str) -> None:
    page = opened(seen, address)
    ask(page, "How much is a guest pass?")
    ask(page, "Is there a joining fee?", 2)
    expect(page.locator("#sources mark")).to_have_text("Yes, the joining fee is £25.")

    page.locator("#log .cite").first.click()

    source = page.locator("#s1-1")
    expect(source).to_be_focused()
    expect(source.locator("mark")).to_have_text("A guest pass costs £8 and is valid for 1 day.")
    expect(source).to_be_in_viewport()
    expect(page.locator("#sources .of")).to_contain_text("How much is a guest pass?")


def test_a_follow_up_says_how_it_was_understood(seen: Watched, address: str) -> None:
    page = opened(seen, address)
    ask(page, "How much is a guest pass?")

    ask(page, "And Sundays?", 2)

    expect(page.locator(".understood")).to_have_text("Understood as: And on Sundays (Opening hours)?")
    assert_fits(seen)


def test_sides_that_disagree_are_labelled(seen: Watched, address: str) -> None:
    page = opened(seen, address)

    ask(page, "Toes?")

    expect(page.locator(".side h3")).to_have_text(["Leaflet", "Poster"])
    expect(page.locator("#sources .sources > li")).to_have_count(2)
    assert_fits(seen)


def test_where_it_is_unsure_the_closest_passages_have_their_own_heading(seen: Watched, address: str) -> None:
    page = opened(seen, address)

    ask(page, "Freeze?")

    expect(page.locator(".said p").first).to_have_text("Nothing says it outright.")
    expect(page.get_by_role("heading", name="Closest passages")).to_be_attached()
    expect(page.locator("#sources mark")).to_have_count(0)
    assert_fits(seen)
    page.get_by_text("See the closest passages").click()
    expect(page.locator("#closest-1")).to_be_focused()


def test_where_nothing_is_found_it_says_so_and_offers_a_question_as_a_button(seen: Watched, address: str) -> None:
    page = opened(seen, address)
    ask(page, "Pool?")
    expect(page.locator(".said p").nth(1)).to_have_text("Ring 020.")
    assert_fits(seen)

    page.get_by_role("button", name="Is there a joining fee?").click()

    expect(page.locator("#q2")).to_have_text("Is there a joining fee?")
    expect(page.locator("#log .said").nth(1)).to_contain_text("£25")


def test_a_safety_notice_comes_first(seen: Watched, address: str) -> None:
    page = opened(seen, address)

    ask(page, "It hurts?")

    expect(page.locator(".said > *").first).to_have_text("With pain, stop.")
    assert_fits(seen)


def test_a_vote_and_its_reason_are_kept(seen: Watched, address: str, journal: MemoryJournal) -> None:
    page = opened(seen, address)
    ask(page, "How much is a guest pass?")
    entry, before = f"e{len(journal.entries)}", len(journal.votes)

    page.locator("#vote-down").click()
    page.get_by_label("What was missing or wrong?").fill("The price is old.")
    assert_fits(seen)
    page.locator("#reason-send").click()

    expect(page.locator("#reasons")).to_be_hidden()
    expect(page.locator("#thanks")).to_be_visible()
    assert journal.votes[before:] == [(entry, False, ""), (entry, False, "The price is old.")]
    ask(page, "Is there a joining fee?", 2)
    page.locator("#vote-up").click()
    expect(page.locator("#thanks")).to_be_visible()
    assert journal.votes[-1][1:] == (True, "")


def test_a_deep_link_asks_at_once(seen: Watched, address: str) -> None:
    page = opened(seen, address, "/?q=How+much+is+a+guest+pass%3F")

    expect(page.locator("#q1")).to_have_text("How much is a guest pass?")
    expect(page.locator("#sources mark")).to_have_text("A guest pass costs £8 and is valid for 1 day.")


def test_a_starter_question_is_asked_by_its_button_and_a_new_chat_forgets(seen: Watched, address: str) -> None:
    page = opened(seen, address)
    page.get_by_role("button", name="How much is a guest pass?").click()
    expect(page.locator("#log .said")).to_contain_text("£8")

    page.get_by_role("link", name="New chat").click()

    expect(page.locator(".welcome")).to_be_visible()
    expect(page.locator("#q1")).to_have_count(0)


def test_an_answer_is_copied_with_its_sources(chromium: Browser, address: str) -> None:
    with watched(chromium) as seen:
        seen.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        page = opened(seen, address)
        ask(page, "How much is a guest pass?")

        page.get_by_role("button", name="Copy with source").click()

        expect(page.get_by_role("button", name="Copied")).to_be_visible()
        copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == "A guest pass costs £8 and is valid for 1 day. [1]\n\n[1] Club › Prices"


def test_everything_is_reached_with_the_keyboard_in_the_order_that_is_seen(chromium: Browser, address: str) -> None:
    with watched(chromium) as seen:
        page = opened(seen, address)
        ask(page, "How much is a guest pass?")
        page.evaluate("document.activeElement.blur()")
        named: list[str] = []
        for _ in range(25):
            page.keyboard.press("Tab")
            named.append(
                page.evaluate(
                    "(() => { const e = document.activeElement; const s = getComputedStyle(e);"
                    " if (e === document.body) return '|';"
                    " return `${e.textContent.trim().slice(0, 30) || e.placeholder}|${s.outlineStyle}` })()"
                )
            )
    words = [name.split("|")[0] for name in named]
    for wanted in ("To the question", "Iron Hall", "New chat", "[1]", "Copy with source", "Yes", "No", "Ask"):
        assert wanted in words, wanted
    assert {name.split("|")[1] for name in named if not name.startswith("|")} == {"solid"}


def test_three_hundred_and_sixty_pixels_are_enough(chromium: Browser, address: str) -> None:
    with watched(chromium, size={"width": 360, "height": 640}) as seen:
        page = opened(seen, address)
        ask(page, "Toes?")

        assert_fits(seen)
        expect(page.locator("#ask")).to_be_in_viewport()


def test_nothing_on_the_page_jumps_while_it_loads_and_answers(chromium: Browser, address: str) -> None:
    with watched(chromium, size=DESK) as seen:
        seen.page.add_init_script(
            "window.shift = 0; new PerformanceObserver(l => l.getEntries().forEach(e => {"
            " if (!e.hadRecentInput) window.shift += e.value })).observe({type: 'layout-shift', buffered: true})"
        )
        page = opened(seen, address)
        time.sleep(0.5)

        assert page.evaluate("window.shift") < 0.1  # what Web Vitals call good


def test_a_first_load_and_a_second_one_are_light(chromium: Browser, address: str) -> None:
    with watched(chromium) as seen:
        network = seen.page.context.new_cdp_session(seen.page)
        network.send("Network.enable")
        sizes: list[float] = []
        network.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
        opened(seen, address)
        seen.page.wait_for_timeout(500)
        first, sizes[:] = sum(sizes), []
        opened(seen, address)
        seen.page.wait_for_timeout(500)
        second = sum(sizes)

    assert (first <= 260_000, second <= 20_000) == (True, True), (first, second)


def test_the_page_has_a_policy_with_a_nonce_of_its_own(chromium: Browser, address: str) -> None:
    with watched(chromium) as seen:
        policies = []
        for _ in range(2):
            response = seen.page.goto(address)
            assert response is not None
            policies.append(response.headers["content-security-policy"])
            nonces = seen.page.evaluate("[...document.querySelectorAll('script:not([src])')].map(s => s.nonce)")
            assert f"'nonce-{nonces[0]}'" in policies[-1]
    found = [re.search(r"script-src 'self' 'nonce-([\w-]{22})';", policy) for policy in policies]
    assert all(found)
    assert policies[0] != policies[1]
    assert "unsafe-eval" not in policies[0]


def test_who_asks_too_often_is_told_so_and_keeps_the_words(chromium: Browser, tmp_path: Path) -> None:
    app = create_app(Serving(bot_over(tmp_path, {"club.md": CLUB})), Settings(rate="1/hour"))
    with live(app) as url, watched(chromium) as seen:
        page = opened(seen, url)
        ask(page, "Is there a joining fee?")

        page.get_by_label("Your question").fill("And a guest pass?")
        page.keyboard.press("Enter")

        expect(page.get_by_role("status").filter(has_text="Too many questions from your address. Wait")).to_be_visible()
        expect(page.get_by_label("Your question")).to_have_value("And a guest pass?")
        expect(page.locator("[data-testid=status-tracker] .error").locator("visible=true")).to_have_count(0)
