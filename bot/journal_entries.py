"""What the journal keeps of a question and its answer, and how it is read, beside a server that writes."""

import json
import re
import secrets
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

from bot.answers import Answer, Citation, Outcome, Scored
from bot.redact import redact
from ingest.errors import InputError
from ingest.lexical import fold

APPLICATION = 0x53505454  # "SPTT": an SQLite file with this application_id is a journal
VERSION = 1  # of the table, as user_version
_ID = re.compile(r"[A-Za-z0-9_-]{22}\Z")  # 128 bits, url-safe
_LONGEST_SITE = 200  # characters
_COLUMNS = (
    "id, asked, site, question, understood_as, outcome, cited, closest, hits, confidence, build, latency_ms,"
    " helpful, reason, voted"
)

_Read = TypeVar("_Read")


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of a page of the build that answered."""

    source: str
    start: int
    end: int
    score: float | None = None  # of a hit


@dataclass(frozen=True, slots=True)
class Entry:
    """One question, what became of it, and the vote on it. Texts are redacted; nothing tells who asked."""

    id: str
    asked: str  # UTC, "2026-11-20T09:30:00.000Z"
    site: str  # where it was asked: "" is our own page
    question: str
    understood_as: str
    outcome: Outcome
    cited: tuple[Stretch, ...]
    closest: tuple[Stretch, ...]
    hits: tuple[Stretch, ...]  # where they were asked for
    confidence: float
    build: str
    latency_ms: float | None
    helpful: bool | None = None  # None: nobody voted
    reason: str = ""
    voted: str = ""  # UTC

    @classmethod
    def of(cls, answer: Answer, site: str = "") -> "Entry":
        """An entry with a new id, redacted."""
        return cls(
            id=_new_id(),
            asked=utc(),
            site=redact(site[:_LONGEST_SITE]),
            question=redact(answer.question),
            understood_as=redact(answer.understood_as),
            outcome=answer.outcome,
            cited=tuple(map(_stretch, answer.citations)),
            closest=tuple(map(_stretch, answer.closest)),
            hits=tuple(Stretch(hit.source, hit.start, hit.end, hit.score) for hit in answer.hits or ()),
            confidence=answer.confidence,
            build=answer.build,
            latency_ms=answer.latency_ms,
        )

    @property
    def in_vain(self) -> bool:
        """Whether whoever asked went without: nothing was stated, or what was did not help."""
        return self.outcome is not Outcome.ANSWERED or self.helpful is False

    def as_json(self) -> dict[str, Any]:
        """The entry as plain values, in a fixed order."""
        row = asdict(self)
        for name in ("cited", "closest", "hits"):
            row[name] = [{key: value for key, value in item.items() if value is not None} for item in row[name]]
        return {**row, "outcome": self.outcome.value}


def utc(moment: datetime | None = None) -> str:
    """A moment (now, where none is given) as the journal writes it: its order as text is its order in time."""
    at = datetime.now(UTC) if moment is None else moment.astimezone(UTC)
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _new_id() -> str:
    while not (entry_id := secrets.token_urlsafe(16))[0].isalnum():
        pass  # one that begins like an option or a formula would have to be quoted
    return entry_id


def require_id(text: str) -> str:
    """The text, if it can be an entry's id.

    Raises:
        InputError: it cannot.
    """
    if not _ID.match(text):
        raise InputError("that is no entry of the journal", "Send the id that came with the answer.")
    return text


def add(connection: sqlite3.Connection, entry: Entry) -> None:
    """Insert an entry, in the connection's transaction."""
    row = entry.as_json()
    values = [json.dumps(value) if isinstance(value, list) else value for value in row.values()]
    places = ", ".join("?" * len(values))
    connection.execute(f"INSERT INTO entries ({_COLUMNS}) VALUES ({places})", values)  # noqa: S608 - our own names


def read_entries(path: Path, since: str = "") -> list[Entry]:
    """All entries asked since a moment, oldest first; a server may go on writing meanwhile.

    Raises:
        InputError: there is no journal, or it cannot be read.
    """
    return reading(
        path,
        lambda connection: [
            _entry(row)
            for row in connection.execute(
                f"SELECT {_COLUMNS} FROM entries WHERE asked >= ? ORDER BY number",  # noqa: S608 - our own names
                (since,),
            )
        ],
    )


def holding(entries: Iterable[Entry], text: str) -> Iterator[Entry]:
    """Entries that hold a text in what was asked or in the vote's reason, whatever its case and accents."""
    wanted = fold(redact(text))  # as the journal has it
    for entry in entries:
        if any(wanted in fold(kept) for kept in (entry.question, entry.understood_as, entry.reason)):
            yield entry


def reading(path: Path, read: Callable[[sqlite3.Connection], _Read]) -> _Read:
    """What `read` makes of the journal. The connection never writes and never checkpoints: that is the writer's.

    Raises:
        InputError: there is no journal, or it cannot be read.
    """
    if not path.is_file():
        raise InputError(
            f"there is no journal at {path}", "Name it with --journal; a server with SPOTTER_JOURNAL makes it."
        )
    try:
        with closing(_read_only(path)) as connection:
            if connection.execute("PRAGMA application_id").fetchone()[0] != APPLICATION:
                raise InputError(f"{path} is not a journal", "Name the journal's file with --journal.")
            return read(connection)
    except sqlite3.Error as error:
        raise InputError(f"cannot read the journal {path}: {error}", "Is it whole, and may you read it?") from None


def _read_only(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, timeout=10)


def _entry(row: tuple[Any, ...]) -> Entry:
    (entry_id, asked, site, question, understood_as, outcome, *stretches) = row[:9]
    confidence, build, latency_ms, helpful, reason, voted = row[9:]
    cited, closest, hits = (tuple(_stretches(text)) for text in stretches)
    return Entry(
        *(entry_id, asked, site, question, understood_as, Outcome(outcome), cited, closest, hits),
        *(confidence, build, latency_ms, None if helpful is None else bool(helpful), reason, voted),
    )


def _stretches(text: str) -> Iterator[Stretch]:
    for item in json.loads(text):
        yield Stretch(item["source"], item["start"], item["end"], item.get("score"))


def _stretch(cited: Citation | Scored) -> Stretch:
    return Stretch(cited.source, cited.start, cited.end)
