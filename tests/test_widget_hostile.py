"""The widget on pages and servers that make it hard: policies, styles, refusals, words that are code."""

from typing import Any

import pytest
from playwright.sync_api import Browser

from bot.answers import Question
from tests.browser import PHONE, needs_chromium
from tests.live import served
from tests.widget_answers import ANSWERS, GUEST, PAIN, SAUNA, TOES, answer_to
from tests.widget_page import ask, part, stored, visiting
from tests.widget_site import Chat, Site

pytestmark = needs_chromium
POLICIES = {
    "strict": "default-src 'none'; script-src {chat}; connect-src {chat}",
    "trusted types": "script-src {chat}; connect-src {chat}; require-trusted-types-for 'script'; trusted-types 'none'",
    "sandbox": "sandbox allow-scripts allow-same-origin; script-src {chat}; connect-src {chat}; style-src 'none'",
}
HOSTILE = """<style>
* { all: revert !important; letter-spacing: 9px }
*, ::before { text-transform: uppercase; box-sizing: content-box; animation: spin 9s infinite; font: 40px fantasy }
button, dialog, mark, details, div, p { color: red !important; background: lime !important; padding: 30px !important }
spotter-chat { position: static; transform: none; line-height: 4; text-align: center; direction: rtl }
html { font-size: 5px }
</style>"""
MARKUP = (
    "<script>{code}</script>", "<img src=x onerror={code}>", "<img src={foreign}>", "<svg onload={code}>",
    "<iframe srcdoc='<script>{code}</script>'>", "<iframe src=javascript:{code}>", "<a href=javascript:{code}>x</a>",
    "<style>@import '{foreign}'</style>", "<link rel=stylesheet href={foreign}>", "<video><source onerror={code}>",
    "<details open ontoggle={code}>", "<input autofocus onfocus={code}>", "<object data={foreign}>",
    "<form action={foreign}><button>", "<base href={foreign}>", "<meta http-equiv=refresh content='0;{foreign}'>",
    "<template><img src=x onerror={code}></template>", "<math><mtext></form><img src=x onerror={code}>",
    "![beacon]({foreign})", "[x](javascript:{code})", "[x](data:text/html,<script>{code}</script>)",
    "`<b onclick={code}>`",
    "**<img src=x onerror={code}>**", "{{{{constructor.constructor('{code}')()}}}}", "${{{code}}}",
)  # fmt: skip
AROUND = (
    "{}", "'{}", '">{}', "</p>{}", "</script>{}", "<!--{}-->", "]]>{}", "\u202e{}", "- {}", "1. {}", "# {}", "> {}",
)  # fmt: skip
URLS = (
    "javascript:{code}", " javascript:{code}", "java\tscript:{code}", "JaVaScRiPt:{code}", "data:text/html,{code}",
    "vbscript:{code}", "//foreign.example/x", "blob:x", "file:///etc/passwd", "https:javascript:{code}",
    "\x01javascript:{code}", "view-source:x",
)  # fmt: skip

TAGS = {
    "a", "bdi", "blockquote", "button", "details", "dialog", "div", "form", "h2", "h3", "li", "mark", "ol", "p", "path",
    "span", "summary", "svg", "textarea", "ul",
}  # fmt: skip
_ASK_ALL = """async (payloads) => {
  const chat = document.querySelector('spotter-chat'), root = chat.shadowRoot;
  root.querySelector('.fresh').click();
  for (const payload of payloads) {
    await chat.ask(payload);
    root.querySelectorAll('.turn:last-child details').forEach((node) => { node.open = true });
  }
  const nodes = [...root.querySelectorAll('*')];
  return {
    tags: nodes.map((node) => node.localName),
    handlers: nodes.flatMap((node) => node.getAttributeNames()).filter((name) => /^on|^src|^style$/.test(name)),
    schemes: nodes.filter((node) => node.href).map((node) => node.protocol),
    broken: Boolean(window.broken), questions: root.querySelectorAll('.question').length,
  };
}"""

