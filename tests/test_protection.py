from collections.abc import Mapping

import pytest
from fastapi.testclient import TestClient

from bot.access import Keyless
from bot.bot import Bot
from bot.keys import hash_of
from bot.serving import Serving
from bot.settings import Settings
from bot.web import create_app
from tests.asking import bot_over
from tests.live import FEE, PAGES

SITE = "https://www.gym.example"
ASK = {"question": FEE}
OF_EDITOR = "/editor/gradio_api/upload"


@pytest.fixture(scope="module")
def bot(tmp_path_factory: pytest.TempPathFactory) -> Bot:
    return bot_over(tmp_path_factory.mktemp("protection"), PAGES)


def client_of(
    bot: Bot, settings: Settings, address: str = "203.0.113.5", base: str = "http://testserver"
) -> TestClient:
    return TestClient(create_app(Serving(bot), settings), base_url=base, client=(address, 50_000))


def seen_from(client: TestClient, address: str) -> TestClient:
    return TestClient(client.app, client=(address, 50_000))


@pytest.mark.parametrize(
    ("hosts", "host", "status"),
    [
        ("", "127.0.0.1:8000", 200),
        ("", "[::1]:8000", 200),
        ("", "192.168.1.20", 200),
        ("", "gym-pc", 200),
        ("", "GYM-PC.local:8000", 200),
        ("", "evil.example", 421),
        ("", "127.0.0.1.evil.example", 421),
        ("chat.gym.example", "chat.gym.example", 200),
        ("chat.gym.example", "Chat.Gym.Example.:443", 200),
        ("chat.gym.example", "localhost:8000", 200),
        ("chat.gym.example", "192.168.1.20", 421),
        ("chat.gym.example", "xchat.gym.example", 421),
        ("chat.gym.example, 192.168.1.20", "192.168.1.20", 200),
    ],
)
def test_only_our_own_names_are_answered(bot: Bot, hosts: str, host: str, status: int) -> None:
    response = client_of(bot, Settings(hosts=hosts)).get("/api/suggest", headers={"host": host})

    assert response.status_code == status
    assert response.headers["x-content-type-options"] == "nosniff"
    assert host not in response.text


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"origin": "http://testserver"}, 200),
        ({"origin": "https://testserver"}, 200),
        ({"origin": "https://evil.example"}, 403),
        ({"origin": SITE}, 403),
        ({"origin": "null"}, 403),
        ({"origin": ""}, 403),
        ({"origin": "https://testserver.evil.example"}, 403),
        ({"origin": "http://testserver:81"}, 403),
        ({"sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors"}, 403),
        ({"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate"}, 200),
        ({"sec-fetch-site": "same-origin", "sec-fetch-mode": "no-cors"}, 200),
    ],
)
def test_an_empty_list_of_origins_means_none(bot: Bot, headers: Mapping[str, str], status: int) -> None:
    client = client_of(bot, Settings())

    responses = [client.get("/api/ask", params={"q": FEE}, headers=headers), client.get("/", headers=headers)]

    assert [response.status_code for response in responses] == [status] * 2
    assert [response.headers.get("access-control-allow-origin") for response in responses] == [None] * 2


def test_a_listed_site_may_ask_and_read_the_answer_and_no_other_may(bot: Bot) -> None:
    client = client_of(bot, Settings(origins=SITE))

    asked = client.post("/api/ask", json=ASK, headers={"origin": SITE})
    others = [f"{SITE}.evil.example", SITE.replace("https", "http"), f"{SITE}:444", "https://gym.example"]

    assert (asked.status_code, asked.headers["access-control-allow-origin"], asked.headers["vary"]) == (
        200,
        SITE,
        "Origin",
    )
    assert "access-control-allow-credentials" not in asked.headers
    assert [client.post("/api/ask", json=ASK, headers={"origin": other}).status_code for other in others] == [403] * 4


def test_a_listed_site_may_ask_beforehand(bot: Bot) -> None:
    client = client_of(bot, Settings(origins=SITE, rate="1/hour"))
    headers = {"access-control-request-method": "POST", "access-control-request-headers": "content-type"}

    allowed = [client.options("/api/ask", headers={"origin": SITE, **headers}) for _ in range(3)]
    refused = client.options("/api/ask", headers={"origin": "https://evil.example", **headers})

    assert [response.status_code for response in allowed] == [204] * 3
    assert allowed[0].headers["access-control-allow-methods"] == "GET, POST"
    assert refused.status_code == 403


