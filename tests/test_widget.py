from itertools import pairwise

import pytest
from playwright.sync_api import Browser

from tests.browser import PHONE, needs_chromium
from tests.widget_answers import FOLLOW_UP, GUEST, PAIN, POOL, QUOTE, SAUNA, STEPS, TOES, URL, answer_to
from tests.widget_page import ask, focused, part, shifts, stored, visiting
from tests.widget_site import Chat, Site

pytestmark = needs_chromium
PLACED = '<spotter-chat suggestions="How much is a guest pass? | |Do you have a pool?" contact="tel:+441632960000"'


def test_a_script_alone_adds_a_bubble_with_one_request_to_load_and_one_a_question(
    chromium: Browser, gym: Site, chat: Chat
) -> None:
    with visiting(chromium, gym.put(chat)) as seen:
        requests = [url for url in seen.requests if url.startswith(chat.url)]
        assert requests == [f"{chat.url}/widget.js"]
        assert part(seen.page, "panel").is_hidden()

        ask(seen.page, GUEST)

        assert [url for url in seen.requests if url.startswith(chat.url)] == [*requests, f"{chat.url}/api/ask"]
        assert (seen.foreign((gym.url, chat.url)), seen.errors) == ([], [])
        assert chat.asked == [{"question": GUEST, "history": []}]
        assert part(seen.page, "turn").count() == 1  # the greeting has gone


def test_the_browser_sends_no_cookie_no_referrer_and_needs_no_preflight(
    chromium: Browser, gym: Site, chat: Chat
) -> None:
    with visiting(chromium, gym.put(chat)) as seen:
        seen.page.context.add_cookies([{"name": "a", "value": "b", "url": chat.url}])

        ask(seen.page, GUEST)

    [sent] = chat.headers
    assert not {"cookie", "referer", "authorization", "access-control-request-method"} & set(sent)
    assert (sent["content-type"], sent["origin"]) == ("text/plain;charset=UTF-8", gym.url)


def test_a_source_opens_at_the_number_with_the_stated_words_marked_and_a_link_to_them(
    chromium: Browser, gym: Site, chat: Chat
) -> None:
    with visiting(chromium, gym.put(chat)) as seen:
        turn = ask(seen.page, GUEST)
        number = turn.get_by_role("button", name="Source 1: The club › Guests")
        assert turn.locator(".answer").inner_text() == "A guest pass costs £8 and is valid for 1 day, one-off. 1"
        assert number.get_attribute("aria-expanded") == "false"

        number.click()

        quote = turn.locator("blockquote")
        turn.locator(".cite[aria-expanded=true]").wait_for()
        assert quote.inner_text().split("\n") == [
            "Guests are welcome. They sign in at the desk.",
            "",
            "• A guest pass costs £8 and is valid for 1 day, one-off.",
            "• A book of 5 costs £35.",
        ]
        assert turn.locator("mark").all_inner_texts() == ["A guest pass costs £8 and is valid for 1 day, one-off."]
        link = turn.get_by_role("link", name="Open the page")
        assert link.get_attribute("href") == f"{URL}#:~:text=A%20guest%20pass%20costs,for%201%20day%2C%20one%2Doff."
        assert link.get_attribute("target") == "_blank"
        number.click()
        assert quote.is_hidden()
        assert "A guest pass costs **£8**" in QUOTE


def test_steps_are_a_numbered_list_and_brackets_of_the_page_stay_its_words(
    chromium: Browser, gym: Site, chat: Chat
) -> None:
    with visiting(chromium, gym.put(chat)) as seen:
        turn = ask(seen.page, STEPS)

        assert turn.locator(".answer li").all_inner_texts() == ["Bring photo ID.", "Sign the form."]
        assert turn.locator(".answer > p").all_inner_texts() == ["The desk is open until 20:00. 1", "Ask [1] of us. 2"]
        assert turn.locator(".cite").all_inner_texts() == ["1", "2"]
        turn.locator(".cite").last.click()
        assert turn.locator(".page").get_attribute("href") == "https://gym.example/a.pdf#page=3"
        assert turn.locator(".path").last.inner_text() == "Open the page\nfaq/2.md#page=3"


