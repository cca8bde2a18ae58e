import multiprocessing
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from bot.answers import Question
from bot.batch import pool
from bot.batch.answering import Kept
from bot.batch.pool import Pool, worth
from bot.batch.run import Options, answer_file
from bot.bot import Bot
from ingest import builds
from ingest.errors import InputError
from ingest.pipeline import ingest
from tests import batching
from tests.fakes import WordEncoder
from tests.test_batch_resume import questions

ROOT = Path(__file__).parent.parent
KEPT = Kept(hits=0, timing=False, whole=True)
CRASHED = "ended from outside"


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pool")
    for name, text in batching.PAGES.items():
        path = folder / "kb" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    ingest([folder / "kb"], folder / "index", WordEncoder())
    return folder / "index"


def nobody(build_id: str) -> Bot:
    raise InputError(f"the build {build_id} has gone", "Ingest again.")


def marked(failed: Path) -> Bot:
    failed.touch()
    raise InputError("nothing to open", "Ingest again.")


def dying(build_id: str) -> Bot:
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError(build_id)


@pytest.mark.parametrize("form", ["jsonl", "csv", "xlsx"])
def test_several_processes_give_the_bytes_that_one_gives(tmp_path: Path, index: Path, form: str) -> None:
    source, alone, together = questions(tmp_path / "q.csv", 300), tmp_path / f"1.{form}", tmp_path / f"3.{form}"
    another = partial(batching.another_bot_over, index)

    one = answer_file(source, alone, partial(batching.bot_over, index), another=another)
    three = answer_file(source, together, partial(batching.bot_over, index), Options(workers=3), another=another)

    assert alone.read_bytes() == together.read_bytes()
    assert (one.rows, one.answered, one.failed) == (three.rows, three.answered, three.failed) == (300, 80, 75)


def test_a_batch_of_several_processes_that_was_stopped_goes_on_with_other_ones(tmp_path: Path, index: Path) -> None:
    source, whole, target = questions(tmp_path / "q.csv", 400), tmp_path / "whole.jsonl", tmp_path / "a.jsonl"
    another, bot = partial(batching.another_bot_over, index), partial(batching.bot_over, index)
    answer_file(source, whole, bot)
    seen = iter(range(100))

    stopped = answer_file(
        source, target, bot, Options(workers=2), cancelled=lambda: next(seen, None) is None, another=another
    )
    left = multiprocessing.active_children()
    summary = answer_file(source, target, bot, Options(workers=3), another=another)

    assert (stopped.cancelled, stopped.rows, left) == (True, 100, [])
    assert (summary.rows, summary.resumed) == (400, 100)
    assert target.read_bytes() == whole.read_bytes()


def test_each_process_answers_from_the_build_that_was_current_at_the_start(tmp_path: Path, index: Path) -> None:
    opened = builds.current_id(index)
    with Pool(partial(batching.another_bot_over, index, opened), 2, KEPT) as answering:
        groups = [(n, (Question("How much is a guest pass?"),)) for n in range(3)]
        found = [(n, record["answer"]) for n, records in answering.answered(groups) for record in records]

    answers = [answer for _, answer in found]
    assert [n for n, _ in found] == [0, 1, 2]
    assert [answer["build"] for answer in answers] == [opened] * 3
    assert [answer["outcome"] for answer in answers] == ["answered"] * 3


def test_no_more_groups_are_read_than_the_processes_need(index: Path) -> None:
    read = 0

    def groups() -> Iterator[tuple[int, tuple[Question, ...]]]:
        nonlocal read
        while read < 100:
            read += 1
            yield read, (Question("and on Sunday?"),)

    with Pool(partial(batching.another_bot_over, index, builds.current_id(index)), 2, KEPT) as answering:
        next(answering.answered(groups()))

    assert read <= 5


@pytest.mark.parametrize(
    ("another", "error"), [(nobody, "the build .* has gone"), (dying, CRASHED)], ids=["refused", "killed"]
)
def test_a_process_that_cannot_answer_is_told_and_what_was_answered_is_kept(
    tmp_path: Path, index: Path, another: Callable[[str], Bot], error: str
) -> None:
    source, target = questions(tmp_path / "q.csv", 40), tmp_path / "a.jsonl"
    bot, rows = partial(batching.bot_over, index), iter(range(10))
    answer_file(source, target, bot, cancelled=lambda: next(rows, None) is None)

    with pytest.raises(InputError, match=error):
        answer_file(source, target, bot, Options(workers=2), another=another)

    assert answer_file(source, target, bot).resumed == 10


def test_who_asks_long_after_a_process_has_failed_is_told_why(tmp_path: Path) -> None:
    failed = tmp_path / "failed"
    with Pool(partial(marked, failed), 1, KEPT) as answering:
        until = time.monotonic() + 30
        while not failed.exists() and time.monotonic() < until:
            time.sleep(0.02)
        time.sleep(0.3)  # it has told, where it tells of itself

        for _ in range(2):
            with pytest.raises(InputError, match="nothing to open"):
                next(answering.answered([(0, (Question("why?"),))]))


def test_the_processes_end_with_the_one_that_started_them(index: Path) -> None:
    code = (
        "import sys; from functools import partial; from pathlib import Path; from bot.answers import Question\n"
        "from bot.batch.pool import Pool; from tests.batching import another_bot_over\n"
        "from tests.test_batch_pool import KEPT\n"
        "pool = Pool(partial(another_bot_over, Path(sys.argv[1]), sys.argv[2]), 2, KEPT)\n"
        "print(list(next(pool.answered([(0, (Question('why?'),))]))[1])[0]['answer']['outcome'], flush=True); input()"
    )
    command = [sys.executable, "-c", code, str(index), builds.current_id(index)]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "not_found\n"
        while_alive, _, _ = select.select([process.stdout], [], [], 0.2)
        process.kill()
        process.wait()
        at_its_end, _, _ = select.select([process.stdout], [], [], 30)  # those that it started hold the pipe, too

        assert (while_alive, at_its_end) == ([], [process.stdout])
        assert process.stdout.read() == ""


def test_as_many_processes_as_the_rows_are_worth() -> None:
    assert [worth(rows, 4) for rows in (0, 1, 499, 500, 750, 10**6)] == [1, 1, 1, 2, 3, 4]
    assert worth(10**6, 64) == pool.MOST_BY_DEFAULT
    assert worth(10**6, 1) == 1
