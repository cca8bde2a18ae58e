import gc
import logging
import shutil
import threading
import time
import weakref
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, cast

import pytest
from fastapi.testclient import TestClient

from bot import thesaurus
from bot.answers import Answer, Question
from bot.bot import Bot
from bot.decide import Caution
from bot.follow import Follower, following
from bot.safety import NONE
from bot.serving import Serving
from bot.settings import Settings
from bot.web import create_app
from ingest import builds, kept
from ingest.encoder import Encoder
from ingest.pipeline import ingest
from tests.fakes import WordEncoder

PAGE = "# Club\n\n## FAQ\n\n### How much is a guest pass?\n\nA guest pass costs £{}.\n"
QUESTION = Question("How much is a guest pass?")
TODAY = date(2026, 7, 1)


class OtherEncoder(WordEncoder):
    model = "other"
    fingerprint = "other-1"


def publish(folder: Path, text: str, name: str = "club.md", encoder: WordEncoder | None = None) -> str:
    (folder / "kb").mkdir(exist_ok=True)
    (folder / "kb" / name).write_text(text, encoding="utf-8")
    return ingest([folder / "kb"], folder / "index", encoder or WordEncoder(), today=TODAY).build


def serving_of(folder: Path, day: date = TODAY) -> Serving:
    encoder = WordEncoder()
    build = builds.open_build(folder / "index", encoder)
    shown = replace(build, index=build.index.on(day))
    return Serving(Bot(shown, encoder, caution=Caution.EAGER))


def follower_of(folder: Path, serving: Serving) -> Follower:
    return Follower(serving, folder / "index", TODAY)


@pytest.fixture
def first(tmp_path: Path) -> str:
    """The id of a build that says £8."""
    return publish(tmp_path, PAGE.format(8))


@pytest.mark.usefixtures("first")
def test_a_new_build_answers_after_the_next_look(tmp_path: Path) -> None:
    serving = serving_of(tmp_path)
    follower = follower_of(tmp_path, serving)
    second = publish(tmp_path, PAGE.format(9))
    before = serving.ask(QUESTION)

    follower.look(TODAY)

    after = serving.ask(QUESTION)
    assert (before.answer, after.answer) == ("A guest pass costs £8. [1]", "A guest pass costs £9. [1]")
    assert (after.build, serving.readiness()) == (second, {"status": "ok", "build": second})


def test_where_nothing_is_new_the_same_bot_stays(tmp_path: Path, first: str) -> None:
    serving = serving_of(tmp_path)
    bot = serving.bot

    follower_of(tmp_path, serving).look(TODAY)

    assert (serving.bot, serving.readiness()) == (bot, {"status": "ok", "build": first})


@pytest.mark.usefixtures("first")
def test_the_new_bot_is_set_as_the_old_one_was(tmp_path: Path) -> None:
    encoder = WordEncoder()
    build = builds.open_build(tmp_path / "index", encoder)
    bot = Bot(build, encoder, "Ask Ana.", thesaurus.default(), Caution.CAUTIOUS, NONE)

    other = bot.over(build)

    assert {name: value for name, value in vars(other).items() if not name.startswith("_")} == {
        name: value for name, value in vars(bot).items() if not name.startswith("_")
    }
    assert (other._thesaurus, other._notices) == (bot._thesaurus, bot._notices)


def damaged(folder: Path) -> tuple[str, str]:
    build_id = publish(folder, PAGE.format(9))
    (folder / "index" / "builds" / build_id / "vectors.faiss").write_bytes(b"x")
    return build_id, "vectors.faiss has changed since it was published"


def of_another_model(folder: Path) -> tuple[str, str]:
    return publish(folder, PAGE.format(9), encoder=OtherEncoder()), "was made with the model 'other', not with 'words'"


def of_another_format(folder: Path) -> tuple[str, str]:
    build_id = publish(folder, PAGE.format(9))
    home = folder / "index" / "builds" / build_id
    manifest = (home / "manifest.json").read_bytes().replace(b'"format": 2', b'"format": 9')
    return as_current(folder, home, manifest), "has format 9/"


def of_no_known_form(folder: Path) -> tuple[str, str]:
    build_id = publish(folder, PAGE.format(9))
    home = folder / "index" / "builds" / build_id
    manifest = (home / "manifest.json").read_bytes().replace(b'"passages"', b'"paragraphs"')
    return as_current(folder, home, manifest), "cannot be opened: TypeError"


