"""Answers to keep, and journals to keep them in."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.answers import Answer, Citation, Outcome, Statement
from bot.journal import Journal


def unanswered(question: str, outcome: Outcome = Outcome.NOT_FOUND) -> Answer:
    """An answer that states nothing."""
    return Answer(question, question, outcome, (), (), 0.1, "build-1", latency_ms=2.5)


def answered(question: str) -> Answer:
    """An answer that cites a page."""
    quote = Citation(1, "faq/club.md", "Club", "", None, "A guest pass costs £8.", 10, 32)
    statement = Statement("A guest pass costs £8.", 1)
    return Answer(question, question, Outcome.ANSWERED, (statement,), (quote,), 0.9, "build-1", latency_ms=2.5)


@contextmanager
def journal_at(path: Path, days: int = 30) -> Iterator[Journal]:
    """A journal that is closed in the end."""
    journal = Journal(path, days)
    try:
        yield journal
    finally:
        journal.close()


def in_time(holds: Callable[[], bool], seconds: float = 10) -> bool:
    """Whether something becomes true."""
    end = time.monotonic() + seconds
    while not (held := holds()) and time.monotonic() < end:
        time.sleep(0.02)
    return held


def bytes_below(folder: Path) -> bytes:
    """Everything that stands in the folder's files."""
    return b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())