def test_a_refusal_can_be_read_by_the_site_that_asked_too_often(bot: Bot) -> None:
    client = client_of(bot, Settings(origins=SITE, rate="1/hour"))

    answers = [client.post("/api/ask", json=ASK, headers={"origin": SITE}) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [200, 429]
    assert 3590 <= int(answers[1].headers["retry-after"]) <= 3600
    assert answers[1].json()["error"] == "too many questions from your address"
    assert answers[1].headers["access-control-allow-origin"] == SITE
    assert answers[1].headers["access-control-expose-headers"] == "Retry-After"


def test_each_address_has_a_rate_of_its_own_and_a_site_one_for_all_its_visitors(bot: Bot) -> None:
    client = client_of(bot, Settings(origins=SITE, rate="2/hour", site_rate="3/hour"))

    statuses = [
        seen_from(client, address).get("/api/ask", params={"q": FEE}, headers={"origin": SITE} if site else {})
        for address, site in [("203.0.113.1", True)] * 3
        + [("203.0.113.2", True)] * 2
        + [("203.0.113.3", False), ("2001:db8::1", False), ("2001:db8::2", False), ("2001:db8::3", False)]
    ]

    assert [response.status_code for response in statuses] == [200, 200, 429, 200, 429, 200, 200, 200, 429]
    assert statuses[4].json()["error"] == "too many questions on this site"


def test_only_what_may_cost_an_answer_counts(bot: Bot) -> None:
    client = client_of(bot, Settings(rate="2/hour"))

    free = [client.get(path).status_code for path in ("/", "/livez", "/readyz") * 3]
    counted = [client.get(path).status_code for path in ("/?q=fee", "/api/suggest", "/?q=fee", "/api/ask?q=fee")]

    assert free == [200] * 9
    assert counted == [200, 200, 429, 429]
    assert client.get("/livez").status_code == 200


@pytest.mark.parametrize("call", ["queue/join", "upload"])
def test_what_the_editors_page_asks_counts_too_and_its_script_reads_why_not(bot: Bot, call: str) -> None:
    client = client_of(bot, Settings(rate="1/hour"))

    replies = [client.post(f"/editor/gradio_api/{call}", content=b"{}") for _ in range(2)]

    assert [reply.status_code for reply in replies] == [404, 429]  # the page has not been loaded
    assert replies[1].json()["detail"].startswith("Too many questions from your address. Wait 3")


def test_a_page_says_on_a_page_that_one_asks_too_often(bot: Bot) -> None:
    client = client_of(bot, Settings(rate="1/hour"))

    pages = [client.get("/?q=fee") for _ in range(2)]

    assert pages[1].status_code == 429
    assert "<h1>Too many questions from your address</h1>" in pages[1].text
    assert "Wait 3" in pages[1].text


def test_without_rates_everything_is_let_through(bot: Bot) -> None:
    client = client_of(bot, Settings(rate="off", site_rate="off"))

    assert {client.get("/api/suggest").status_code for _ in range(100)} == {200}


@pytest.mark.parametrize(
    ("proxies", "peer", "forwarded", "counted_as"),
    [
        ("", "203.0.113.9", "198.51.100.1", "203.0.113.9"),
        ("10.0.0.0/8", "203.0.113.9", "198.51.100.1", "203.0.113.9"),
        ("10.0.0.0/8", "10.0.0.1", "198.51.100.1", "198.51.100.1"),
        ("10.0.0.0/8", "10.0.0.1", "6.6.6.6, 198.51.100.1, 10.0.0.2", "198.51.100.1"),
        ("10.0.0.0/8", "10.0.0.1", "198.51.100.1, nonsense", "10.0.0.1"),
        ("10.0.0.0/8", "10.0.0.1", "198.51.100.1:4711", "198.51.100.1"),
        ("10.0.0.0/8", "10.0.0.1", "[2001:db8::7]:4711", "2001:db8::7"),
        ("::1", "::1", "198.51.100.1", "198.51.100.1"),
    ],
)
def test_a_visitors_address_is_believed_of_a_trusted_proxy_alone(
    bot: Bot, proxies: str, peer: str, forwarded: str, counted_as: str
) -> None:
    client = client_of(bot, Settings(rate="1/hour", trusted_proxies=proxies))

    first = seen_from(client, peer).get("/api/suggest", headers={"x-forwarded-for": forwarded})
    second = seen_from(client, counted_as).get("/api/suggest")

    assert (first.status_code, second.status_code) == (200, 429)


KEY = "spotter_" + "k" * 43
KEYED = Settings(api_keys=hash_of(KEY), rate="1/hour", site_rate="3/hour")


def test_a_key_opens_what_is_for_programs_and_another_does_not(bot: Bot) -> None:
    client = client_of(bot, KEYED)

    answers = {
        shown: client.get("/v1/models", headers={"authorization": shown} if shown else {}).status_code
        for shown in ("", f"Bearer {KEY}", f"bearer {KEY}", f"Bearer {KEY}x", "Bearer ", f"Basic {KEY}")
    }

    assert answers == {
        "": 401,
        f"Bearer {KEY}": 200,
        f"bearer {KEY}": 200,
        f"Bearer {KEY}x": 401,
        "Bearer ": 401,
        f"Basic {KEY}": 401,
    }


def test_a_key_counts_as_a_site_whatever_its_address(bot: Bot) -> None:
    client = client_of(bot, KEYED)
    shown = {"authorization": f"Bearer {KEY}"}

    statuses = [client.get("/api/suggest", headers=shown).status_code for _ in range(4)]

    assert statuses == [200, 200, 200, 429]
    assert [client.get("/api/suggest").status_code for _ in range(2)] == [200, 429]


def test_a_wrong_key_is_refused_everywhere_and_not_repeated(bot: Bot) -> None:
    response = client_of(bot, KEYED).post("/api/ask", json=ASK, headers={"authorization": "Bearer wrong-key"})

    assert (response.status_code, response.headers["www-authenticate"]) == (401, "Bearer")
    assert response.json()["error"] == "this key is not known"
    assert "wrong-key" not in response.text


@pytest.mark.parametrize(
    ("keyless", "address", "base", "forwarded", "status"),
    [
        (Keyless.LOCAL, "127.0.0.1", "http://127.0.0.1:8000", False, 200),
        (Keyless.LOCAL, "::1", "http://localhost:8000", False, 200),
        (Keyless.LOCAL, "127.0.0.1", "http://localhost:8000", True, 401),
        (Keyless.LOCAL, "127.0.0.1", "http://chat.gym.example", False, 401),
        (Keyless.LOCAL, "192.168.1.7", "http://127.0.0.1:8000", False, 401),
        (Keyless.NOBODY, "127.0.0.1", "http://127.0.0.1:8000", False, 401),
        (Keyless.ALL, "203.0.113.5", "http://chat.gym.example", True, 200),
    ],
)
def test_without_a_key_only_programs_of_this_machine_get_in(
    bot: Bot, keyless: Keyless, address: str, base: str, forwarded: bool, status: int
) -> None:
    client = client_of(bot, Settings(hosts="chat.gym.example", keyless=keyless), address, base)
    headers = {"x-forwarded-for": "127.0.0.1"} if forwarded else {}

    statuses = [client.get(path, headers=headers).status_code for path in ("/v1/models", "/metrics")]

    assert statuses == [status] * 2
    assert client.get("/api/suggest", headers=headers).status_code == 200


def test_refusals_are_counted_by_their_reason(bot: Bot) -> None:
    client = client_of(bot, Settings(keyless=Keyless.ALL, rate="1/hour"))
    for headers in ({"host": "evil.example"}, {"origin": "https://evil.example"}, {}, {}):
        client.get("/api/suggest", headers=headers)
    client.post("/livez", content=b"x" * 65_537)

    told = seen_from(client, "203.0.113.6").get("/metrics").text

    for reason in ("host", "origin", "rate", "body_size"):
        assert f'spotter_refused_total{{reason="{reason}"}} 1.0' in told


def test_bodies_have_the_limit_of_their_place(bot: Bot) -> None:
    client = client_of(bot, Settings(rate="off"))
    sizes = {"/api/ask": 2**16, "/unknown": 2**16, "/gradio_api/queue/join": 2**18, OF_EDITOR: 6 * 2**20}

    statuses = {
        path: [client.post(path, content=b" " * size).status_code for size in (largest, largest + 1)]
        for path, largest in sizes.items()
    }

    assert statuses == {
        "/api/ask": [400, 413],
        "/unknown": [404, 413],
        "/gradio_api/queue/join": [404, 413],
        OF_EDITOR: [404, 413],
    }