def as_current(folder: Path, home: Path, manifest: bytes) -> str:
    """Publish a manifest by hand, with the digest that belongs to it."""
    (home / "manifest.json").write_bytes(manifest)
    build_id = f"{home.name[:15]}-{builds._digest(manifest)}"
    home.rename(home.with_name(build_id))
    builds.point_to(folder / "index", build_id)
    return build_id


@pytest.mark.parametrize("bad", [damaged, of_another_model, of_another_format, of_no_known_form])
def test_a_bad_build_is_refused_and_named_and_the_old_one_answers(
    tmp_path: Path, first: str, bad: Callable[[Path], tuple[str, str]]
) -> None:
    serving = serving_of(tmp_path)
    follower = follower_of(tmp_path, serving)
    build_id, why = bad(tmp_path)

    follower.look(TODAY)

    ready = TestClient(create_app(serving, Settings())).get("/readyz")
    told = ready.json()
    assert (ready.status_code, told["status"], told["build"]) == (200, "ok", first)
    assert told["refused"]["build"] == build_id
    assert why in told["refused"]["error"]
    assert told["refused"]["fix"]
    assert serving.ask(QUESTION).build == first


def test_a_refused_build_is_tried_again_only_when_its_files_or_current_change(
    tmp_path: Path, first: str, caplog: pytest.LogCaptureFixture
) -> None:
    tries: list[int] = []

    class Counting(WordEncoder):
        @property
        def fingerprint(self) -> str:  # type: ignore[override]
            tries.append(len(tries))
            return WordEncoder.fingerprint

    serving = Serving(Bot(builds.open_build(tmp_path / "index"), cast(Encoder, Counting()), caution=Caution.EAGER))
    follower = follower_of(tmp_path, serving)
    second = publish(tmp_path, PAGE.format(9))
    file = tmp_path / "index" / "builds" / second / "vectors.faiss"
    good = file.read_bytes()
    file.write_bytes(b"x")
    for _ in range(5):
        follower.look(TODAY)
    tried = len(tries)
    refused = serving.readiness()["build"]

    file.write_bytes(good)
    follower.look(TODAY)

    assert (tried, refused, serving.readiness()) == (1, first, {"status": "ok", "build": second})
    warned = [record.message for record in caplog.records if record.levelno == logging.WARNING]
    assert [message.split(":")[0] for message in warned] == ["still answering from the build before"]


def test_an_index_that_is_away_for_a_while_is_told_and_the_old_build_answers(tmp_path: Path, first: str) -> None:
    serving = serving_of(tmp_path)
    follower = follower_of(tmp_path, serving)
    away = (tmp_path / "index").rename(tmp_path / "away")
    follower.look(TODAY)
    missing = serving.readiness()
    away.rename(tmp_path / "index")
    (tmp_path / "index" / "CURRENT").write_text("nonsense")
    follower.look(TODAY)
    unreadable = serving.readiness()
    (tmp_path / "index" / "CURRENT").write_text(f"{first}\n")

    follower.look(TODAY)

    assert missing["refused"]["error"] == f"no index in {tmp_path / 'index'}"
    assert unreadable["refused"]["error"] == f"{tmp_path / 'index' / 'CURRENT'} names no build"
    assert serving.readiness() == {"status": "ok", "build": first}


def test_a_build_that_is_deleted_while_it_serves_goes_on_answering(tmp_path: Path, first: str) -> None:
    serving = serving_of(tmp_path)

    shutil.rmtree(tmp_path / "index")
    answer = serving.ask(QUESTION)

    assert (answer.build, answer.answer) == (first, "A guest pass costs £8. [1]")


@pytest.mark.usefixtures("first")
def test_a_rollback_is_followed(tmp_path: Path) -> None:
    serving = serving_of(tmp_path)
    follower = follower_of(tmp_path, serving)
    publish(tmp_path, PAGE.format(9))
    follower.look(TODAY)

    kept.roll_back(tmp_path / "index")
    follower.look(TODAY)

    assert serving.ask(QUESTION).answer == "A guest pass costs £8. [1]"