def test_two_sides_stand_under_their_names(chromium: Browser, gym: Site, chat: Chat) -> None:
    with visiting(chromium, gym.put(chat)) as seen:
        turn = ask(seen.page, TOES)

        assert turn.locator(".answer > p").inner_text() == "Our pages disagree on this:"
        assert [side.split("\n\n") for side in turn.locator(".side").all_inner_texts()] == [
            ["Leg press", "Point the toes outwards. 1"],
            ["Leg press FAQ", "Point the toes inwards. 2"],
        ]


def test_a_notice_comes_first(chromium: Browser, gym: Site, chat: Chat) -> None:
    with visiting(chromium, gym.put(chat)) as seen:
        turn = ask(seen.page, PAIN)

        lines = [line for line in turn.inner_text().split("\n") if line]
        assert lines[:4] == [PAIN, "With pain, stop.", "Then ask a doctor.", "Stop where it hurts. 1"]
        assert turn.get_by_role("note").is_visible()


def test_where_it_is_unsure_the_closest_passages_stand_under_their_own_heading(
    chromium: Browser, gym: Site, chat: Chat
) -> None:
    with visiting(chromium, gym.put(chat)) as seen:
        turn = ask(seen.page, SAUNA)

        assert turn.locator("h3").inner_text() == "Closest passages"
        assert turn.locator("summary").all_inner_texts() == ["1\nSauna", "2\nTowels"]
        assert turn.locator("blockquote").first.is_visible()
        assert turn.locator(".cite, mark").count() == 0


def test_where_nothing_is_found_it_says_so_and_offers_questions_and_the_contact(
    chromium: Browser, gym: Site, chat: Chat
) -> None:
    with visiting(chromium, gym.put(chat, f"{PLACED}></spotter-chat>")) as seen:
        turn = ask(seen.page, POOL)

        assert turn.locator(".answer").inner_text() == "The pages do not mention “pool”. Ask at the desk."
        assert turn.get_by_role("link", name="Contact us").get_attribute("href") == "tel:+441632960000"
        assert turn.locator(".suggestion").all_inner_texts() == ["Are there showers?"]


def test_a_suggestion_asks_and_a_follow_up_carries_what_was_asked_before(
    chromium: Browser, gym: Site, chat: Chat
) -> None:
    with visiting(chromium, gym.put(chat, f"{PLACED}></spotter-chat>")) as seen:
        part(seen.page, "bubble").click()
        assert part(seen.page, "suggestion").all_inner_texts() == [GUEST, POOL]
        part(seen.page, "suggestion").first.click()
        part(seen.page, "cite").wait_for()

        turn = ask(seen.page, FOLLOW_UP)

        assert chat.asked[-1] == {"question": FOLLOW_UP, "history": [GUEST]}
        assert turn.locator(".quiet").inner_text() == "Understood as: How much are five guest passes?"
        assert focused(seen.page) == "input"


def test_a_vote_is_sent_with_its_reason_and_shown_as_given(chromium: Browser, gym: Site, chat: Chat) -> None:
    with visiting(chromium, gym.put(chat)) as seen:
        ask(seen.page, GUEST)

        seen.page.get_by_role("button", name="Not helpful").click()
        seen.page.get_by_role("textbox", name="What was missing?").fill("The price of ten.")
        seen.page.keyboard.press("Enter")
        part(seen.page, "missing").wait_for(state="detached")
        seen.page.get_by_role("button", name="Helpful", exact=True).click()
        seen.page.wait_for_timeout(100)

        pressed = [button.get_attribute("aria-pressed") for button in part(seen.page, "vote").all()]
        assert pressed == ["true", "false"]
        assert part(seen.page, "thanks").inner_text() == "Thank you."
    down = {"id": "q-1", "helpful": False}
    assert chat.votes == [down, {**down, "reason": "The price of ten."}, {"id": "q-1", "helpful": True}]


def test_without_an_id_there_is_nothing_to_vote_on(chromium: Browser, gym: Site, chat: Chat) -> None:
    chat.answer = lambda question: {**answer_to(question).as_json(), "id": ""}

    with visiting(chromium, gym.put(chat)) as seen:
        ask(seen.page, GUEST)

        assert part(seen.page, "vote").count() == 0


