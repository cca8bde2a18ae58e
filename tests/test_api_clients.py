"""Clients that others wrote, against the server as it is served."""

import asyncio
import sys
from collections.abc import Iterator
from typing import Any

import openai
import pytest
from fastapi.testclient import TestClient

from bot.access import Keyless
from bot.answers import Answer, Citation, Outcome, Statement
from bot.bot import Bot
from bot.keys import hash_of
from bot.openai_api import content_of
from bot.serving import Serving
from bot.settings import Settings
from bot.web import create_app
from tests.asking import bot_over
from tests.live import FEE, PAGES, BrokenBot, MemoryJournal, served

ANSWER = "Yes, the joining fee is £25. [1]\n\nSources:\n[1] Club › Opening hours (faq/club.md)"
KEY = "spotter_" + "k" * 43


@pytest.fixture(scope="module")
def bot(tmp_path_factory: pytest.TempPathFactory) -> Bot:
    return bot_over(tmp_path_factory.mktemp("clients"), PAGES, "Ask Ana.")


@pytest.fixture(scope="module")
def journal() -> MemoryJournal:
    return MemoryJournal()


@pytest.fixture(scope="module")
def url(bot: Bot, journal: MemoryJournal) -> Iterator[str]:
    settings = Settings(api_keys=hash_of(KEY), keyless=Keyless.NOBODY, site_rate="100/minute")
    with served(create_app(Serving(bot), settings, journal)) as address:
        yield address


@pytest.fixture(scope="module")
def client(url: str) -> Iterator[openai.OpenAI]:
    with openai.OpenAI(base_url=f"{url}/v1", api_key=KEY, max_retries=0) as made:
        yield made


def said(text: str, role: str = "user") -> Any:
    return {"role": role, "content": text}


def test_openais_client_gets_a_cited_answer(client: openai.OpenAI) -> None:
    completion = client.chat.completions.create(model="spotter", messages=[said(FEE)])

    assert completion.choices[0].message.content == ANSWER
    assert completion.choices[0].finish_reason == "stop"
    assert completion.model_extra is not None
    assert [citation["quote"] for citation in completion.model_extra["citations"]] == ["Yes, the joining fee is £25."]
    assert completion.model_extra["spotter"]["outcome"] == "answered"
    assert completion.model_extra["spotter"]["logged"] is True


def test_openais_client_gets_a_stream_and_its_end(client: openai.OpenAI) -> None:
    with client.chat.completions.create(
        model="spotter", messages=[said(FEE)], stream=True, stream_options={"include_usage": True}
    ) as stream:
        chunks = list(stream)

    assert "".join(choice.delta.content or "" for chunk in chunks for choice in chunk.choices) == ANSWER
    assert [choice.finish_reason for chunk in chunks for choice in chunk.choices] == [None, "stop"]
    assert (chunks[1].model_extra or {})["citations"][0]["source"] == "faq/club.md"
    assert chunks[2].usage is not None
    assert len({chunk.id for chunk in chunks}) == 1


def test_a_stream_is_server_sent_events_that_end_in_done(bot: Bot) -> None:
    app = create_app(Serving(bot), Settings(keyless=Keyless.ALL))

    response = TestClient(app).post("/v1/chat/completions", json={"messages": [said(FEE)], "stream": True})

    assert response.headers["content-type"] == "text/event-stream; charset=utf-8"
    assert [event.startswith("data: {") for event in response.text.split("\n\n")] == [True, True, False, False]
    assert response.text.endswith("data: [DONE]\n\n")


def test_earlier_messages_of_the_user_are_the_history(client: openai.OpenAI, journal: MemoryJournal) -> None:
    client.chat.completions.create(
        model="any",
        messages=[
            said("Be brief.", "system"),
            said("When is the gym open on weekdays?"),
            said("From 6:00.", "assistant"),
            {"role": "user", "content": [{"type": "text", "text": "and that fee?"}]},
        ],
    )

    answer, _ = journal.entries[-1]
    assert answer.question == "and that fee?"
    assert answer.understood_as != answer.question


def test_openais_client_reads_our_errors(client: openai.OpenAI, url: str) -> None:
    with pytest.raises(openai.BadRequestError) as empty:
        client.chat.completions.create(model="spotter", messages=[said("Hi", "system")])
    with (
        openai.OpenAI(base_url=f"{url}/v1", api_key="wrong", max_retries=0) as stranger,
        pytest.raises(openai.AuthenticationError) as unknown,
    ):
        stranger.models.list()
    with pytest.raises(openai.NotFoundError):
        client.models.retrieve("gpt")

    assert empty.value.body == {
        "message": '`messages` holds no message of the user. Send [{"role": "user", "content": "…"}].',
        "type": "invalid_request_error",
        "param": None,
        "code": "invalid_request",
        "fix": 'Send [{"role": "user", "content": "…"}].',
    }
    assert unknown.value.code == "invalid_api_key"


