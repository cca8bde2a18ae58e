"""Many at once, against the server as it is served."""

import json
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from bench.load_client import Reply
from bench.load_table import Phase, table
from bot.bot import Bot
from bot.serving import Serving
from bot.settings import Settings
from bot.web import create_app
from tests.asking import bot_over
from tests.live import FEE, PAGES, MemoryJournal, SlowBot, served

QUESTIONS = {
    FEE: "£25",
    "When is the gym open on weekdays?": "22:00",
    "How do I stand upright on a step and raise the heels slowly?": "Raise your heels slowly.",
}


@pytest.fixture(scope="module")
def bot(tmp_path_factory: pytest.TempPathFactory) -> Bot:
    return bot_over(tmp_path_factory.mktemp("load"), PAGES)


@pytest.fixture(scope="module")
def journal() -> MemoryJournal:
    return MemoryJournal()


@pytest.fixture(scope="module")
def url(bot: Bot, journal: MemoryJournal) -> Iterator[str]:
    with served(create_app(Serving(bot), Settings(rate="off"), journal)) as address:
        yield address


def test_visitors_at_the_same_time_get_their_own_answers_by_every_way(url: str, journal: MemoryJournal) -> None:
    asked = [(question, way) for question in QUESTIONS for way in ("json", "address", "page", "openai")] * 10

    with httpx.Client(base_url=url, timeout=60) as client, ThreadPoolExecutor(16) as pool:
        texts = list(pool.map(lambda item: _asked(client, *item), asked))

    assert [question for (question, _), text in zip(asked, texts, strict=True) if QUESTIONS[question] not in text] == []
    ids = [json.loads(text)["id"] for (_, way), text in zip(asked, texts, strict=True) if way in ("json", "address")]
    assert len(set(ids)) == len(ids)
    assert sorted(answer.question for answer, _ in journal.entries) == sorted(question for question, _ in asked)


def _asked(client: httpx.Client, question: str, way: str) -> str:
    messages = {"messages": [{"role": "user", "content": question}]}
    response = {
        "json": lambda: client.post("/api/ask", json={"question": question}),
        "address": lambda: client.get("/api/ask", params={"q": question}),
        "page": lambda: client.get("/plain", params={"q": question}),
        "openai": lambda: client.post("/v1/chat/completions", json=messages),
    }[way]()
    assert response.status_code == 200
    return response.text


def test_more_than_can_be_answered_are_refused_politely_while_others_are_served_and_then_all_is_well(bot: Bot) -> None:
    slow = SlowBot(bot.build, bot.encoder)
    with (
        served(create_app(Serving(slow), Settings(rate="off", waiting=5))) as address,
        httpx.Client(base_url=address, timeout=60, limits=httpx.Limits(max_connections=60)) as client,
        ThreadPoolExecutor(50) as pool,
    ):
        crowd = [pool.submit(client.get, "/api/ask", params={"q": FEE}) for _ in range(40)]
        pages = [pool.submit(client.get, "/plain", params={"q": FEE}) for _ in range(5)]
        time.sleep(0.02)
        began = time.monotonic()
        alive = client.get("/livez").status_code
        alive_after = time.monotonic() - began
        responses = [future.result() for future in [*crowd, *pages]]
        after = client.get("/api/ask", params={"q": FEE})

    statuses = [response.status_code for response in responses]
    refused = [response for response in responses if response.status_code == 503]
    assert set(statuses) == {200, 503}
    assert statuses.count(200) >= 6
    assert {int(response.headers["retry-after"]) for response in refused} <= set(range(1, 6))
    assert all("Ask again in a moment." in response.text for response in refused)
    assert (alive, after.status_code) == (200, 200)
    assert alive_after < 2


def test_a_question_that_takes_long_keeps_nobody_waiting_for_ever(bot: Bot) -> None:
    slow = SlowBot(bot.build, bot.encoder)
    slow.seconds = 6.0
    with (
        served(create_app(Serving(slow), Settings(rate="off"))) as address,
        httpx.Client(base_url=address, timeout=60) as client,
        ThreadPoolExecutor(2) as pool,
    ):
        first = pool.submit(client.get, "/api/ask", params={"q": FEE})
        time.sleep(0.3)
        began = time.monotonic()
        second = client.get("/api/ask", params={"q": FEE})
        waited = time.monotonic() - began

    assert first.result().status_code == 200
    assert (second.status_code, second.json()["error"]) == (503, "the question has waited for 5 seconds")
    assert 4.9 < waited < 5.7


def phase(name: str, *replies: Reply) -> Phase:
    return Phase(name, 1.0, 10.0, replies, (Reply(10.0, 0.002, 200),), 300.0)


def test_the_bench_counts_rude_refusals_as_errors_and_sees_when_it_is_well_again() -> None:
    even = phase("even", *(Reply(10.0 + i, 0.01 * i, 200) for i in range(1, 5)))
    over = phase("overload", Reply(10.5, 0.01, 200), Reply(11.0, 0.001, 503, True), Reply(12.0, 0.001, 503, False))
    after = phase("after it", Reply(10.5, 0.01, 429, True), Reply(12.5, 0.2, 200), Reply(14.5, 0.01, 200))

    shown = table([even, over, after])

    assert (even.errors, even.refused, over.errors, over.refused) == (0, 0, 1, 1)
    assert after.recovered == 3.0
    assert shown.splitlines()[2].startswith("| even | 1 | 4 | 4 | 0 | 0 | 25.0 |")
    assert "0 errors, 0 refusals (0): kept" in shown
    assert "overload: 1 errors (0), 0 answers a second, the rest refused politely: **missed**" in shown
    assert "recovered after 3 s (≤ 5): kept" in shown
