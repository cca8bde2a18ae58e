"""A question in, a cited answer out."""

import time
from collections.abc import Sequence
from dataclasses import dataclass

from bot.answers import Answer, Citation, Hit, Outcome, Question, Scored
from bot.compose import cite, citation, compose
from bot.decide import decide, probability
from bot.follow_up import Reading, readings
from bot.intent import intent_of
from bot.rerank import Asked, asked, rerank
from bot.retrieve import retrieve
from ingest.builds import Build
from ingest.encoder import Encoder, Encoding


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found for one reading of a question."""

    reading: Reading
    question: Asked
    hits: tuple[Hit, ...]
    confidence: float


class Bot:
    """Answers questions from one build."""

    def __init__(self, build: Build, encoder: Encoder, contact: str = "") -> None:
        self.build = build
        self.encoder = encoder
        self.contact = contact  # said where the pages have no answer

    def ask(self, question: Question, n_hits: int = 0, timed: bool = True) -> Answer:
        """Answer one question.

        Args:
            question: with the questions asked before it.
            n_hits: how many of the best passages to name beside the answer.
            timed: tell how long it took.
        """
        began = time.perf_counter()
        found = self.search(question)
        outcome = decide(found.confidence)
        index = self.build.index
        picks = (
            compose(index, found.question, intent_of(found.reading.text), found.hits)
            if outcome is Outcome.ANSWERED
            else []
        )
        statements, citations = cite(picks)
        return Answer(
            question=question.text,
            understood_as=found.reading.shown,
            outcome=outcome,
            statements=statements,
            citations=citations,
            confidence=round(found.confidence, 4),
            build=self.build.build_id,
            closest=self._closest(found.hits) if outcome is Outcome.UNSURE else (),
            suggestions=self._suggestions(found.hits, outcome),
            message=_MESSAGES[outcome],
            latency_ms=round((time.perf_counter() - began) * 1000, 1) if timed else None,
            hits=tuple(_scored(hit) for hit in found.hits[:n_hits]) if n_hits else None,
        )

    def search(self, question: Question) -> Found:
        """The best passages for the reading of the question that the pages answer best."""
        history = question.history
        possible = readings(question.text, history, self._topic(history) if history else "")
        encodings = self.encoder.encode_questions([reading.text for reading in possible])
        found = [self._search(reading, encoding) for reading, encoding in zip(possible, encodings, strict=True)]
        return max(found, key=lambda item: item.confidence + item.reading.preference)

    def _search(self, reading: Reading, encoding: Encoding) -> Found:
        index = self.build.index
        ready = asked(index, reading.text, encoding)
        hits = rerank(index, ready, retrieve(index, reading.text, encoding))
        return Found(reading, ready, hits, probability(index, ready, intent_of(reading.text), hits))

    def _topic(self, history: Sequence[str]) -> str:
        """The page that the last question which was about something led to."""
        for i in range(len(history) - 1, -1, -1):
            if not history[i].strip():
                continue
            found = self.search(Question(history[i], tuple(history[:i])))
            if decide(found.confidence) is not Outcome.NOT_FOUND:
                return found.hits[0].passage.title
        return ""

    def _closest(self, hits: Sequence[Hit]) -> tuple[Citation, ...]:
        found = []
        for number, hit in enumerate(hits[:3], start=1):
            passage = hit.passage
            document = self.build.index.documents[passage.doc_id]
            found.append(citation(number, document, passage.heading, passage.body_start, passage.end))
        return tuple(found)

    def _suggestions(self, hits: Sequence[Hit], outcome: Outcome) -> tuple[str, ...]:
        """FAQ questions near the one that was asked."""
        first = 1 if outcome is Outcome.ANSWERED else 0
        asked_for = [hit.passage.question for hit in hits[first:] if hit.passage.question]
        return tuple(dict.fromkeys(asked_for))[:3]


def _scored(hit: Hit) -> Scored:
    return Scored(hit.passage.doc_id, hit.passage.start, hit.passage.end, round(hit.score, 6))


_MESSAGES = {
    Outcome.ANSWERED: "",
    Outcome.UNSURE: "I am not sure that the pages answer this. The closest passages are shown below.",
    Outcome.NOT_FOUND: "The pages do not answer this. Please ask at the front desk.",
}
