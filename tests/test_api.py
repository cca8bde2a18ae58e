import json
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from starlette.routing import Route

from bot.access import Keyless
from bot.bot import Bot
from bot.serving import Serving
from bot.settings import Settings
from bot.web import create_app
from tests.asking import bot_over
from tests.live import FEE, PAGES, BrokenBot, MemoryJournal

OPEN = Settings(keyless=Keyless.ALL)
FOUND_NOTHING = {"answered": 0.0, "unsure": 0.0, "not_found": 0.0}


@pytest.fixture(scope="module")
def bot(tmp_path_factory: pytest.TempPathFactory) -> Bot:
    return bot_over(tmp_path_factory.mktemp("api"), PAGES, "Ask Ana.")


@pytest.fixture
def journal() -> MemoryJournal:
    return MemoryJournal()


@pytest.fixture
def client(bot: Bot, journal: MemoryJournal) -> TestClient:
    return TestClient(create_app(Serving(bot), OPEN, journal))


def figures(client: TestClient) -> dict[str, float]:
    rows = (line.rsplit(" ", 1) for line in client.get("/metrics").text.splitlines() if not line.startswith("#"))
    return {name: float(value) for name, value in rows}


def test_a_question_gets_the_bots_answer_with_its_entry_in_the_journal(client: TestClient, bot: Bot) -> None:
    row = client.post("/api/ask", json={"question": FEE}).json()

    assert row.pop("latency_ms") > 0
    assert row == {
        "question": FEE,
        "understood_as": FEE,
        "outcome": "answered",
        "answer": "Yes, the joining fee is £25. [1]",
        "statements": [{"text": "Yes, the joining fee is £25.", "cites": 1}],
        "citations": [
            {
                "number": 1,
                "source": "faq/club.md",
                "title": "Club",
                "heading": "Opening hours",
                "url": None,
                "quote": "Yes, the joining fee is £25.",
                "start": 147,
                "end": 175,
            }
        ],
        "sources_disagree": False,
        "closest": [],
        "suggestions": ["When is the gym open on weekdays?"],
        "notice": "",
        "message": "",
        "confidence": row["confidence"],
        "build": bot.build.build_id,
        "id": "e1",
        "logged": True,
    }
    assert PAGES["faq/club.md"][147:175] == row["citations"][0]["quote"]


def test_json_sent_as_plain_text_and_a_question_in_the_address_are_the_same(client: TestClient) -> None:
    sent = json.dumps({"question": "and that fee?", "history": ["When is the gym open?"], "hits": 2})
    rows = [
        client.post("/api/ask", content=sent, headers={"content-type": "application/json"}).json(),
        client.post("/api/ask", content=sent, headers={"content-type": "text/plain;charset=UTF-8"}).json(),
        client.get("/api/ask", params={"q": "and that fee?", "h": "When is the gym open?", "hits": "2"}).json(),
    ]

    for row in rows:
        del row["latency_ms"], row["id"]
    assert rows[0] == rows[1] == rows[2]
    assert [hit["source"] for hit in rows[0]["hits"]] == ["faq/club.md", "faq/club.md"]


def test_the_journal_learns_which_site_asked(client: TestClient, journal: MemoryJournal) -> None:
    client.post("/api/ask", json={"question": FEE, "site": "www.gym.example"})
    client.get("/api/ask", params={"q": FEE})

    assert [(answer.outcome, site) for answer, site in journal.entries] == [
        ("answered", "www.gym.example"),
        ("answered", ""),
    ]


def test_without_a_site_the_origin_of_a_listed_one_is_kept(bot: Bot, journal: MemoryJournal) -> None:
    client = TestClient(create_app(Serving(bot), Settings(origins="https://www.gym.example"), journal))

    client.post("/api/ask", json={"question": FEE}, headers={"origin": "https://www.gym.example"})

    assert [site for _, site in journal.entries] == ["www.gym.example"]


def test_where_the_journal_fails_the_answer_comes_and_says_so(client: TestClient, journal: MemoryJournal) -> None:
    journal.broken = True

    row = client.post("/api/ask", json={"question": FEE}).json()

    assert (row["outcome"], row["id"], row["logged"]) == ("answered", "", False)
    assert figures(client)["spotter_journal_errors_total"] == 1


def test_without_a_journal_nothing_is_kept(bot: Bot) -> None:
    client = TestClient(create_app(Serving(bot), OPEN))

    row = client.post("/api/ask", json={"question": FEE}).json()

    assert (row["id"], row["logged"]) == ("", False)
    assert client.post("/api/feedback", json={"id": "e1", "helpful": True}).json() == {"stored": False}


def test_a_vote_is_kept_with_its_reason(client: TestClient, journal: MemoryJournal) -> None:
    entry = client.post("/api/ask", json={"question": FEE}).json()["id"]

    said = client.post("/api/feedback", json={"id": entry, "helpful": False, "reason": "old price"})
    unknown = client.post("/api/feedback", json={"id": "e99", "helpful": True})

    assert said.json() == {"stored": True}
    assert journal.votes == [("e1", False, "old price")]
    assert (unknown.status_code, unknown.json()["error"]) == (400, "there is no such answer")


def test_a_search_names_passages_with_scores_best_first(client: TestClient, bot: Bot) -> None:
    row = client.post("/api/search", json={"question": FEE, "hits": 2}).json()

    assert (row["question"], row["understood_as"], row["build"]) == (FEE, FEE, bot.build.build_id)
    assert [passage["question"] for passage in row["passages"]] == [FEE, "When is the gym open on weekdays?"]
    assert row["passages"][0]["score"] > row["passages"][1]["score"]
    assert len(client.post("/api/search", json={"question": FEE}).json()["passages"]) == 3