_LOOKS = """() => [...document.querySelector('spotter-chat').shadowRoot.querySelectorAll('.root *')].map((node) => {
  const { left, top, width, height } = node.getBoundingClientRect();
  const { color, letterSpacing, font } = getComputedStyle(node);
  return [node.className, left, top, width, height, color, letterSpacing, font];
})"""


@pytest.mark.parametrize("policy", POLICIES.values(), ids=POLICIES)
def test_it_works_and_is_styled_under_a_strict_policy(chromium: Browser, gym: Site, chat: Chat, policy: str) -> None:
    url = gym.put(
        chat,
        '<spotter-chat colour="#7a1fa2"></spotter-chat>',
        headers={"Content-Security-Policy": policy.format(chat=chat.url)},
    )

    with visiting(chromium, url) as seen:
        turn = ask(seen.page, GUEST)
        turn.locator(".cite").click()

        assert turn.locator("mark").is_visible()
        assert (
            part(seen.page, "send").evaluate("(node) => getComputedStyle(node).backgroundColor") == "rgb(122, 31, 162)"
        )
        assert seen.errors == []


def test_it_works_on_a_page_that_isolates_itself(chromium: Browser, gym: Site, chat: Chat) -> None:
    isolated = {"Cross-Origin-Embedder-Policy": "require-corp", "Cross-Origin-Opener-Policy": "same-origin"}

    with visiting(chromium, gym.put(chat, headers=isolated)) as seen:
        ask(seen.page, GUEST)

        assert seen.page.evaluate("crossOriginIsolated") is True
        assert (part(seen.page, "cite").count(), seen.errors) == (1, [])


def test_the_sites_style_does_not_reach_it(chromium: Browser, gym: Site, chat: Chat) -> None:
    looks = []
    for head in ("", HOSTILE):
        with visiting(chromium, gym.put(chat, head=head)) as seen:
            ask(seen.page, GUEST).locator("summary").click()
            looks.append(seen.page.evaluate(_LOOKS))

    assert looks[0] == looks[1]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [None, PHONE], ids=["desk", "phone"])
def test_no_accessibility_rule_is_broken_in_any_state(
    chromium: Browser, gym: Site, chat: Chat, size: dict[str, int] | None, scheme: str
) -> None:
    placed = '<spotter-chat suggestions="A?|B?" contact="/c" privacy="Kept." privacy-link="https://gym.example/p">'
    with visiting(chromium, gym.put(chat, f"{placed}</spotter-chat>"), size=size, scheme=scheme) as seen:
        closed = seen.violations()
        part(seen.page, "bubble").click()
        states = [closed, seen.violations()]
        for question in ANSWERS:
            turn = ask(seen.page, question)
            if turn.locator("summary").count():
                turn.locator("summary").first.click()
        states.append(seen.violations())
        part(seen.page, "unhelpful").last.click()
        chat.refusal = 500, {}
        ask(seen.page, GUEST)
        states.append(seen.violations())

        assert states == [[], [], [], []]
        assert [error for error in seen.errors if "500" not in error] == []


def test_any_colour_leaves_its_words_readable(chromium: Browser, gym: Site, chat: Chat) -> None:
    colours = [f"#{r}{g}{b}" for r in ("00", "88", "ff") for g in ("00", "88", "ff") for b in ("00", "88", "ff")]
    measure = """(colours) => {
      const root = document.querySelector('spotter-chat').shadowRoot.querySelector('.root');
      const pen = new OffscreenCanvas(1, 1).getContext('2d', {willReadFrequently: true});
      const luminance = (colour) => {
        pen.fillStyle = colour; pen.fillRect(0, 0, 1, 1);
        const linear = (n) => n > .04045 ? ((n + .055) / 1.055) ** 2.4 : n / 12.92;
        const [r, g, b] = [...pen.getImageData(0, 0, 1, 1).data].map((n) => linear(n / 255));
        return .2126 * r + .7152 * g + .0722 * b;
      };
      const contrast = (...pair) => {
        const [dark, light] = pair.map(luminance).sort((a, b) => a - b);
        return (light + .05) / (dark + .05);
      };
      return colours.flatMap((colour) => {
        root.style.setProperty('--spotter-colour', colour);
        const found = ['.send', '.cite'].map((name) => getComputedStyle(root.querySelector(name)))
          .map((style) => contrast(style.color, style.backgroundColor));
        return Math.min(...found) < 4.5 ? [`${colour} ${found}`] : [];
      });
    }"""
    weak = []
    for scheme in ("light", "dark"):
        with visiting(chromium, gym.put(chat), scheme=scheme) as seen:
            ask(seen.page, GUEST)
            weak += seen.page.evaluate(measure, colours)

    assert weak == []


