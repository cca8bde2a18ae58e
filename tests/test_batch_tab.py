import asyncio
import json
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.answers import Answer, Question
from bot.asking import Asking
from bot.batch_tab import Batches
from bot.bot import Bot
from bot.downloads import Downloads
from bot.metrics import Metrics
from bot.serving import Serving
from tests.asking import bot_over
from tests.journals import in_time
from tests.live import FEE, PAGES, SlowBot


class CountingBot(Bot):
    """Counts what it is asked, and notices where two ask at once."""

    asked = 0
    at_once = 0
    inside = 0

    def ask(self, question: Question, n_hits: int = 0, timed: bool = True) -> Answer:
        self.inside += 1
        self.asked += 1
        self.at_once = max(self.at_once, self.inside)
        try:
            return super().ask(question, n_hits, timed)
        finally:
            self.inside -= 1


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where temporary folders are made."""
    made = tmp_path / "temporary"
    made.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(made))
    yield made
    assert in_time(lambda: not running())


def running() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name == "batch"]


def upload(folder: Path, n: int) -> Path:
    path = folder / "exam.jsonl"
    path.write_text("".join(json.dumps({"question": f"{FEE} {i}"}) + "\n" for i in range(n)), encoding="utf-8")
    return path


def asking_over(folder: Path, kind: type[Bot]) -> tuple[Asking, Bot]:
    made = bot_over(folder, PAGES)
    bot = kind(made.build, made.encoder, made.contact, caution=made.caution)
    return Asking(Serving(bot), Metrics(), 64), bot


def test_a_cancelled_file_of_five_thousand_rows_ends_and_leaves_nothing(tmp_path: Path, folder: Path) -> None:
    asking, bot = asking_over(tmp_path, CountingBot)
    downloads, source = Downloads(), upload(tmp_path, 5000)
    pictures = Batches(asking, downloads, "/editor").answer(source)

    first = next(pictures)
    pictures.close()

    assert "5,000" in first
    assert in_time(lambda: not running())
    assert 0 < bot.asked < 5000  # type: ignore[attr-defined]
    assert list(folder.iterdir()) == []
    assert not source.exists()
    assert not downloads._files


def test_who_cancels_does_not_wait_for_the_turn_of_the_row(tmp_path: Path, folder: Path) -> None:
    asking, _ = asking_over(tmp_path, SlowBot)
    pictures = Batches(asking, Downloads(), "/editor").answer(upload(tmp_path, 50))
    next(pictures)
    gate = threading.Event()
    blocked = threading.Thread(target=asking.queue.wait, args=(gate.wait,))
    blocked.start()
    assert in_time(lambda: asking.queue.waiting > 0)

    began = time.perf_counter()
    pictures.close()
    seconds = time.perf_counter() - began

    gate.set()
    blocked.join()
    assert seconds < 0.2
    assert in_time(lambda: not running() and not list(folder.iterdir()))


def test_a_file_is_answered_from_one_build_though_another_comes_and_is_asked(tmp_path: Path, folder: Path) -> None:
    asking, old = asking_over(tmp_path / "old", CountingBot)
    new = bot_over(tmp_path / "new", {"club.md": "# Club\n\n## Is there a joining fee?\n\nNo, not any more.\n"})
    downloads = Downloads()
    pictures = Batches(asking, downloads, "/editor").answer(upload(tmp_path, 500))
    next(pictures)

    asking.serving.swap(new)
    visitor = asyncio.run(asking.ask(Question(FEE))).answer
    done = len([*pictures])

    rows = [json.loads(line) for _, file in downloads._files.values() for line in file.data.splitlines()]
    assert done > 0
    assert visitor.build == new.build.build_id
    assert (len(rows), {row["build"] for row in rows}) == (500, {old.build.build_id})
    assert list(folder.iterdir()) == []


@pytest.mark.usefixtures("folder")
def test_visitors_have_their_turn_between_two_rows_and_nobody_asks_at_once(tmp_path: Path) -> None:
    asking, bot = asking_over(tmp_path, CountingBot)
    pictures = Batches(asking, Downloads(), "/editor").answer(upload(tmp_path, 3000))
    next(pictures)

    async def visit() -> list[int]:
        rows = []
        for _ in range(20):
            before = bot.asked  # type: ignore[attr-defined]
            searched = asyncio.to_thread(asking.serving.search, Question(FEE))  # as the tab of the pages does
            await asyncio.gather(asking.ask(Question(FEE)), searched)
            rows.append(bot.asked - before - 1)  # type: ignore[attr-defined]
        return rows

    between = asyncio.run(visit())
    pictures.close()

    assert sorted(between)[10] <= 3  # the one that is answered, and one that came before
    assert bot.at_once == 1  # type: ignore[attr-defined]