def test_nothing_is_stored_before_the_first_message_and_then_for_this_tab_until_a_new_chat(
    chromium: Browser, gym: Site, chat: Chat
) -> None:
    with visiting(chromium, gym.put(chat)) as seen:
        page = seen.page
        part(page, "bubble").click()
        part(page, "input").fill("not sent")
        before = stored(page)
        ask(page, GUEST)
        page.reload()
        part(page, "bubble").click()
        after, shown = stored(page), part(page, "answer").inner_text()
        other = page.context.new_page()
        other.goto(page.url)
        elsewhere = stored(other), part(other, "turn").count()
        part(page, "fresh").click()

        assert (before, after) == ([], [f"spotter {chat.url}/"])
        assert shown.startswith("A guest pass costs £8")
        assert elsewhere == ([], 1)  # the greeting
        assert (stored(page), part(page, "question").count()) == ([], 0)
        assert len(chat.asked) == 1


def test_the_log_is_quiet_and_one_status_says_the_answer(chromium: Browser, gym: Site, chat: Chat) -> None:
    with visiting(chromium, gym.put(chat)) as seen:
        page = seen.page
        page.evaluate(
            "() => { const status = document.querySelector('spotter-chat').shadowRoot.querySelector('[role=status]');"
            " window.said = []; const heard = () => said.push(status.textContent);"
            " new MutationObserver(heard).observe(status, {childList: true}) }"
        )

        ask(page, PAIN)

        assert part(page, "log").get_attribute("aria-live") == "off"
        assert [text.strip() for text in page.evaluate("said")] == [
            "Looking it up…",
            "With pain, stop.\nThen ask a doctor.  Stop where it hurts.",
        ]


def test_escape_closes_and_the_focus_returns(chromium: Browser, gym: Site, chat: Chat) -> None:
    with visiting(chromium, gym.put(chat)) as seen:
        page = seen.page
        part(page, "bubble").focus()
        page.keyboard.press("Enter")
        opened = focused(page), part(page, "bubble").get_attribute("aria-expanded")
        page.keyboard.press("Escape")

        assert opened == ("input", "true")
        assert (focused(page), part(page, "panel").is_visible()) == ("bubble", False)
        assert part(page, "bubble").get_attribute("aria-expanded") == "false"


def test_a_button_of_the_site_opens_it_and_gets_the_focus_back(chromium: Browser, gym: Site, chat: Chat) -> None:
    with visiting(chromium, gym.put(chat, '<button id="ask">Ask</button>')) as seen:
        seen.page.evaluate("() => { ask.onclick = () => document.querySelector('spotter-chat').open() }")
        seen.page.locator("#ask").click()
        seen.page.keyboard.press("Escape")

        assert focused(seen.page) == "button"


def test_enter_asks_unless_a_word_is_being_composed_or_shift_is_held(chromium: Browser, gym: Site, chat: Chat) -> None:
    with visiting(chromium, gym.put(chat)) as seen:
        page = seen.page
        part(page, "bubble").click()
        part(page, "input").fill(GUEST)
        part(page, "input").dispatch_event("keydown", {"key": "Enter", "isComposing": True, "bubbles": True})
        part(page, "input").press("Shift+Enter")
        assert part(page, "input").input_value() == f"{GUEST}\n"

        part(page, "input").press("Enter")
        part(page, "cite").wait_for()

    assert [row["question"] for row in chat.asked] == [GUEST]


def test_the_sites_own_shortcuts_do_not_hear_what_is_typed(chromium: Browser, gym: Site, chat: Chat) -> None:
    with visiting(chromium, gym.put(chat)) as seen:
        page = seen.page
        page.evaluate(
            "() => { window.heard = []; for (const type of ['keydown', 'keypress', 'keyup'])"
            " document.addEventListener(type, (event) => heard.push(event.key)) }"
        )
        part(page, "bubble").click()
        page.keyboard.type("/ask")

        assert page.evaluate("heard") == []


def test_on_a_phone_it_fills_the_screen_and_keeps_the_focus(chromium: Browser, gym: Site, chat: Chat) -> None:
    with visiting(chromium, gym.put(chat), size=PHONE) as seen:
        page = seen.page
        part(page, "bubble").click()
        box = part(page, "panel").bounding_box()
        visited = []
        for _ in range(12):
            page.keyboard.press("Tab")
            visited.append(focused(page))
        page.keyboard.press("Escape")

        assert box == {"x": 0, "y": 0, **PHONE}
        assert {"input", "send", "close", "fresh", "log"} <= set(visited)
        assert "a" not in visited  # the site's own link
        assert (focused(page), part(page, "panel").is_visible()) == ("bubble", False)


