import asyncio
import base64
import hashlib
import re
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import quote_from_bytes, urlencode

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.answers import Answer, Citation, Outcome, Question, Statement
from bot.bot import Bot
from bot.page_parts import Block, Item, Piece, Source, blocks_of, source_of
from bot.page_settings import PageSettings
from bot.server import serve
from bot.serving import Serving
from bot.settings import Settings
from bot.suggestions import starter_questions
from bot.web import create_app
from ingest import builds
from ingest.errors import InputError
from ingest.pipeline import ingest
from tests.fakes import WordEncoder

CONTACT = "Ring 020 7946 0000."
CLUB = """# Club

## Opening hours

### When is the gym open on weekdays?

The **gym** is open from 6:00 to 22:00 on weekdays.

### Is there a joining fee?

Yes, the joining fee is £25.
"""
HEEL = """# Heel raise on a step

## How to do it

1. Stand upright with your feet as wide as your hips.
2. Step up on the step and let your heels hang over the edge.
3. Raise your heels slowly.
"""
HEADERS = ("content-security-policy", "x-content-type-options", "referrer-policy", "cache-control")


class Elements(HTMLParser):
    """What a browser would see: elements with their attributes, and the words inside `main`, `mark` and so on."""

    VOID = ("meta", "input", "link", "br", "img")

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.words: dict[str, list[str]] = {}
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)
            self.words.setdefault(tag, []).append("")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        for tag in set(self.open):
            self.words[tag][-1] += data

    def values(self, tag: str, name: str) -> list[str | None]:
        return [attributes.get(name) for found, attributes in self.found if found == tag]

    def text(self, tag: str) -> list[str]:
        return [" ".join(words.split()) for words in self.words.get(tag, [])]


class FixedBot(Bot):
    """Gives one answer to everything, whatever the index holds."""

    given: Answer

    def ask(self, question: Question, n_hits: int = 0, timed: bool = True) -> Answer:
        return self.given


def bot_over(folder: Path, pages: dict[str, str]) -> Bot:
    for name, text in pages.items():
        path = folder / "kb" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    encoder = WordEncoder()
    ingest([folder / "kb"], folder / "index", encoder)
    return Bot(builds.open_build(folder / "index", encoder), encoder, CONTACT)


def app_of(bot: Bot, contact: str) -> FastAPI:
    return create_app(Serving(bot), Settings(contact=contact))


@pytest.fixture(scope="module")
def bot(tmp_path_factory: pytest.TempPathFactory) -> Bot:
    return bot_over(tmp_path_factory.mktemp("page"), {"faq/club.md": CLUB, "exercises/heel.md": HEEL})


@pytest.fixture(scope="module")
def client(bot: Bot) -> TestClient:
    return TestClient(app_of(bot, CONTACT))


def sent_raw(app: ASGIApp, query: bytes) -> tuple[int, str]:
    """Status and page for a query string that no client would send; clients clean and shorten what they are given."""
    messages: list[Message] = []
    scope = {
        "type": "http",
        "method": "GET",
        "path": "/plain",
        "query_string": query,
        "headers": [],
        "http_version": "1.1",
    }

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        messages.append(message)

    asyncio.run(_run(app, scope, receive, send))
    return messages[0]["status"], b"".join(message.get("body", b"") for message in messages[1:]).decode()