def test_right_to_left_it_stands_on_the_left_and_each_text_runs_its_own_way(
    chromium: Browser, gym: Site, chat: Chat
) -> None:
    with visiting(chromium, gym.put(chat, direction="rtl", lang="ar")) as seen:
        turn = ask(seen.page, GUEST)
        bubble, answer = part(seen.page, "bubble").bounding_box(), turn.locator(".answer p")

        assert bubble is not None
        assert bubble["x"] == 16
        assert answer.evaluate("(node) => [getComputedStyle(node).direction, getComputedStyle(node).unicodeBidi]") == [
            "rtl",
            "plaintext",
        ]
        assert seen.violations() == []


def test_in_forced_colours_every_button_has_an_edge(chromium: Browser, gym: Site, chat: Chat) -> None:
    with visiting(chromium, gym.put(chat)) as seen:
        seen.page.emulate_media(forced_colors="active")
        ask(seen.page, GUEST)
        part(seen.page, "unhelpful").click()

        edges = seen.page.evaluate(
            "() => { const root = document.querySelector('spotter-chat').shadowRoot;"
            " const bare = ({borderTopStyle, borderTopColor}) =>"
            "  borderTopStyle !== 'solid' || borderTopColor === 'rgba(0, 0, 0, 0)';"
            " return [...root.querySelectorAll('button')].filter((node) => bare(getComputedStyle(node)))"
            "  .map((node) => node.className) }"
        )
        assert edges == []
        assert part(seen.page, "unhelpful").evaluate("(node) => getComputedStyle(node).borderTopWidth") == "3px"


def test_a_site_that_is_not_listed_is_told_politely_and_the_bubble_goes(
    chromium: Browser, gym: Site, chat: Chat
) -> None:
    chat.origins = set()

    with visiting(chromium, gym.put(chat)) as seen:
        turn = ask(seen.page, GUEST)
        said = turn.locator("p").last.inner_text()
        seen.page.keyboard.press("Escape")
        part(seen.page, "bubble").wait_for(state="hidden")

        assert said == "That did not work. Please try again later."
        assert (chat.asked, stored(seen.page)) == ([], [])


def test_where_the_server_has_gone_the_question_can_be_asked_again_and_then_the_bubble_goes(
    chromium: Browser, gym: Site
) -> None:
    chat = Chat(answer_to, {gym.url})
    with served(chat.app()) as chat.url:
        url = gym.put(chat, '<spotter-chat contact="https://gym.example/contact"></spotter-chat>')
        visit = visiting(chromium, url)
        seen = visit.__enter__()
    try:
        turn = ask(seen.page, GUEST)
        assert turn.inner_text().split("\n\n")[:2] == [GUEST, "That did not work. Please try again later."]
        assert turn.get_by_role("link", name="Contact us").is_visible()

        turn.get_by_role("button", name="Try again").click()
        seen.page.locator("spotter-chat .log[aria-busy=false]").wait_for()
        assert part(seen.page, "question").count() == 1

        seen.page.keyboard.press("Escape")
        part(seen.page, "bubble").wait_for(state="hidden")
    finally:
        visit.__exit__(None, None, None)


def test_a_server_that_is_back_keeps_its_bubble(chromium: Browser, gym: Site, chat: Chat) -> None:
    with visiting(chromium, gym.put(chat)) as seen:
        chat.origins = set()
        ask(seen.page, GUEST)
        chat.origins = {gym.url}
        ask(seen.page, GUEST)
        seen.page.keyboard.press("Escape")

        assert part(seen.page, "bubble").is_visible()