def test_openais_client_lists_the_one_model(client: openai.OpenAI) -> None:
    assert [model.id for model in client.models.list()] == ["spotter"]
    assert client.models.retrieve("spotter").id == "spotter"


def test_a_defect_has_openais_shape_and_a_number(bot: Bot) -> None:
    app = create_app(Serving(BrokenBot(bot.build, bot.encoder)), Settings(keyless=Keyless.ALL))

    row = TestClient(app, raise_server_exceptions=False).post("/v1/chat/completions", json={"messages": [said(FEE)]})

    assert (row.status_code, row.json()["error"]["type"]) == (500, "server_error")
    assert "incident" in row.json()["error"]["message"]


def test_an_answer_as_one_text_says_all_that_a_page_would_show() -> None:
    cited = Citation(1, "guides/heel.pdf", "The *heel*", "", "guides/heel.pdf#page=3", "It rises.", 0, 9)
    other = Citation(2, "web.html", "Web", "Top", "https://gym.example/web", "It sinks.", 0, 9)
    statements = (Statement("It rises.", 1), Statement("It sinks.", 2))
    full = Answer("?", "?", Outcome.ANSWERED, statements, (cited, other), 0.9, "b", True, notice="See a doctor.")
    unsure = Answer(
        "?", "?", Outcome.UNSURE, (), (), 0.4, "b", closest=(cited,), suggestions=("Is it?",), message="No."
    )

    assert content_of(full) == (
        "See a doctor.\n\nIt rises. [1] It sinks. [2]\n\nThe sources disagree: what each of them says stands above.\n\n"
        "Sources:\n[1] The heel (guides/heel.pdf, page 3)\n[2] Web › Top (https://gym.example/web)"
    )
    assert content_of(unsure) == (
        "No.\n\nClosest passages:\n[1] The heel (guides/heel.pdf, page 3)\n\nQuestions that the pages answer:\n- Is it?"
    )


def test_the_mcp_client_lists_the_tools_and_gets_a_cited_answer(url: str) -> None:
    tools, asked, found, wrong, unknown = asyncio.run(_through_mcp(f"{url}/mcp"))

    assert [tool.name for tool in tools.tools] == ["ask", "search"]
    assert all(tool.annotations.read_only_hint for tool in tools.tools)
    assert asked.content[0].text == ANSWER
    assert asked.structured_content["citations"][0]["quote"] == "Yes, the joining fee is £25."
    assert [passage["doc_id"] for passage in found.structured_content["passages"]] == ["faq/club.md"]
    assert (wrong.is_error, wrong.content[0].text) == (True, "`question` is missing or no text. Give one.")
    assert unknown.is_error


async def _through_mcp(address: str) -> tuple[Any, ...]:
    import httpx2
    from mcp import Client
    from mcp.client.streamable_http import streamable_http_client

    async with (
        httpx2.AsyncClient(headers={"authorization": f"Bearer {KEY}"}) as http,
        Client(streamable_http_client(address, http_client=http)) as client,
    ):
        return (
            await client.list_tools(),
            await client.call_tool("ask", {"question": FEE}),
            await client.call_tool("search", {"question": FEE, "k": 1}),
            await client.call_tool("ask", {"question": 7}),
            await client.call_tool("delete", {"question": FEE}),
        )


def test_mcp_is_for_those_with_a_key(url: str) -> None:
    import httpx

    assert httpx.post(f"{url}/mcp", json={}).status_code == 401


def test_without_the_extra_the_address_says_how_to_install_it(bot: Bot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "mcp", None)
    client = TestClient(create_app(Serving(bot), Settings(keyless=Keyless.ALL)))

    response = client.post("/mcp", json={})

    assert (response.status_code, response.json()) == (
        404,
        {
            "error": "MCP is not installed here",
            "fix": "Install it where the server runs: pip install 'spotter[mcp]'.",
        },
    )


def test_mcp_takes_messages_alone(bot: Bot) -> None:
    client = TestClient(create_app(Serving(bot), Settings(keyless=Keyless.ALL)))

    assert [client.request(method, "/mcp").status_code for method in ("GET", "DELETE", "PUT")] == [405] * 3
