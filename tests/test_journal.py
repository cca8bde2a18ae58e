import re
import sqlite3
import threading
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.answers import Outcome
from bot.assemble import journal_of
from bot.journal import LONGEST_REASON, NO_JOURNAL
from bot.journal_entries import Entry, Stretch, read_entries, utc
from bot.journal_file import Selection, beside
from bot.journal_requests import erase
from bot.settings import Settings
from ingest.errors import InputError
from tests.journals import answered, bytes_below, in_time, journal_at, unanswered


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "kept" / "journal.sqlite"


def test_a_question_is_kept_with_what_became_of_it(path: Path) -> None:
    with journal_at(path) as journal:
        entry_id = journal.asked(answered("How much is a guest pass? I am anna@example.com"), "https://gym.example")

    (entry,) = read_entries(path)
    assert re.fullmatch(r"[\w-]{22}", entry_id)
    assert utc() >= entry.asked > utc(datetime.now(UTC) - timedelta(minutes=1))
    assert entry == Entry(
        id=entry_id,
        asked=entry.asked,
        site="https://gym.example",
        question="How much is a guest pass? I am [e-mail]",
        understood_as="How much is a guest pass? I am [e-mail]",
        outcome=Outcome.ANSWERED,
        cited=(Stretch("faq/club.md", 10, 32),),
        closest=(),
        hits=(),
        confidence=0.9,
        build="build-1",
        latency_ms=2.5,
    )
    assert b"anna" not in bytes_below(path.parent)


def test_a_vote_is_kept_and_a_later_one_takes_its_place(path: Path) -> None:
    with journal_at(path) as journal:
        entry_id = journal.asked(answered("How much?"))
        first = journal.voted(entry_id, helpful=True)
        second = journal.voted(entry_id, helpful=False, reason="It is £9 now, call 07700 900123")

    (entry,) = read_entries(path)
    assert (first, second) == (True, True)
    assert (entry.helpful, entry.reason) == (False, "It is £9 now, call [phone]")
    assert entry.voted >= entry.asked


@pytest.mark.parametrize("entry_id", ["", "x", "A" * 22, "' OR 1=1 --", "é" * 22, "A" * 22 + "\n"])
def test_a_vote_on_what_is_no_entry_is_refused(path: Path, entry_id: str) -> None:
    with journal_at(path) as journal:
        journal.asked(answered("How much?"))

        with pytest.raises(InputError, match="that is no entry of the journal"):
            journal.voted(entry_id, helpful=True)

        assert journal.errors == 0
    assert [entry.helpful for entry in read_entries(path)] == [None]


def test_a_reason_that_is_too_long_is_refused(path: Path) -> None:
    with journal_at(path) as journal:
        entry_id = journal.asked(answered("How much?"))

        with pytest.raises(InputError, match="the reason has 1,001 characters"):
            journal.voted(entry_id, helpful=True, reason="x" * (LONGEST_REASON + 1))


def test_half_a_character_and_a_nul_in_a_reason_do_no_harm(path: Path) -> None:
    with journal_at(path) as journal:
        entry_id = journal.asked(answered("How much?"))

        assert journal.voted(entry_id, helpful=False, reason="a\ud800b\x00c") is True

    assert [entry.reason for entry in read_entries(path)] == ["a�bc"]


def test_many_threads_keep_at_once_and_read_meanwhile(path: Path) -> None:
    with journal_at(path) as journal:
        kept: dict[str, str] = {}

        def ask(thread: int) -> None:
            for number in range(20):
                question = f"question {thread} of {number}"
                entry_id = journal.asked(unanswered(question))
                journal.voted(entry_id, helpful=bool(number % 2))
                kept[entry_id] = question

        threads = [threading.Thread(target=ask, args=(thread,)) for thread in range(20)]
        for thread in threads:
            thread.start()
        assert in_time(lambda: len(kept) > 100)
        assert len(read_entries(path)) >= 100
        for thread in threads:
            thread.join()
        assert journal.errors == 0

    assert {entry.id: entry.question for entry in read_entries(path)} == kept
    assert len(kept) == 400


