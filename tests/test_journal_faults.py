import logging
import os
import re
import resource
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from bot.journal_entries import read_entries
from bot.journal_file import aside
from tests.journals import answered, in_time, journal_at, unanswered

ROOT = Path(__file__).parent.parent


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "journal.sqlite"


def test_of_a_server_killed_a_hundred_times_nothing_acknowledged_is_lost() -> None:
    command = [sys.executable, "-m", "bench.faults.journal_kills", "--kills", "100", "--seed", str(os.getpid())]

    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    assert (done.returncode, done.stderr) == (0, "")
    assert "| **acknowledged and lost** | 0 |" in done.stdout
    asked = re.search(r"questions acknowledged \| ([\d,]+) \|", done.stdout)
    assert asked is not None
    assert int(asked[1].replace(",", "")) > 100


def test_a_full_disk_costs_entries_and_no_answer_and_once_free_all_goes_on(
    path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with journal_at(path) as journal:
        before = [journal.asked(unanswered("before"))]
        size = path.with_name("journal.sqlite-wal").stat().st_size
        limits = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, limits[1]))
        try:
            kept = [journal.asked(unanswered("x" * 2000)) for _ in range(20)]
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        lost = kept.count("")
        assert in_time(lambda: bool(journal.asked(unanswered("after"))))

        assert lost > 0
        assert journal.errors >= lost
    alarms = [record.message for record in caplog.records if record.levelno == logging.ERROR]
    assert len(alarms) == len(set(alarms)) <= 3
    assert any("cannot be written, questions go on unkept" in alarm for alarm in alarms)
    assert {*before, *filter(None, kept)} <= {entry.id for entry in read_entries(path)}


def test_a_folder_that_cannot_be_made_is_told_once_and_tried_again(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    with journal_at(tmp_path / "file" / "journal.sqlite") as journal:
        kept = [journal.asked(answered("How much?")) for _ in range(5)]
        assert (kept, journal.voted("A" * 22, helpful=True), journal.errors) == ([""] * 5, False, 6)
        (tmp_path / "file").unlink()

        assert in_time(lambda: bool(journal.asked(answered("How much?"))))
    assert sum("cannot be written" in record.message for record in caplog.records) == 1
    assert sum("is written again" in record.message for record in caplog.records) == 1


def test_a_journal_that_another_process_writes_is_left_to_it_until_it_ends(path: Path) -> None:
    with journal_at(path) as second_at_first:
        assert second_at_first.asked(unanswered("by the first"))
        with journal_at(path) as journal:
            assert (journal.asked(unanswered("by the second")), journal.errors) == ("", 1)
            second_at_first.close()

            assert in_time(lambda: bool(journal.asked(unanswered("by the second"))))

    assert [entry.question for entry in read_entries(path)] == ["by the first", "by the second"]


@pytest.mark.parametrize("damage", [b"not a database at all, but some other text" * 200, b"SQLite format 3\0" * 512])
def test_a_damaged_file_is_set_aside_as_it_is_and_a_new_one_begun(
    path: Path, damage: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    path.write_bytes(damage)

    with journal_at(path) as journal:
        assert in_time(lambda: bool(journal.asked(unanswered("after"))))

    (kept,) = aside(path)
    assert kept.read_bytes() == damage
    assert f"set aside as {kept}" in caplog.text


def test_a_page_overwritten_in_the_middle_is_noticed_at_the_next_start(path: Path) -> None:
    with journal_at(path) as journal:
        for number in range(50):
            journal.asked(unanswered(f"{number} " * 200))
    data = bytearray(path.read_bytes())
    for page in range(2, len(data) // 4096):
        data[page * 4096 : page * 4096 + 16] = b"\xff" * 16
    path.write_bytes(data)

    with journal_at(path) as journal:
        assert journal.asked(unanswered("after"))

    assert [entry.question for entry in read_entries(path)] == ["after"]
    assert [kept.read_bytes() for kept in aside(path)] == [bytes(data)]


def test_a_file_that_was_removed_under_the_writer_is_noticed_before_anything_is_acknowledged(path: Path) -> None:
    with journal_at(path) as journal:
        journal.asked(unanswered("before"))
        for found in (path, *(path.with_name(path.name + suffix) for suffix in ("-wal", "-shm"))):
            found.unlink()

        assert journal.asked(unanswered("between")) == ""
        assert in_time(lambda: bool(journal.asked(unanswered("after"))))

    assert read_entries(path)[-1].question == "after"


def test_another_programs_database_is_not_touched(path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("CREATE TABLE members (name TEXT)")
    before = path.read_bytes()

    with journal_at(path) as journal:
        assert journal.asked(unanswered("a question")) == ""

    assert path.read_bytes() == before
    assert "is another program's file" in caplog.text
