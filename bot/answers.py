"""What goes in and what comes out. An answer that would be wrong in form cannot be built."""

import re
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from ingest.documents import Passage
from ingest.errors import InputError
from ingest.inline import plain

_NUMBERED = re.compile(r"(?:step )?\d+[.):]", re.IGNORECASE)
LONGEST_QUESTION = 2000  # characters
FIRST_CONTEXT, LAST_CONTEXT = 2, 8  # earlier questions that are looked at, from the beginning and from the end


@dataclass(frozen=True, slots=True)
class Question:
    """What somebody asks, and what they asked before."""

    text: str
    history: tuple[str, ...] = ()  # earlier questions, oldest first

    def __post_init__(self) -> None:
        """Refuse what cannot be a question.

        Raises:
            InputError: empty, too long, or not text.
        """
        try:
            "".join((self.text, *self.history)).encode("utf-8")
        except UnicodeEncodeError:
            raise InputError("the question holds half a character", "Send it as UTF-8 text.") from None
        if not self.text.strip():
            raise InputError("the question is empty", "Ask something, in one or two sentences.")
        if len(self.text) > LONGEST_QUESTION:
            raise InputError(
                f"the question has {len(self.text):,} characters (at most {LONGEST_QUESTION:,})",
                "Ask it in one or two sentences.",
            )

    @property
    def context(self) -> tuple[str, ...]:
        """The earlier questions that are looked at: the first set the topic, the last go on with it."""
        said = [text[:LONGEST_QUESTION] for text in self.history if text.strip()]
        return tuple(said[:FIRST_CONTEXT] + said[FIRST_CONTEXT:][-LAST_CONTEXT:])


class Outcome(StrEnum):
    """What became of a question."""

    ANSWERED = "answered"
    UNSURE = "unsure"  # nothing stated; the nearest passages are shown as such
    NOT_FOUND = "not_found"


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for a passage as the answer to a question, each figure from one ranker."""

    dense: float  # cosine of question and passage, -1 to 1
    unit: float  # cosine of question and the passage's best unit
    question: float  # cosine of question and the passage's FAQ question; -1 where it has none
    keywords: float  # BM25 over the best score that the question's words could reach, 0 to about 1
    late: float  # mean over the question's tokens of their best match among the passage's tokens, -1 to 1
    late_unit: float  # the same, in the passage's best unit, title and heading read along
    late_two: float  # the same, in the best two neighbouring units
    missed: float  # mean of the squares of what each token's match in the best unit lacks to 1, 0 to 4
    phrases: float  # share of the question's neighbouring tokens that are neighbours in the passage, by weight, 0 to 1
    weakest: float  # the worst match among the rarer half of the question's tokens
    told: float  # the worst match among the tokens that tell what it is about, in the passage's best unit
    wanted: bool  # holds what the question asks for: a figure, a time, a reason
    covered: float  # share of the question's telling words, by weight, that the passage holds, 0 to 1


@dataclass(frozen=True, slots=True)
class Hit:
    """One passage and how well it answers."""

    passage: Passage
    place: int  # in the index
    score: float  # larger is better; comparable within one question
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Citation:
    """A stretch of a document: `document.text[start:end] == quote`."""

    number: int  # 1, 2, …
    source: str
    title: str
    heading: str
    url: str | None
    quote: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Statement:
    """The knowledge base speaking: `text` stands word for word in the quote that it cites."""

    text: str
    cites: int  # a citation's number
    listed: bool = False  # a list item: set on a line of its own


@dataclass(frozen=True, slots=True)
class Scored:
    """A passage found for a question, for files of questions and for finding out why."""

    source: str
    start: int
    end: int
    score: float


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to one question."""

    question: str
    understood_as: str
    outcome: Outcome
    statements: tuple[Statement, ...]
    citations: tuple[Citation, ...]
    confidence: float  # probability that the best passage answers the question, 0 to 1
    build: str
    sources_disagree: bool = False
    closest: tuple[Citation, ...] = ()  # the nearest passages, where nothing is stated
    suggestions: tuple[str, ...] = ()  # questions that can be answered
    notice: str = ""  # a fixed safety notice
    message: str = ""  # the bot speaking; not cited
    latency_ms: float | None = None
    hits: tuple[Scored, ...] | None = None

    def __post_init__(self) -> None:
        """Refuse an answer that states without citing, cites what it does not list, or misquotes."""
        if (self.outcome is Outcome.ANSWERED) != bool(self.statements):
            raise ValueError("statements exactly when answered")
        if [citation.number for citation in self.citations] != list(range(1, len(self.citations) + 1)):
            raise ValueError("citations are numbered from 1")
        if {statement.cites for statement in self.statements} != {citation.number for citation in self.citations}:
            raise ValueError("cited is listed, and listed is cited")
        for statement in self.statements:
            if not statement.text or statement.text not in self.citations[statement.cites - 1].quote:
                raise ValueError("a statement stands word for word in the quote that it cites")
        if not 0 <= self.confidence <= 1:
            raise ValueError("confidence is a probability")

    @property
    def answer(self) -> str:
        """The statements as text, with the number of the citation behind the last one from each."""
        pieces: list[str] = []
        for i, statement in enumerate(self.statements):
            after = self.statements[i + 1] if i + 1 < len(self.statements) else None
            mark = "" if after is not None and after.cites == statement.cites else f" [{statement.cites}]"
            line_break = after is not None and (statement.listed or after.listed)
            text = plain(statement.text)
            bullet = "- " if statement.listed and not _NUMBERED.match(text) else ""
            pieces.append(bullet + text + mark + ("" if after is None else "\n" if line_break else " "))
        return "".join(pieces)

    def as_json(self) -> dict[str, Any]:
        """The answer as plain values, in a fixed order."""
        row: dict[str, Any] = {
            "question": self.question,
            "understood_as": self.understood_as,
            "outcome": self.outcome.value,
            "answer": self.answer,
            "statements": [{"text": item.text, "cites": item.cites} for item in self.statements],
            "citations": [asdict(citation) for citation in self.citations],
            "sources_disagree": self.sources_disagree,
            "closest": [asdict(citation) for citation in self.closest],
            "suggestions": list(self.suggestions),
            "notice": self.notice,
            "message": self.message,
            "confidence": self.confidence,
            "build": self.build,
        }
        if self.hits is not None:
            row["hits"] = [asdict(hit) for hit in self.hits]
        if self.latency_ms is not None:
            row["latency_ms"] = self.latency_ms
        return row
