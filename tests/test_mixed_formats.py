import json
from pathlib import Path
from typing import Any

import pytest

from bot.answers import Question
from bot.bot import Bot
from bot.decide import Caution
from ingest import builds
from ingest.pipeline import ingest
from ingest.report import Status
from tests.fakes import WordEncoder
from tests.files import page, printed, word, words


def _write_word(opened: Any) -> None:
    opened.add_heading("Lockers", 1)
    opened.add_paragraph("Lockers open with a coin of two euros.")
    opened.add_heading("Towels", 2)
    opened.add_paragraph("Towels are rented at the counter.")


FILES = {
    "pages/join.html": page(
        "<main><h1>Joining</h1><p>Welcome here.</p><h2>FAQ</h2><details><summary>How do I join the gym?</summary>"
        "<p>Sign the contract at the desk.</p></details></main>",
        "<title>Joining | Gym</title><link rel=canonical href=https://gym.example/join>",
    ),
    "lockers.docx": word(_write_word),
    "guides/heel raise.pdf": printed(
        [
            [words("Heel raise", "Title"), words("Stand on a step and raise your heels slowly.")],
            [words("Soreness", "Heading2"), words("Sore calves need ice and two days of rest.")],
        ]
    ),
    "sauna.md": b"# Sauna\n\nThe sauna is hot from noon.\n",
    "pool.txt": b"Pool\n\nThe pool closes in August.\n",
    "broken.pdf": b"%PDF-1.7\nnothing",
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("mixed")
    for name, data in FILES.items():
        path = root / "kb" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return root


@pytest.fixture(scope="module")
def build(folder: Path) -> builds.Build:
    report = ingest([folder / "kb"], folder / "index", WordEncoder())

    statuses = {item.source: item.status for item in report.pages}
    assert [name for name, status in statuses.items() if status is Status.REJECTED] == ["broken.pdf"]
    assert report.totals["ingested"] == 5
    return builds.open_build(folder / "index")


@pytest.mark.parametrize(
    ("question", "source", "url", "said"),
    [
        ("How do I join the gym?", "pages/join.html", "https://gym.example/join", "Sign the contract at the desk."),
        ("Which coin do the lockers open with?", "lockers.docx", None, "Lockers open with a coin of two euros."),
        (
            "What do sore calves need?",
            "guides/heel raise.pdf",
            "guides/heel%20raise.pdf#page=2",
            "Sore calves need ice and two days of rest.",
        ),
        (
            "How do I raise my heels on a step?",
            "guides/heel raise.pdf",
            "guides/heel%20raise.pdf#page=1",
            "Stand on a step and raise your heels slowly.",
        ),
        ("When is the sauna hot?", "sauna.md", None, "The sauna is hot from noon."),
        ("In which month closes the pool?", "pool.txt", None, "The pool closes in August."),
    ],
)
def test_every_format_is_answered_from_and_cited_exactly(
    build: builds.Build, question: str, source: str, url: str | None, said: str
) -> None:
    answer = Bot(build, WordEncoder(), "", caution=Caution.EAGER).ask(Question(question))

    citation = answer.citations[0]
    assert said in answer.answer
    assert (citation.source, citation.url) == (source, url)
    assert build.index.documents[source].text[citation.start : citation.end] == citation.quote
    json.dumps(answer.as_json())


def test_an_index_of_every_format_is_sound_and_a_second_run_changes_nothing(build: builds.Build, folder: Path) -> None:
    assert builds.verify(folder / "index")[0].build_id == build.build_id

    again = ingest([folder / "kb"], folder / "index", WordEncoder())

    assert (again.build, again.embedded) == (build.build_id, 0)