def test_a_question_that_is_being_answered_stays_with_its_build(tmp_path: Path, first: str) -> None:
    begun, go_on = threading.Event(), threading.Event()

    class Waiting(WordEncoder):
        def encode_questions(self, texts):  # type: ignore[no-untyped-def]
            begun.set()
            go_on.wait(10)
            return super().encode_questions(texts)

    serving = Serving(Bot(builds.open_build(tmp_path / "index"), Waiting(), caution=Caution.EAGER))
    answers: list[Answer] = []
    asking = threading.Thread(target=lambda: answers.append(serving.ask(QUESTION)))
    asking.start()
    begun.wait(10)
    second = publish(tmp_path, PAGE.format(9))

    serving.swap(serving_of(tmp_path).bot)
    go_on.set()
    asking.join(10)

    assert [(answer.build, answer.answer) for answer in answers] == [(first, "A guest pass costs £8. [1]")]
    assert serving.ask(QUESTION).build == second


@pytest.mark.usefixtures("first")
def test_the_old_build_is_freed_at_the_look_after_the_swap(tmp_path: Path) -> None:
    serving = serving_of(tmp_path)
    follower = follower_of(tmp_path, serving)
    old: list[weakref.ref[Any]] = [weakref.ref(serving.bot), weakref.ref(serving.bot.build.index)]
    serving.ask(QUESTION)
    publish(tmp_path, PAGE.format(9))
    gc.disable()

    try:
        follower.look(TODAY)
        follower.look(TODAY)
        left = [item for item in old if item() is not None]
    finally:
        gc.enable()

    assert left == []


def test_at_midnight_pages_go_whose_time_is_over_and_those_come_whose_time_has_begun(tmp_path: Path) -> None:
    publish(tmp_path, PAGE.format(8))
    publish(tmp_path, "---\nvalid_until: 2026-07-01\n---\n# July\n\nThe pool is closed.\n", "old.md")
    build = publish(tmp_path, "---\nvalid_from: 2026-07-02\n---\n# Open\n\nThe pool is open.\n", "new.md")
    serving = serving_of(tmp_path)
    follower = follower_of(tmp_path, serving)
    pages = [list(serving.bot.build.index.documents)]

    for day in (TODAY, date(2026, 7, 2), date(2026, 7, 3)):
        follower.look(day)
        pages.append(list(serving.bot.build.index.documents))

    assert pages == [["club.md", "old.md"], ["club.md", "old.md"], ["club.md", "new.md"], ["club.md", "new.md"]]
    assert serving.bot.build.build_id == build


def test_at_midnight_pages_go_also_while_a_bad_build_is_refused_or_the_index_is_away(tmp_path: Path) -> None:
    publish(tmp_path, "---\nvalid_until: 2026-07-01\n---\n# July\n\nThe pool is closed.\n", "old.md")
    publish(tmp_path, "---\nvalid_until: 2026-07-02\n---\n# July\n\nThe sauna is closed.\n", "older.md")
    first = publish(tmp_path, PAGE.format(8))
    serving = serving_of(tmp_path)
    follower = follower_of(tmp_path, serving)
    damaged(tmp_path)
    follower.look(TODAY)
    before = list(serving.bot.build.index.documents)

    follower.look(date(2026, 7, 2))
    after = list(serving.bot.build.index.documents)
    (tmp_path / "index").rename(tmp_path / "away")
    follower.look(date(2026, 7, 3))
    later = list(serving.bot.build.index.documents)

    assert (before, after, later) == (["club.md", "old.md", "older.md"], ["club.md", "older.md"], ["club.md"])
    assert serving.readiness()["build"] == first


def test_on_a_new_day_without_changes_the_same_bot_stays(tmp_path: Path) -> None:
    publish(tmp_path, "---\nvalid_until: 2026-07-09\n---\n# July\n\nThe pool is closed.\n")
    serving = serving_of(tmp_path)
    bot = serving.bot

    follower_of(tmp_path, serving).look(date(2026, 7, 2))

    assert serving.bot is bot


@pytest.mark.usefixtures("first")
def test_a_thread_follows_the_index_and_ends_with_the_server(tmp_path: Path) -> None:
    serving = serving_of(tmp_path, date.today())
    second = publish(tmp_path, PAGE.format(9))

    with following(serving, tmp_path / "index", date.today(), every=0.01):
        deadline = time.monotonic() + 20
        while serving.bot.build.build_id != second and time.monotonic() < deadline:
            time.sleep(0.01)

    assert serving.bot.build.build_id == second
    assert [thread.name for thread in threading.enumerate() if thread.name == "follow-index"] == []