def test_what_is_older_than_the_days_is_gone_from_the_files_at_the_next_start(path: Path) -> None:
    with journal_at(path) as journal:
        journal.asked(unanswered("OLDQUESTION about my knee"))
        journal.asked(unanswered("new question"))
    with closing(sqlite3.connect(path)) as connection, connection:
        old = utc(datetime.now(UTC) - timedelta(days=31))
        connection.execute("UPDATE entries SET asked = ? WHERE question LIKE 'OLD%'", (old,))
    assert b"OLDQUESTION" in bytes_below(path.parent)

    with journal_at(path):
        assert in_time(lambda: b"OLDQUESTION" not in bytes_below(path.parent))

    assert [entry.question for entry in read_entries(path)] == ["new question"]


def test_what_was_erased_beside_a_running_writer_is_gone_from_all_files(path: Path) -> None:
    with journal_at(path) as journal:
        ids = [journal.asked(unanswered(f"SECRET{number}Z my knee " * (number % 30 + 1))) for number in range(60)]
        for entry_id in ids[::2]:
            journal.voted(entry_id, helpful=False, reason=f"PRIVATE{entry_id}")

        erased = erase(path, Selection(tuple(ids[::3])))

        left = bytes_below(path.parent)
        assert erased == 20
        assert [number for number in range(0, 60, 3) if b"SECRET%dZ" % number in left] == []
        assert [entry_id for entry_id in ids[::3] if entry_id.encode() in left] == []
        assert [entry.id for entry in read_entries(path)] == [each for each in ids if each not in ids[::3]]
        assert journal.asked(unanswered("going on"))


def test_what_was_erased_without_a_writer_is_gone_from_all_files(path: Path) -> None:
    with journal_at(path) as journal:
        journal.asked(unanswered("SECRET of mine"))
        journal.asked(unanswered("another"))
    (secret, another) = read_entries(path)

    assert erase(path, Selection((secret.id,))) == 1
    assert b"SECRET" not in bytes_below(path.parent)
    assert [entry.id for entry in read_entries(path)] == [another.id]
    assert erase(path, Selection(everything=True)) == 1
    assert b"another" not in bytes_below(path.parent)


def test_while_somebody_reads_nothing_is_said_to_be_erased(path: Path) -> None:
    with journal_at(path) as journal:
        entry_id = journal.asked(unanswered("SECRET of mine"))
        with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as reader:
            reader.execute("BEGIN")
            reader.execute("SELECT count(*) FROM entries").fetchone()
            with pytest.raises(InputError, match="nothing is known to be erased yet"):
                erase(path, Selection((entry_id,)), patience=1.0)
            assert journal.asked(unanswered("going on"))

        assert in_time(lambda: b"SECRET" not in bytes_below(path.parent))


def test_an_erasure_asked_for_while_nothing_ran_is_made_at_the_next_start(path: Path) -> None:
    with journal_at(path) as journal:
        journal.asked(unanswered("SECRET of mine"))
    requests = beside(path, ".requests")
    requests.mkdir()
    (requests / "1.request").write_text('{"ids": [], "before": "", "everything": true}', encoding="utf-8")
    (requests / "2.request").write_text("[", encoding="utf-8")

    with journal_at(path):
        assert in_time(lambda: (requests / "1.done").exists())

    assert b"SECRET" not in bytes_below(path.parent)
    assert sorted(found.name for found in requests.iterdir()) == ["1.done", "2.refused"]


def test_the_file_is_for_its_owner_alone(path: Path) -> None:
    with journal_at(path) as journal:
        journal.asked(unanswered("a question"))

        modes = {
            found.name: found.stat().st_mode & 0o077 for found in path.parent.iterdir() if "lock" not in found.name
        }

    assert modes == {"journal.sqlite": 0, "journal.sqlite-wal": 0, "journal.sqlite-shm": 0}


def test_with_no_days_nothing_is_kept_and_what_is_left_is_told(path: Path) -> None:
    told: list[str] = []
    journal = journal_of(Settings(journal=path, journal_days=0), told.append)

    assert journal is NO_JOURNAL
    assert (journal.asked(answered("How much?")), journal.voted("x", helpful=True), journal.errors) == ("", False, 0)
    assert (path.parent.exists(), told) == (False, [])

    with journal_at(path):
        pass
    journal_of(Settings(journal=path, journal_days=0), told.append)
    assert told == [f"Nothing is kept, but {path} holds entries: `spotter journal erase --all` removes them."]


def test_after_the_end_nothing_is_kept_and_nothing_raises(path: Path) -> None:
    with journal_at(path) as journal:
        entry_id = journal.asked(answered("How much?"))

    journal.close()

    assert (journal.asked(answered("How much?")), journal.voted(entry_id, helpful=True), journal.errors) == (
        "",
        False,
        2,
    )
