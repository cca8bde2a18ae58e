"""Kills a process that journals, at random moments, and counts what was acknowledged and lost.

`python -m bench.faults.journal_kills --kills 1000 --out bench/results/faults-journal.md`

Each process opens the same journal, and four threads of it keep questions and votes; each acknowledgement goes through
a pipe before the next call. After SIGKILL the journal is read and compared with all that the pipe ever held.
"""

import argparse
import os
import random
import select
import signal
import sqlite3
import tempfile
import threading
import time
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from bot.answers import Answer, Outcome
from bot.journal import Journal
from bot.journal_entries import read_entries
from bot.redact import redact

THREADS = 4
LONGEST = 0.2  # seconds from a process's start to its end


@dataclass(frozen=True, slots=True)
class Found:
    """What a campaign has counted."""

    kills: int
    entries: int  # acknowledged
    votes: int  # acknowledged
    idle: int  # processes killed before their first acknowledgement
    lost: int  # acknowledged and not there, or not as acknowledged
    unsound: int  # journals that SQLite's integrity_check finds fault with
    set_aside: int  # journals that were taken for damaged
    seconds: float


def campaign(kills: int, folder: Path, seed: int) -> Found:
    """Start and kill `kills` processes on one journal, which begins empty."""
    chance = random.Random(seed)  # noqa: S311 - moments, no secrets
    path = folder / "journal.sqlite"
    began = time.perf_counter()
    asked: dict[str, str] = {}
    voted: dict[str, str] = {}
    idle = unsound = 0
    for number in range(kills):
        before = len(asked)
        for line in _killed(path, f"{seed}-{number}", chance.uniform(0, LONGEST)):
            kind, entry_id, told = line.split(" ", 2)
            (asked if kind == "asked" else voted)[entry_id] = told
        idle += len(asked) == before
        unsound += path.exists() and not _sound(path)
    kept = {entry.id: entry for entry in read_entries(path)} if path.exists() else {}
    lost = sum(entry_id not in kept or kept[entry_id].question != redact(told) for entry_id, told in asked.items())
    lost += sum(entry_id not in kept or kept[entry_id].reason != told for entry_id, told in voted.items())
    set_aside = len(list(folder.glob("*.damaged-*")))
    seconds = time.perf_counter() - began
    return Found(kills, len(asked), len(voted), idle, lost, unsound, set_aside, seconds)


def _killed(path: Path, name: str, after: float) -> list[str]:
    """What a process has acknowledged before it was killed."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        _keep(path, name, writing)
    os.close(writing)
    end = time.monotonic() + after
    data = b""
    while (left := end - time.monotonic()) > 0:
        if select.select([reading], [], [], left)[0]:
            data += os.read(reading, 1 << 16)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    while more := os.read(reading, 1 << 16):
        data += more
    os.close(reading)
    return data.decode().splitlines()  # a line is written at once: at most 4096 bytes into a pipe


def _keep(path: Path, name: str, pipe: int) -> None:
    """Keep questions and votes for ever."""
    journal = Journal(path)

    def work(thread: int) -> None:
        number = 0
        while True:
            number += 1
            question = f"question {name} {thread} {number} " + "x" * (number * 37 % 400)
            answer = Answer(question, question, Outcome.NOT_FOUND, (), (), 0.1, "build", latency_ms=1.0)
            if entry_id := journal.asked(answer):
                os.write(pipe, f"asked {entry_id} {question}\n".encode())
                reason = f"reason {number}"
                if number % 2 and journal.voted(entry_id, helpful=False, reason=reason):
                    os.write(pipe, f"voted {entry_id} {reason}\n".encode())

    for thread in range(THREADS):
        threading.Thread(target=work, args=(thread,)).start()
    while True:
        time.sleep(1)


def _sound(path: Path) -> bool:
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True, timeout=10)) as connection:
        return bool(connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok")


def table(found: Found, seed: int) -> str:
    """The counts as Markdown."""
    rows = (
        ("processes killed with SIGKILL", found.kills),
        ("of these before their first acknowledgement", found.idle),
        ("questions acknowledged", found.entries),
        ("votes acknowledged", found.votes),
        ("**acknowledged and lost**", found.lost),
        ("journals that `PRAGMA integrity_check` finds fault with", found.unsound),
        ("journals taken for damaged", found.set_aside),
    )
    lines = "\n".join(f"| {name} | {count:,} |" for name, count in rows)
    return (
        "# Journal: killed while it writes\n\n"
        f"`python -m bench.faults.journal_kills --kills {found.kills} --seed {seed}`, {found.seconds:.0f} s, SQLite "
        f"{sqlite3.sqlite_version}. One journal, opened by one process after another, {THREADS} threads each;\n"
        f"each is killed 0 to {LONGEST * 1000:.0f} ms after its start, at a random moment.\n\n"
        f"| what | count |\n|---|---:|\n{lines}\n"
    )


def main() -> None:
    """Run a campaign and print its counts; exit with 1 where anything was lost."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--kills", type=int, default=1000)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--out", type=Path)
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        found = campaign(chosen.kills, Path(folder), chosen.seed)
    text = table(found, chosen.seed)
    print(text)
    if chosen.out is not None:
        chosen.out.write_text(text, encoding="utf-8")
    raise SystemExit(bool(found.lost or found.unsound or found.set_aside))


if __name__ == "__main__":
    main()
