import json
import os
import random
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.batch import checkpoint
from bot.batch.run import Options, answer_file
from bot.bot import Bot
from ingest.errors import InputError
from tests import batching
from tests.asking import published

ROWS = 160
KILLS = 3
ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pages")
    published(folder, batching.PAGES)
    return folder / "index"


@pytest.fixture
def bot(index: Path) -> Bot:
    return batching.bot_over(index)


def questions(path: Path, rows: int = ROWS) -> Path:
    asked = ["How much is a guest pass number {}?", "and on Sunday {}?", "Who won in {}?", ""]
    lines = [f"{i},{asked[i % 4].format(i) if asked[i % 4] else ''},c{i // 4}\n" for i in range(rows)]
    path.write_text("id,question,conversation\n" + "".join(lines), encoding="utf-8")
    return path


def run(source: Path, target: Path, index: Path, *last: int) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tests.batching", *map(str, (source, target, index, *last))]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_a_batch_that_is_killed_again_and_again_ends_in_the_same_bytes(tmp_path: Path, index: Path, form: str) -> None:
    source, whole, target = questions(tmp_path / "q.csv"), tmp_path / f"whole.{form}", tmp_path / f"a.{form}"
    calls = int(run(source, whole, index, 0).stdout)
    chosen = random.Random(form)
    bot = batching.bot_over(index)

    for kill in range(KILLS):
        code = run(source, target, index, chosen.randrange(1, calls // (kill + 1))).returncode
        assert code in (0, -9)
        assert (code == 0) == target.exists()
        if target.exists():
            assert target.read_bytes() == whole.read_bytes()
            target.unlink()
    summary = answer_file(source, target, lambda: bot)

    assert target.read_bytes() == whole.read_bytes()
    assert summary.rows == ROWS
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted({f"a.{form}", "q.csv", f"whole.{form}"})


def stop_after(rows: int) -> Callable[[], bool]:
    asked = iter(range(rows))
    return lambda: next(asked, None) is None


def test_what_a_stop_has_left_of_a_row_is_cut_off(tmp_path: Path, bot: Bot) -> None:
    source, whole, target = questions(tmp_path / "q.csv", 40), tmp_path / "whole.jsonl", tmp_path / "a.jsonl"
    answer_file(source, whole, lambda: bot)
    answer_file(source, target, lambda: bot, cancelled=stop_after(20))
    kept = checkpoint.checkpoint_of(target)
    data = kept.read_bytes()

    for cut in range(1, len(data), len(data) // 5):
        kept.write_bytes(data[:cut])
        answer_file(source, target, lambda: bot)
        assert target.read_bytes() == whole.read_bytes()
    kept.write_bytes(data[:2000] + b"\0" * 500 + data[2500:])
    answer_file(source, target, lambda: bot)

    assert target.read_bytes() == whole.read_bytes()


def test_other_questions_another_index_and_other_options_are_noticed(tmp_path: Path, bot: Bot) -> None:
    source, target = questions(tmp_path / "q.csv", 20), tmp_path / "a.csv"
    published(tmp_path / "other", {"a.md": "# Other\n\nOther pages say other things.\n"})
    other = batching.bot_over(tmp_path / "other" / "index")
    answer_file(source, target, lambda: bot, cancelled=stop_after(10))
    before = source.read_bytes()

    with pytest.raises(InputError, match="was begun before, and the index changed since"):
        answer_file(source, target, lambda: other)
    with pytest.raises(InputError, match="and the options changed since"):
        answer_file(source, target, lambda: bot, Options(hits=1))
    source.write_bytes(before + b"x,y,z\n")
    with pytest.raises(InputError, match="and the question file changed since") as refused:
        answer_file(source, target, lambda: bot)
    summary = answer_file(source, target, lambda: bot, Options(restart=True))

    assert "--restart" in refused.value.fix
    assert (summary.rows, summary.resumed) == (21, 0)


def test_options_of_the_table_alone_may_change_on_the_way(tmp_path: Path, bot: Bot) -> None:
    source, target = questions(tmp_path / "q.csv", 20), tmp_path / "a.csv"
    answer_file(source, target, lambda: bot, cancelled=stop_after(10))

    summary = answer_file(source, target, lambda: bot, Options(sources=1))

    assert (summary.rows, summary.resumed) == (20, 10)


def test_an_interruption_leaves_the_old_target_and_what_was_answered(tmp_path: Path, bot: Bot) -> None:
    source, target = questions(tmp_path / "q.csv", 200), tmp_path / "a.csv"
    target.write_bytes(b"old")

    rows = iter(range(100))

    def interrupted() -> bool:
        if next(rows, None) is None:
            raise KeyboardInterrupt
        return False

    with pytest.raises(KeyboardInterrupt):
        answer_file(source, target, lambda: bot, cancelled=interrupted)
    before = target.read_bytes()
    summary = answer_file(source, target, lambda: bot)

    assert (before, summary.resumed, summary.rows) == (b"old", 64, 200)


@pytest.mark.parametrize("share", [0.02, 0.5], ids=["at the beginning", "at the end"])
def test_a_full_disk_leaves_the_old_target_and_the_batch_goes_on_when_there_is_space(
    tmp_path: Path, index: Path, share: float
) -> None:
    source, whole, target = questions(tmp_path / "q.csv"), tmp_path / "whole.csv", tmp_path / "a.csv"
    bot = batching.bot_over(index)
    answer_file(source, whole, lambda: bot)
    target.write_bytes(b"old")
    command = [sys.executable, "-m", "tests.batching", *map(str, (source, target, index))]
    blocks = max(int(whole.stat().st_size * share) // 1024, 1)
    limit = f"trap '' XFSZ; ulimit -f {blocks}; exec \"$@\""

    done = subprocess.run(["bash", "-c", limit, "sh", *command], cwd=ROOT, capture_output=True, text=True, check=False)
    before = target.read_bytes()
    answer_file(source, target, lambda: bot)

    assert (done.returncode, before) == (2, b"old")
    assert done.stdout.startswith("cannot write ")
    assert target.read_bytes() == whole.read_bytes()


def test_one_batch_at_a_time_writes_a_target(tmp_path: Path, bot: Bot) -> None:
    source, target = questions(tmp_path / "q.csv", 20), tmp_path / "a.csv"
    refusals: list[str] = []

    def second() -> bool:
        if not refusals:
            with pytest.raises(InputError) as refused:
                answer_file(source, target, lambda: bot)
            refusals.append(refused.value.message)
        return False

    summary = answer_file(source, target, lambda: bot, cancelled=second)

    assert refusals == [f"another batch is writing {target}"]
    assert summary.rows == 20


def test_questions_that_change_while_they_are_answered_are_noticed(tmp_path: Path, bot: Bot) -> None:
    source, target = questions(tmp_path / "q.csv", 20), tmp_path / "a.csv"

    def change() -> bool:
        source.write_bytes(source.read_bytes() + b"x,y,z\n")
        return False

    with pytest.raises(InputError, match="changed while it was answered"):
        answer_file(source, target, lambda: bot, cancelled=change)

    assert not target.exists()


def test_the_same_file_gives_the_same_bytes_in_every_format(tmp_path: Path, bot: Bot) -> None:
    source = questions(tmp_path / "q.csv", 20)

    for form in ("csv", "tsv", "jsonl", "json", "xlsx"):
        for name in ("a", "b"):
            os.utime(source)
            answer_file(source, tmp_path / f"{name}.{form}", lambda: bot)
        assert (tmp_path / f"a.{form}").read_bytes() == (tmp_path / f"b.{form}").read_bytes()


def test_memory_holds_no_more_for_eight_times_the_rows(tmp_path: Path, bot: Bot) -> None:
    lines = [
        json.dumps({"id": i, "question": f"How much is a guest pass {i % 10}?", "x": "y" * 9000}) for i in range(100)
    ]
    small, large = tmp_path / "small.jsonl", tmp_path / "large.jsonl"
    small.write_text("\n".join(lines), encoding="utf-8")
    large.write_text("\n".join(lines * 8), encoding="utf-8")

    peaks = [_peak(source, tmp_path / f"{source.stem}.answers.csv", bot) for source in (small, large)]

    assert peaks[1] < peaks[0] + 1_000_000  # the large file has 7 MB


def _peak(source: Path, target: Path, bot: Bot) -> int:
    """Bytes of Python objects at the worst moment."""
    import tracemalloc

    tracemalloc.start()
    try:
        answer_file(source, target, lambda: bot)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