async def _run(app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
    await app(scope, receive, send)


def showing(bot: Bot, answer: Answer) -> Elements:
    fixed = FixedBot(bot.build, bot.encoder, bot.contact)
    fixed.given = answer
    response = TestClient(app_of(fixed, CONTACT)).get("/plain", params={"q": answer.question})
    assert response.status_code == 200
    return Elements(response.text)


def cited(number: int, quote: str, title: str = "Club", heading: str = "", url: str | None = None) -> Citation:
    return Citation(number, f"faq/{number}.md", title, heading, url, quote, 0, len(quote))


def answered(*said: tuple[str, str], disagree: bool = False) -> Answer:
    """Each statement with the title of its own page."""
    citations = tuple(cited(i, text, title) for i, (title, text) in enumerate(said, start=1))
    statements = tuple(Statement(text, i) for i, (_, text) in enumerate(said, start=1))
    return Answer("How?", "How?", Outcome.ANSWERED, statements, citations, 0.9, "b", disagree)


def test_the_start_page_has_a_labelled_form_and_starter_questions_as_links(client: TestClient) -> None:
    page = Elements(client.get("/plain").text)

    assert page.text("h1") == ["Ask the gym"]
    assert page.values("html", "lang") == ["en"]
    assert page.values("label", "for") == ["q"]
    assert page.values("form", "method") == ["get"]
    assert [(field.get("id"), field["name"]) for tag, field in page.found if tag == "input"] == [("q", "q")]
    assert page.values("a", "href") == [
        "/plain?q=When+is+the+gym+open+on+weekdays%3F",
        "/plain?q=Is+there+a+joining+fee%3F",
    ]


def test_the_page_bears_the_gyms_name_and_starter_questions(bot: Bot) -> None:
    settings = Settings(page=PageSettings(name="Iron & Hall", starters=("Where do I park?",)))
    client = TestClient(create_app(Serving(bot), settings))

    start, answer = (Elements(client.get(f"/plain{query}").text) for query in ("", "?q=joining+fee"))

    assert start.text("h1") == start.text("title") == ["Iron & Hall"]
    assert start.values("a", "href") == ["/plain?q=Where+do+I+park%3F"]
    assert answer.text("title") == ["joining fee – Iron & Hall"]
    assert answer.text("p")[0] == "Iron & Hall"


def test_starter_questions_are_shared_fairly_between_pages_and_spread_over_each() -> None:
    club = [("club", f"Question {i}?") for i in range(12)]

    starters = starter_questions(
        [("bare", ""), *club, ("legs", "Which muscles?"), ("arms", "Question 3?"), ("x", "?" * 121)]
    )

    assert starters == ("Question 0?", "Question 2?", "Question 4?", "Question 7?", "Question 9?", "Which muscles?")


def test_an_answer_shows_its_statement_and_a_link_to_the_marked_words_of_its_source(client: TestClient) -> None:
    page = Elements(client.get("/plain", params={"q": "When is the gym open on weekdays?"}).text)

    assert page.text("h1") == ["When is the gym open on weekdays?"]
    assert page.text("mark") == ["The gym is open from 6:00 to 22:00 on weekdays."]
    assert page.text("section")[0] == "The gym is open from 6:00 to 22:00 on weekdays. [1]"
    assert "Club › Opening hours" in page.text("li")[0]
    assert "faq/club.md" in page.text("li")[0]
    links = [href[1:] for href in page.values("a", "href") if href and href.startswith("#")]
    ids = [attributes["id"] for _, attributes in page.found if "id" in attributes]
    assert links == ["source-1"]
    assert set(links) <= set(ids)
    assert len(ids) == len(set(ids))


def test_steps_are_an_ordered_list_without_doubled_numbers(client: TestClient) -> None:
    page = Elements(
        client.get("/plain", params={"q": "How do I stand upright on a step and raise the heels slowly?"}).text
    )

    assert page.text("ol")[0] == (
        "Stand upright with your feet as wide as your hips. "
        "Step up on the step and let your heels hang over the edge. Raise your heels slowly. [1]"
    )
    assert page.values("li", "value")[:3] == ["1", "2", "3"]
    assert page.text("mark")[0] == "1. Stand upright with your feet as wide as your hips."


def test_statements_become_paragraphs_and_lists() -> None:
    listed = ("Take these:", "1. a **mat**", "soft", "2) a towel")

    blocks = blocks_of(
        [*(Statement(text, 1, True) for text in listed), Statement("one", 2, True), Statement("*So.*", 2)]
    )

    assert blocks == (
        Block(1, "Take these:"),
        Block(1, items=(Item("a mat", 1, ("soft",)), Item("a towel", 2))),
        Block(2, items=(Item("one"),)),
        Block(2, "So."),
    )


def test_a_source_is_its_quote_in_lines_with_the_stated_words_marked() -> None:
    quote = "Before *all*\nof it.\n\n- The **heel**. It rises.\n- Next [page](/x)\n## More\n2. two"
    stated = [Statement("The **heel**.", 1), Statement("2. two", 1)]

    source = source_of(cited(1, quote, "The *club*", "A › `b`", "https://gym.example/a"), stated)

    assert source == Source(
        1,
        "The club",
        "A › b",
        "faq/1.md",
        "https://gym.example/a",
        (
            (Piece("Before all of it.", False),),
            (Piece("• ", False), Piece("The heel.", True), Piece(" It rises.", False)),
            (Piece("• Next page", False),),
            (Piece("More", False),),
            (Piece("2. two", True),),
        ),
    )


def test_only_a_web_address_becomes_a_link() -> None:
    addresses = ("http://gym.example", "javascript:alert(1)", "data:text/html,x", "//gym.example", None)

    assert [source_of(cited(1, "x", url=address), ()).url for address in addresses] == [
        "http://gym.example",
        None,
        None,
        None,
        None,
    ]


def test_a_printed_page_is_named_beside_its_file() -> None:
    printed = source_of(cited(1, "x", url="guides/heel.pdf#page=3"), ())

    assert (printed.url, printed.path) == (None, f"{cited(1, 'x').source}, page 3")


def test_a_follow_up_carries_the_last_five_questions_and_a_new_question_none(client: TestClient) -> None:
    earlier = [("h", f"question {i}") for i in range(7)]

    page = Elements(client.get("/plain?" + urlencode([("q", "Is there a joining fee?"), *earlier])).text)

    fields = [field["value"] for tag, field in page.found if tag == "input" and field.get("type") == "hidden"]
    assert fields == ["question 3", "question 4", "question 5", "question 6", "Is there a joining fee?"]
    assert page.values("a", "href")[:3] == ["/plain", "/plain?q=question+2", "/plain?q=question+3&h=question+2"]
    assert page.text("a")[0] == "New question"


def test_a_follow_up_shows_how_it_was_understood(client: TestClient) -> None:
    page = Elements(client.get("/plain", params={"q": "and that fee?", "h": "When is the gym open on weekdays?"}).text)
    alone = Elements(client.get("/plain", params={"q": "Is there a joining fee?"}).text)

    assert any(text.startswith("Understood as: ") for text in page.text("p"))
    assert not any(text.startswith("Understood as: ") for text in alone.text("p"))


def test_an_empty_question_shows_the_form_again_and_keeps_the_history(client: TestClient) -> None:
    page = Elements(client.get("/plain", params={"q": " \t", "h": "Is there a joining fee?"}).text)

    assert page.text("h1") == ["Ask the gym"]
    assert page.values("input", "value") == [None, "Is there a joining fee?"]


def test_where_nothing_is_found_the_page_says_so_and_names_the_contact(bot: Bot) -> None:
    answer = Answer("Why?", "Why?", Outcome.NOT_FOUND, (), (), 0.01, "b", suggestions=("Is it?",), message="Not here.")

    page = showing(bot, answer)

    assert page.text("section")[0] == "Not here. Ring 020 7946 0000."
    assert page.values("a", "href") == ["/plain", "/plain?q=Is+it%3F"]


def test_a_question_without_a_known_word_is_declined_with_the_contact(client: TestClient) -> None:
    page = Elements(client.get("/plain", params={"q": "zyxwv utsrq ponml"}).text)

    assert CONTACT in page.text("section")[0]
    assert page.text("mark") == []


def test_an_unsure_answer_shows_the_closest_passages_under_their_own_heading(bot: Bot) -> None:
    closest = (cited(1, "The sauna is warm."), cited(2, "The pool is not."))
    answer = Answer("Why?", "Why?", Outcome.UNSURE, (), (), 0.4, "b", closest=closest, message="Not sure.")

    page = showing(bot, answer)

    assert page.text("section")[0] == "Not sure."
    assert page.text("h2") == ["Closest passages"]
    assert page.text("blockquote") == ["The sauna is warm.", "The pool is not."]
    assert page.text("mark") == []


def test_sources_that_disagree_are_shown_as_labelled_sides(bot: Bot) -> None:
    page = showing(bot, answered(("Club", "It opens at 6:00."), ("Poster", "It opens at 7:00."), disagree=True))

    assert page.text("section")[1:3] == ["Club It opens at 6:00. [1]", "Poster It opens at 7:00. [2]"]
    assert page.values("section", "aria-labelledby")[1:3] == ["side-1", "side-2"]
    assert page.text("h3") == ["Club", "Poster"]


def test_a_notice_comes_before_the_answer(bot: Bot) -> None:
    page = showing(bot, replace(answered(("Club", "Rest.")), notice="See a doctor.\nOr <b>two</b>."))

    assert page.text("main")[0].startswith("How? See a doctor. Or <b>two</b>. Rest. [1]")
    assert page.text("p")[2:4] == ["See a doctor.", "Or <b>two</b>."]


PAYLOADS = (
    "<script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "</style><script>alert(1)</script>",
    "</title><script>alert(1)</script>",
    "</textarea><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<img src=x onerror=alert(1)//",
    '"><img src=x onerror=alert(1)>',
    "'><img src=x onerror=alert(1)>",
    '" onfocus="alert(1)" autofocus="',
    "' onfocus='alert(1)' autofocus='",
    "` onfocus=alert(1) `",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><animate onbegin=alert(1) attributeName=x dur=1s>",
    "<math><mi xlink:href='javascript:alert(1)'>x</mi></math>",
    "<iframe src=javascript:alert(1)></iframe>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<object data=javascript:alert(1)>",
    "<embed src=javascript:alert(1)>",
    "<a href=javascript:alert(1)>x</a>",
    "<form action=https://evil.example><button>x</button></form>",
    "<base href=https://evil.example>",
    "<meta http-equiv=refresh content=0;url=https://evil.example>",
    "<link rel=stylesheet href=https://evil.example>",
    "<style>@import 'https://evil.example'</style>",
    "<body onload=alert(1)>",
    "<details open ontoggle=alert(1)>",
    "<video><source onerror=alert(1)></video>",
    "<audio src=x onerror=alert(1)>",
    "<input autofocus onfocus=alert(1)>",
    "<select onfocus=alert(1)></select>",
    "<marquee onstart=alert(1)>",
    "<template><script>alert(1)</script></template>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<!--><script>alert(1)</script>-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?xml version='1.0'?><script>alert(1)</script>",
    "{{ 7 * 7 }}<script>alert(1)</script>",
    "{% raw %}<script>alert(1)</script>",
    "${alert(1)}<script>alert(1)</script>",
    "&lt;script&gt;<script>alert(1)</script>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "[x](javascript:alert(1)) <b>bold</b>",
    "![x](https://evil.example/a.png) <b>bold</b>",
    "**<b onmouseover=alert(1)>bold</b>**",
    "</mark></blockquote></main></body><script>alert(1)</script>",
    "<mark onclick=alert(1)>x</mark>",
)
OWN_ELEMENTS = frozenset(
    (
        "html",
        "head",
        "meta",
        "title",
        "style",
        "body",
        "header",
        "main",
        "nav",
        "section",
        "h1",
        "h2",
        "h3",
        "p",
        "a",
        "ol",
        "ul",
        "li",
        "div",
        "form",
        "label",
        "input",
        "button",
        "span",
        "bdi",
        "blockquote",
        "mark",
    )
)
OWN_ATTRIBUTES = frozenset(
    (
        "lang",
        "charset",
        "name",
        "content",
        "class",
        "href",
        "aria-label",
        "aria-labelledby",
        "id",
        "for",
        "action",
        "method",
        "role",
        "type",
        "required",
        "maxlength",
        "autocomplete",
        "enterkeyhint",
        "value",
    )
)


def assert_only_own_elements(page: str) -> None:
    found = Elements(page).found
    assert {tag for tag, _ in found} <= OWN_ELEMENTS
    assert {name for _, attributes in found for name in attributes} <= OWN_ATTRIBUTES
    hrefs = [attributes.get("href") or "" for tag, attributes in found if tag == "a"]
    assert [href for href in hrefs if not href.startswith(("/", "#"))] == []
    assert [attributes for tag, attributes in found if tag == "meta" and "http-equiv" in attributes] == []


@pytest.mark.parametrize("payload", PAYLOADS)
def test_markup_in_a_question_is_only_words(client: TestClient, payload: str) -> None:
    response = client.get("/plain?" + urlencode([("q", payload), ("h", payload)]))

    assert response.status_code == 200
    assert_only_own_elements(response.text)
    assert Elements(response.text).text("h1") == [" ".join(payload.split())]


@pytest.mark.parametrize("payload", PAYLOADS)
def test_markup_in_every_field_of_an_answer_is_only_words(bot: Bot, payload: str) -> None:
    citations = tuple(
        Citation(i, payload, payload, payload, payload, f"{payload} {i}\n- {payload}", 0, 1) for i in (1, 2)
    )
    statements = (
        Statement(payload, 1),
        Statement(payload, 1, True),
        Statement(f"{payload} 2", 2),
    )
    full = Answer(
        payload,
        f"{payload}?",
        Outcome.ANSWERED,
        statements,
        citations,
        0.9,
        payload,
        True,
        (),
        (payload,),
        payload,
        payload,
    )
    unsure = Answer(
        payload, payload, Outcome.UNSURE, (), (), 0.4, payload, False, citations, (payload,), payload, payload
    )
    fixed = FixedBot(bot.build, bot.encoder, payload)

    for answer in (full, replace(full, sources_disagree=False), unsure, replace(unsure, outcome=Outcome.NOT_FOUND)):
        fixed.given = answer
        page = TestClient(app_of(fixed, payload)).get("/plain", params={"q": payload}).text

        assert_only_own_elements(page)


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> TestClient:
    pages = {}
    for i, payload in enumerate(PAYLOADS):
        name = f"{i} {payload}".replace("/", "∕")[:60] + ".md"
        text = f"# Title{i} {payload}\n\n## Heading{i} {payload}\n\nThe word{i} apparatus{i} is {payload} heavy{i}.\n"
        faq = "".join(
            f"\n### What is gadget{n}x{i} {payload}?\n\nThe gadget{n}x{i} is blue{i} {payload}.\n" for n in (1, 2, 3)
        )
        pages[name] = text + faq
    return TestClient(app_of(bot_over(tmp_path_factory.mktemp("hostile"), pages), CONTACT))


@pytest.mark.parametrize("i", range(len(PAYLOADS)))
def test_markup_in_a_page_is_only_words(hostile: TestClient, i: int) -> None:
    texts = [
        hostile.get("/plain", params={"q": question}).text
        for question in (f"word{i} apparatus{i} heavy{i}", f"What is gadget1x{i}?", f"gadget2x{i} blue{i} zyxw")
    ]

    for text in texts:
        assert_only_own_elements(text)
    assert any(f"blue{i}" in text for text in texts)


def test_markup_in_starter_questions_is_only_words(hostile: TestClient) -> None:
    page = hostile.get("/plain").text

    assert_only_own_elements(page)
    assert "gadget" in page


@pytest.mark.parametrize(
    "query",
    [
        b"q=%00",
        b"q=a%00b",
        b"q=%ff%fe",
        b"q=%ED%A0%80",
        b"q=\xed\xa0\x80",
        b"q=%F4%90%80%80",
        b"q=%",
        b"q=%zz",
        b"q=%EF%BF%BE%EF%B7%90",
        b"q",
        b"=",
        b"&&&",
        b"q=a&q=b",
        b"q[]=a",
        b"h=%00&h=%ff&q=fee",
        b"q=fee&h=" + b"x" * 5000,
        b"q=fee" + b"&h=x" * 20_000,
        b"q=%F0%9F%92%AA%E2%80%8B%E2%80%AE",
        b"q=" + quote_from_bytes("ﷺ".encode() * 300).encode(),
    ],
)
def test_odd_bytes_are_answered_like_any_question(client: TestClient, query: bytes) -> None:
    status, page = sent_raw(client.app, query)

    assert status == 200
    assert_only_own_elements(page)


@pytest.mark.parametrize("length", [2_001, 100_000])
def test_a_question_that_is_too_long_is_refused_and_not_echoed(client: TestClient, length: int) -> None:
    status, text = sent_raw(client.app, b"q=" + b"x" * length)

    page = Elements(text)
    assert status == 400
    assert page.text("h1") == [f"The question has {length:,} characters (at most 2,000)"]
    assert page.text("p")[2] == "Ask it in one or two sentences."
    assert "xxx" not in text


def test_programs_get_the_same_errors_as_json(client: TestClient) -> None:
    headers = {"accept": "application/json"}

    too_long = client.get("/plain?q=" + "x" * 2_001, headers=headers)
    unknown = client.get("/unknown", headers=headers)

    assert (too_long.status_code, too_long.json()) == (
        400,
        {"error": "the question has 2,001 characters (at most 2,000)", "fix": "Ask it in one or two sentences."},
    )
    assert (unknown.status_code, unknown.json()) == (
        404,
        {"error": "there is no page at this address", "fix": "Start from the question form."},
    )


@pytest.mark.parametrize("path", ["/unknown", "/livez/", "/docs", "/openapi.json", "/static/../x", "/<script>", "/%ff"])
def test_an_unknown_address_is_a_plain_page_that_does_not_echo_it(client: TestClient, path: str) -> None:
    response = client.get(path)

    assert response.status_code == 404
    assert Elements(response.text).text("h1") == ["There is no page at this address"]
    assert_only_own_elements(response.text)


def test_other_methods_are_refused(client: TestClient) -> None:
    response = client.post("/plain", content=b"q=fee")

    assert (response.status_code, "GET" in response.headers["allow"]) == (405, True)
    assert client.head("/plain").status_code == 200


def test_health_is_told_with_the_build(client: TestClient, bot: Bot) -> None:
    assert client.get("/livez").json() == {"status": "ok"}
    assert client.get("/readyz").json() == {"status": "ok", "build": bot.build.build_id}


@pytest.mark.parametrize("path", ["/plain", "/plain?q=fee", "/livez", "/readyz", "/unknown", "/plain?q=" + "x" * 3_000])
def test_every_response_has_the_security_headers(client: TestClient, path: str) -> None:
    for method in ("GET", "POST", "HEAD"):
        response = client.request(method, path)

        assert {name: response.headers[name] for name in HEADERS[1:]} == {
            "x-content-type-options": "nosniff",
            "referrer-policy": "no-referrer",
            "cache-control": "no-store",
        }
        assert re.fullmatch(
            r"default-src 'none'; style-src 'sha256-[\w+/]{43}='; form-action 'self'; base-uri 'none'; "
            r"frame-ancestors 'self'",
            response.headers[HEADERS[0]],
        )


def test_the_one_style_is_the_one_that_the_policy_allows(client: TestClient) -> None:
    response = client.get("/plain?q=fee")

    style = re.findall("<style>(.*?)</style>", response.text, re.DOTALL)
    assert len(style) == 1
    allowed = base64.b64encode(hashlib.sha256(style[0].encode()).digest()).decode()
    assert f"'sha256-{allowed}'" in response.headers["content-security-policy"]
    assert "url(" not in style[0]
    assert "@import" not in style[0]


def test_a_defect_is_a_page_with_an_incident_number_and_without_its_words(bot: Bot) -> None:
    class BrokenBot(Bot):
        def ask(self, question: Question, n_hits: int = 0, timed: bool = True) -> Answer:
            raise KeyError("secret")

    app = app_of(BrokenBot(bot.build, bot.encoder), CONTACT)

    response = TestClient(app, raise_server_exceptions=False).get("/plain?q=fee")

    assert response.status_code == 500
    assert re.fullmatch(r"Something went wrong \(incident [0-9a-f]{8}\)", Elements(response.text).text("h1")[0])
    assert "secret" not in response.text
    assert [response.headers.get(name, "") == "" for name in HEADERS] == [False] * 4


def test_questions_at_the_same_time_get_their_own_answers(client: TestClient) -> None:
    questions = ["Is there a joining fee?", "When is the gym open on weekdays?", "zyxwv"] * 8

    with ThreadPoolExecutor(8) as pool:
        pages = list(pool.map(lambda question: client.get("/plain", params={"q": question}).text, questions))

    assert [Elements(page).text("h1") for page in pages] == [[question] for question in questions]
    assert [("£25" in page, "22:00" in page) for page in pages[:2]] == [(True, False), (False, True)]


def never() -> Bot:
    raise AssertionError("the model is loaded before the port is known to be free")


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        yield listening.getsockname()[1]


def test_a_port_in_use_is_told_before_anything_is_loaded(taken: int) -> None:
    with pytest.raises(InputError) as caught:
        serve(Settings(host="127.0.0.1", port=taken), never)

    assert (caught.value.message, caught.value.fix) == (
        f"port {taken} on 127.0.0.1 is in use",
        "Stop what uses it, or choose another with --port.",
    )


@pytest.mark.parametrize("host", ["no such host", "192.0.2.1"])
def test_a_host_that_is_not_ours_is_told_before_anything_is_loaded(host: str) -> None:
    with pytest.raises(InputError, match=re.escape(host)):
        serve(Settings(host=host, port=0), never)


@pytest.mark.model
@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_the_server_tells_its_address_answers_and_ends_quietly_on_ctrl_c(tmp_path: Path, stop: signal.Signals) -> None:
    (tmp_path / "kb").mkdir()
    (tmp_path / "kb" / "club.md").write_text(CLUB, encoding="utf-8")
    spotter, index = [sys.executable, "-m", "bot"], ["--index", str(tmp_path / "index")]
    subprocess.run([*spotter, "ingest", str(tmp_path / "kb"), *index], check=True, capture_output=True)

    with subprocess.Popen(
        [*spotter, "serve", "--host", "127.0.0.1", "--port", "0", *index],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=tmp_path,
    ) as server:
        assert server.stdout is not None
        try:
            line = server.stdout.readline()
            address = re.fullmatch(r"Spotter answers on (http://127\.0\.0\.1:\d+)  \(Ctrl-C stops it\)\n", line)
            assert address is not None, server.communicate(timeout=60)
            with urllib.request.urlopen(address[1] + "/plain?q=What+is+the+joining+fee%3F", timeout=60) as response:
                page = response.read().decode()
            with pytest.raises(urllib.error.HTTPError) as refused:
                urllib.request.urlopen(address[1] + "/plain?q=" + "x" * 100_000, timeout=60)
            refused.value.close()
            server.send_signal(stop)
            out, err = server.communicate(timeout=60)
        finally:
            server.kill()

    assert Elements(page).text("mark") == ["Yes, the joining fee is £25."]
    assert (refused.value.status, refused.value.headers["server"]) == (400, None)
    assert (server.returncode, out, err) == (0, "", "")
    assert not (tmp_path / "journal.sqlite-wal").exists()  # the journal was closed
