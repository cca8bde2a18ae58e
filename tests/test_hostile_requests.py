import json
import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from bot.access import Keyless
from bot.bot import Bot
from bot.serving import Serving
from bot.settings import Settings
from bot.web import create_app
from tests.asking import bot_over
from tests.described_requests import campaign
from tests.hostile_requests import PLACES, SLOW, TYPES, bodies, connections, echoes, exchanged, status_of
from tests.live import FEE, PAGES, MemoryJournal, served

BODIES = bodies()
CONNECTIONS = connections()


@pytest.fixture(scope="module")
def bot(tmp_path_factory: pytest.TempPathFactory) -> Bot:
    return bot_over(tmp_path_factory.mktemp("hostile"), PAGES, "Ask Ana.")


@pytest.fixture(scope="module")
def url(bot: Bot) -> Iterator[str]:
    settings = Settings(keyless=Keyless.ALL, rate="off", site_rate="off", openapi="on")
    with served(create_app(Serving(bot), settings, MemoryJournal())) as address:
        yield address


@pytest.fixture(scope="module")
def client(url: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=url, timeout=20) as made:
        yield made


@pytest.mark.parametrize("name", BODIES)
def test_a_body_of_any_kind_is_answered_or_refused_and_not_repeated(client: httpx.Client, name: str) -> None:
    body = BODIES[name]
    headers = {"content-type": "application/json", "accept": "application/json, text/event-stream"}

    responses = [client.post(place, content=body, headers=headers) for place in PLACES]

    assert [response.status_code for response in responses if not 200 <= response.status_code < 500] == []
    refused = [response for response in responses if response.status_code >= 400]
    assert [response.url.path for response in refused if echoes(body, response.content)] == []


@pytest.mark.parametrize("kind", TYPES)
def test_only_json_is_read_whatever_it_calls_itself(client: httpx.Client, kind: str) -> None:
    headers = {"content-type": kind} if kind else {}

    statuses = {client.post(place, content=b'{"question": "fee"}', headers=headers).status_code for place in PLACES[:4]}

    assert statuses <= {200, 400}
    assert (200 in statuses) == kind.startswith(("application/json", "text/plain"))


@pytest.mark.parametrize("name", CONNECTIONS)
def test_bytes_of_any_kind_get_a_response_below_500_or_none(url: str, name: str) -> None:
    response = exchanged(url, CONNECTIONS[name])

    assert 200 <= status_of(response) < 500
    assert not echoes(b"".join(CONNECTIONS[name][:2]), response)


@pytest.mark.parametrize("name", ["300 MB, announced", "300 MB, in pieces", "one piece of 16 exabytes"])
def test_what_is_too_large_is_refused_in_words(url: str, name: str) -> None:
    response = exchanged(url, CONNECTIONS[name])

    assert status_of(response) == 413
    assert b'{"error":"the request is larger than 64 KB","fix":"Send less at once."}' in response


def test_bodies_and_headers_that_never_come_are_waited_for_a_few_seconds_while_others_are_answered(url: str) -> None:
    place = httpx.URL(url)
    with ThreadPoolExecutor(8) as pool, socket.create_connection((place.host, place.port), timeout=20) as unfinished:
        began = time.monotonic()
        unfinished.sendall(b"GET / HTTP/1.1\r\nHost: ")
        waiting = [pool.submit(exchanged, url, (SLOW[name],)) for name in SLOW for _ in range(3)]
        answered = httpx.get(f"{url}/api/ask", params={"q": FEE})
        answered_after = time.monotonic() - began
        refused = [future.result() for future in waiting]
        refused_after = time.monotonic() - began
        closed = unfinished.recv(10)
        closed_after = time.monotonic() - began

    assert (answered.status_code, answered_after < 3) == (200, True)
    assert [status_of(response) for response in refused] == [408] * 6
    assert b"the request was not there after 5 seconds" in refused[0]
    assert 4.9 < refused_after < 8
    assert closed == b""
    assert 9.9 < closed_after < 13


DESCRIBED = json.loads((Path(__file__).parent.parent / "bot" / "openapi.json").read_text(encoding="utf-8"))
OPERATIONS = sorted(f"{method.upper()} {path}" for path, methods in DESCRIBED["paths"].items() for method in methods)


@pytest.mark.parametrize("operation", OPERATIONS)
def test_requests_made_from_the_description_and_against_it_never_fail(url: str, operation: str) -> None:
    n, faults = campaign(url, DESCRIBED, operation, n_examples=12)

    assert n > 0
    assert faults == []