def test_too_many_questions_are_refused_with_the_time_to_wait(chromium: Browser, gym: Site, chat: Chat) -> None:
    with visiting(chromium, gym.put(chat)) as seen:
        chat.refusal = 429, {"Retry-After": "20"}
        turn = ask(seen.page, GUEST)
        said = turn.locator("p").last.inner_text()
        chat.refusal = None
        turn.get_by_role("button", name="Try again").click()
        part(seen.page, "cite").wait_for()
        seen.page.keyboard.press("Escape")

        assert said == "Many people are asking. Please try again in 20 s."
        assert part(seen.page, "bubble").is_visible()
        assert [row["history"] for row in chat.asked] == [[]]


@pytest.mark.parametrize("kept", ["no JSON", '{"a": 1}', "[1]", "null", '[{"question": "A?"}]'])
def test_what_a_site_has_kept_wrongly_does_not_break_it(chromium: Browser, gym: Site, chat: Chat, kept: str) -> None:
    with visiting(chromium, gym.put(chat)) as seen:
        seen.page.evaluate("([name, value]) => sessionStorage.setItem(name, value)", [f"spotter {chat.url}/", kept])
        seen.page.reload()

        ask(seen.page, GUEST)

        assert (part(seen.page, "cite").count(), seen.errors) == (1, [])


def test_where_the_site_may_not_store_it_still_answers(chromium: Browser, gym: Site, chat: Chat) -> None:
    with visiting(chromium, gym.put(chat)) as seen:
        seen.page.add_init_script(
            "Object.defineProperty(window, 'sessionStorage', {get() { throw new DOMException('', 'SecurityError') }})"
        )
        seen.page.reload()

        ask(seen.page, GUEST)
        part(seen.page, "fresh").click()

        assert part(seen.page, "welcome").is_visible()
        assert seen.errors == []


def test_no_word_is_code_whatever_field_it_comes_in(chromium: Browser, gym: Site, chat: Chat) -> None:
    words = {"code": "pwned()", "foreign": "http://foreign.example/x"}
    payloads = [around.format(markup.format(**words)) for markup in MARKUP for around in AROUND]
    urls = [url.format(**words) for url in URLS]
    assert len(payloads) == 300

    def answer(question: Question) -> dict[str, Any]:
        text = question.text
        i = payloads.index(text) if text in payloads else 0
        base = (PAIN, TOES, SAUNA)[i % 3]
        row = ANSWERS[base].as_json()
        citation = {
            "number": 1, "source": text, "title": text, "heading": text, "quote": f"a {text} b", "start": 0, "end": 1,
            "url": urls[i % len(urls)],
        }  # fmt: skip
        row.update(question=text, understood_as=f"{text}?", notice=text, message=text, suggestions=[text])
        row.update(id=text, sources_disagree=base == TOES)
        if base == SAUNA:
            return {**row, "closest": [citation]}
        return {**row, "answer": f"{text} [1]", "statements": [{"text": text, "cites": 1}], "citations": [citation]}

    chat.answer = answer
    with visiting(chromium, gym.put(chat)) as seen:
        seen.page.evaluate("() => { window.pwned = () => { window.broken = true } }")
        seen.page.on("dialog", lambda dialog: seen.errors.append(dialog.message))
        part(seen.page, "bubble").click()
        found = [seen.page.evaluate(_ASK_ALL, payloads[first : first + 25]) for first in range(0, len(payloads), 25)]
        seen.page.reload()
        part(seen.page, "bubble").click()
        kept = part(seen.page, "question").count()

        assert {tag for one in found for tag in one["tags"]} <= TAGS
        assert [(one["handlers"], one["broken"], one["questions"]) for one in found] == [([], False, 25)] * 12
        assert {scheme for one in found for scheme in one["schemes"]} <= {"https:", "http:"}
        assert seen.foreign((gym.url, chat.url)) == []
        assert (seen.errors, kept) == ([], 20)
        assert len(chat.asked) == 300
