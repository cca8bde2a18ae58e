"""One answer against what was expected of it."""

from dataclasses import dataclass, replace

from bot.answers import Answer, Outcome, Question
from bot.bot import Bot
from bot.cite import cite
from bot.compose import compose
from bot.expectations import Expectation
from ingest.index import Index


@dataclass(frozen=True, slots=True)
class Judged:
    """How one answer fared."""

    id: str
    kind: str
    question: str
    understood_as: str
    follow_up: bool  # questions were asked before it
    outcome: str
    answerable: bool
    right_source: bool  # answered, and a right document is cited first
    right_text: bool  # answered, and all that must be there is
    right_citations: bool  # answered, and every citation is from a right document
    declined: bool  # unsure or not found
    exact: bool  # every quote is the slice of the document that it names
    statements: int
    exact_statements: int  # those that stand word for word in a quote that is exact
    best_source: str  # document of the best passage, whether or not it was shown
    right_best: bool  # that is a right document
    right_if_answered: bool  # a right document first and all that must be there, were every question answered
    answer: str
    confidence: float
    latency_ms: float | None

    @property
    def fault(self) -> str:
        """What is wrong with the answer, the gravest first; "" where it is right."""
        if not self.exact:
            return "misquoted"
        if not self.answerable:
            return "" if self.declined else "not declined"
        if self.declined:
            return "declined"
        if not self.right_source:
            return "wrong page"
        return "" if self.right_text else "wrong text"


def attempt(bot: Bot, question: Question, answer: Answer) -> Answer:
    """What the bot would state if it answered everything; the answer itself where it did."""
    if answer.outcome is Outcome.ANSWERED:
        return answer
    found = bot.search(question)
    statements, citations = cite(compose(bot.build.index, found.focus, found.hits))
    return replace(answer, outcome=Outcome.ANSWERED, statements=statements, citations=citations, closest=(), message="")


def judge(expected: Expectation, answer: Answer, attempted: Answer, index: Index) -> Judged:
    """Compare an answer with what was expected of it.

    Args:
        expected: a row of the question file.
        answer: asked for with at least one hit.
        attempted: as `attempt` gives it.
        index: holds the documents that are quoted.

    Raises:
        ValueError: the answer names no hits.
    """
    if not answer.hits:
        raise ValueError("ask with n_hits=1: the best passage counts even where the answer does not show it")
    answered = answer.outcome is Outcome.ANSWERED
    sources = [citation.source for citation in answer.citations]
    exact = [_is_slice(index, c.source, c.start, c.end, c.quote) for c in answer.citations]
    shown = [_is_slice(index, c.source, c.start, c.end, c.quote) for c in answer.closest]
    quotes = [answer.citations[item.cites - 1].quote for item in answer.statements]
    stated = [
        exact[item.cites - 1] and item.text in quote for item, quote in zip(answer.statements, quotes, strict=True)
    ]
    best = answer.hits[0].source
    return Judged(
        id=expected.id,
        kind=expected.kind,
        question=expected.question.text,
        understood_as=answer.understood_as,
        follow_up=bool(expected.question.history),
        outcome=answer.outcome.value,
        answerable=bool(expected.sources),
        right_source=answered and _is_right(sources[0], expected),
        right_text=answered and _says_all(answer, expected),
        right_citations=answered and all(_is_right(source, expected) for source in sources),
        declined=not answered,
        exact=all((*exact, *shown)),
        statements=len(stated),
        exact_statements=sum(stated),
        best_source=best,
        right_best=_is_right(best, expected),
        right_if_answered=_is_right(attempted.citations[0].source, expected) and _says_all(attempted, expected),
        answer=answer.answer,
        confidence=answer.confidence,
        latency_ms=answer.latency_ms,
    )


def _is_right(source: str, expected: Expectation) -> bool:
    return bool(expected.sources) and source.startswith(expected.sources)


def _says_all(answer: Answer, expected: Expectation) -> bool:
    return all(pattern.search(answer.answer) for pattern in expected.must)


def _is_slice(index: Index, source: str, start: int, end: int, quote: str) -> bool:
    return index.documents[source].text[start:end] == quote