def test_what_is_touched_is_44_pixels_and_what_is_typed_is_16(chromium: Browser, gym: Site, chat: Chat) -> None:
    with visiting(chromium, gym.put(chat, f"{PLACED}></spotter-chat>"), size=PHONE) as seen:
        ask(seen.page, GUEST)
        part(seen.page, "source").locator("summary").click()

        small = seen.page.evaluate(
            "() => { const root = document.querySelector('spotter-chat').shadowRoot;"
            " return [...root.querySelectorAll('button, a, summary, textarea')]"
            "  .filter((node) => node.checkVisibility()).flatMap((node) => {"
            "   const box = node.getBoundingClientRect(), extra = node.className === 'cite' ? 20 : 0;"
            "   const least = Math.min(box.width, box.height) + extra;"
            "   return least < 43.9 ? [`${node.className} ${box.width} ${box.height}`] : [] }) }"
        )

        assert small == []
        size = part(seen.page, "input").evaluate("(node) => getComputedStyle(node).fontSize")
        assert float(size.removesuffix("px")) >= 16


def test_the_page_does_not_move(chromium: Browser, gym: Site, chat: Chat) -> None:
    with visiting(chromium, gym.put(chat)) as seen:
        ask(seen.page, GUEST)
        seen.page.keyboard.press("Escape")
        bubble = shifts(seen.page)
    head = "<style>spotter-chat { display: block; height: 30rem }</style>"
    inline = '<spotter-chat mode="inline"><a href="/chat">Ask us</a></spotter-chat><p>Below.</p>'
    with visiting(chromium, gym.put(chat, inline, head)) as seen:
        ask(seen.page, GUEST)

        assert (bubble, shifts(seen.page)) == (0, 0)
        assert seen.page.evaluate("scrollY") == 0


def test_placed_in_the_page_it_is_a_region_of_it(chromium: Browser, gym: Site, chat: Chat) -> None:
    with visiting(chromium, gym.put(chat, '<spotter-chat mode="inline" title="Questions"></spotter-chat>')) as seen:
        ask(seen.page, GUEST)
        seen.page.keyboard.press("Escape")

        assert seen.page.get_by_role("region", name="Questions").is_visible()
        assert part(seen.page, "bubble").count() == 0
        assert seen.page.locator("spotter-chat").count() == 1
        assert seen.violations() == []


@pytest.mark.parametrize(
    ("language", "title", "empty"),
    [
        ("de-AT", "Frag uns", "Unsere Seiten beantworten das nicht."),
        ("es", "Pregúntanos", "Nuestras páginas no lo responden."),
        ("fr", "Posez une question", "Nos pages n’y répondent pas."),
        ("it", "Ask us", "The pages do not mention “pool”. Ask at the desk."),
    ],
)
def test_it_speaks_the_pages_language_where_it_can(
    chromium: Browser, gym: Site, chat: Chat, language: str, title: str, empty: str
) -> None:
    with visiting(chromium, gym.put(chat, lang=language)) as seen:
        turn = ask(seen.page, POOL)

        assert part(seen.page, "title").inner_text() == title
        assert turn.locator(".answer").inner_text() == empty
        assert seen.violations() == []


def test_events_tell_the_site_what_was_answered_and_what_failed(chromium: Browser, gym: Site, chat: Chat) -> None:
    with visiting(chromium, gym.put(chat)) as seen:
        page = seen.page
        page.evaluate(
            "() => { window.told = []; for (const type of ['spotter-answer', 'spotter-error'])"
            " document.addEventListener(type, ({detail}) => told.push([type, detail.question ?? detail])) }"
        )
        ask(page, GUEST)
        chat.refusal = 429, {"Retry-After": "7"}
        ask(page, POOL)

        assert page.evaluate("told") == [
            ["spotter-answer", GUEST],
            ["spotter-error", {"status": 429, "retryAfter": 7}],
        ]


def test_the_words_table_is_whole() -> None:
    from bot.widget import SCRIPT

    table = SCRIPT.read_text(encoding="utf-8").split("const WORDS = {")[1].split("\n};")[0]
    rows = [row for row in table.replace("\n    ", "").replace("\n  ]", "]").splitlines() if '"' in row]

    assert len(rows) > 20
    assert [row for row in rows if row.count('", "') + row.count('","') != 3] == []
    assert all(a != b for a, b in pairwise(rows))