def test_starter_questions_are_offered(client: TestClient, bot: Bot) -> None:
    assert client.get("/api/suggest").json() == {
        "suggestions": ["When is the gym open on weekdays?", FEE],
        "build": bot.build.build_id,
    }


def test_what_happens_is_counted(client: TestClient) -> None:
    before = figures(client)
    for question in (FEE, FEE, "zyxwv utsrq"):
        client.post("/api/ask", json={"question": question})
    client.post("/api/ask", json={"question": ""})
    client.get("/", params={"q": FEE})

    after = figures(client)

    assert {outcome: before[f'spotter_questions_total{{outcome="{outcome}"}}'] for outcome in FOUND_NOTHING} == (
        FOUND_NOTHING
    )
    assert after['spotter_questions_total{outcome="answered"}'] == 3
    assert after["spotter_question_seconds_count"] == 4
    assert after['spotter_refused_total{reason="input"}'] == 1
    assert after["spotter_waiting"] == 0
    assert 0 <= after["spotter_build_age_seconds"] < 3600


def test_two_applications_count_apart(bot: Bot) -> None:
    one, other = (TestClient(create_app(Serving(bot), OPEN)) for _ in range(2))

    one.post("/api/ask", json={"question": FEE})

    assert figures(other)['spotter_questions_total{outcome="answered"}'] == 0


def test_the_description_is_served_where_it_is_wanted_and_names_every_route_of_the_api(bot: Bot) -> None:
    app = create_app(Serving(bot), Settings(openapi="on"))
    routes = {
        (route.path, method.lower())
        for route in app.routes
        if isinstance(route, Route)
        for method in route.methods or ()
        if method != "HEAD"
    }

    described = TestClient(app).get("/openapi.json").json()

    named = {(path, method) for path, methods in described["paths"].items() for method in methods}
    assert named == routes - {("/openapi.json", "get"), ("/v1/models/spotter", "get"), ("/widget.js", "get")}
    assert TestClient(create_app(Serving(bot), Settings())).get("/openapi.json").status_code == 404


def test_examples_of_the_description_have_the_fields_of_real_answers(client: TestClient) -> None:
    described = json.loads((Path(__file__).parent.parent / "bot" / "openapi.json").read_text(encoding="utf-8"))
    real = [client.post("/api/ask", json={"question": text}).json() for text in (FEE, "zyxwv utsrq")]

    examples = [example["value"] for example in described["components"]["examples"].values()]

    assert [list(example) for example in examples] == [list(row) for row in real]
    assert [example["outcome"] for example in examples] == [row["outcome"] for row in real]
    assert set(described["components"]["schemas"]["Answer"]["properties"]) == {*real[0], "hits"}


@pytest.mark.parametrize(
    ("sent", "error"),
    [
        ({}, "`question` is missing or no text"),
        ({"question": 7}, "`question` is missing or no text"),
        ({"question": " "}, "the question is empty"),
        ({"question": "x" * 2001}, "the question has 2,001 characters (at most 2,000)"),
        ({"question": FEE, "history": "fee"}, "`history` is no list of questions"),
        ({"question": FEE, "history": [1]}, "`history` is no list of questions"),
        ({"question": FEE, "hits": True}, "`hits` is no number from 0 to 50"),
        ({"question": FEE, "hits": 51}, "`hits` is no number from 0 to 50"),
        ({"question": FEE, "hits": 1.0}, "`hits` is no number from 0 to 50"),
        ({"question": FEE, "site": "x" * 101}, "`site` has 101 characters (at most 100)"),
        ([FEE], "the request is no JSON object"),
        (7, "the request is no JSON object"),
    ],
)
def test_what_cannot_be_asked_is_refused_with_its_reason(client: TestClient, sent: object, error: str) -> None:
    response = client.post("/api/ask", json=sent)

    assert (response.status_code, response.json()["error"]) == (400, error)
    assert response.json()["fix"]


@pytest.mark.parametrize(
    "sent", [{}, {"id": "e1"}, {"id": 1, "helpful": True}, {"id": "e1", "helpful": "yes"}, {"helpful": True}]
)
def test_half_a_vote_is_refused(client: TestClient, sent: object) -> None:
    assert client.post("/api/feedback", json=sent).status_code == 400


def test_errors_have_one_shape_for_programs_whatever_they_accept(client: TestClient) -> None:
    unknown = client.get("/api/unknown", headers={"accept": "text/html"})
    method = client.put("/api/ask")

    assert (unknown.status_code, sorted(unknown.json())) == (404, ["error", "fix"])
    assert (method.status_code, sorted(method.json())) == (405, ["error", "fix"])
    assert "POST" in method.headers["allow"]


def test_a_defect_is_told_by_a_number_alone_and_counted(bot: Bot) -> None:
    app = create_app(
        Serving(BrokenBot(bot.build, bot.encoder)), Settings(origins="https://a.example", keyless=OPEN.keyless)
    )
    client = TestClient(app, raise_server_exceptions=False)

    response = client.post("/api/ask", json={"question": FEE}, headers={"origin": "https://a.example"})

    assert response.status_code == 500
    assert response.json()["error"].startswith("something went wrong (incident ")
    assert "secret" not in response.text
    assert response.headers["access-control-allow-origin"] == "https://a.example"
    assert response.headers["x-content-type-options"] == "nosniff"
    assert figures(client)["spotter_incidents_total"] == 1
