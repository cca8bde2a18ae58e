"""A question in, a cited answer out."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from bot.answers import LONGEST_CONTEXT, LONGEST_QUESTION, Answer, Citation, Hit, Outcome, Question, Scored
from bot.cite import citation, cite
from bot.compose import compose, disagree
from bot.decide import BRIDGED, Caution, Opinion, bridges, decide, own_logit, probability
from bot.follow_up import Reading, readings
from bot.intent import Intent, intent_of
from bot.rerank import Asked, asked, rerank
from bot.retrieve import retrieve
from bot.salience import salient_terms
from bot.spelling import Vocabulary, repair
from bot.thesaurus import Group, in_page_words
from ingest.builds import Build
from ingest.encoder import Encoder, Encoding

TELLING = 0.8  # salience of a question that sentences can be chosen by


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found for one reading of a question."""

    reading: Reading
    question: Asked
    focus: Asked  # the question's own words, by which sentences are chosen
    hits: tuple[Hit, ...]
    own_logit: float  # log-odds that the best hit answers, from the pages alone
    confidence: float  # probability that it does, 0 to 1
    opinion: Opinion | None = None  # of the question bank
    bridge: "Found | None" = None  # what the bank's wording of the question finds


class Bot:
    """Answers questions from one build."""

    def __init__(
        self,
        build: Build,
        encoder: Encoder,
        contact: str = "",
        thesaurus: tuple[Group, ...] = (),
        caution: Caution = Caution.BALANCED,
    ) -> None:
        self.build = build
        self.encoder = encoder
        self.caution = caution
        self.contact = contact  # said where the pages have no answer
        self._bridges: dict[int, Found] = {}  # bank group → what its best wording finds
        self._vocabulary = Vocabulary.of(build.index)
        self._says = cache(build.index.says)
        self._thesaurus = thesaurus  # the words that visitors say for those of the pages

    def ask(self, question: Question, n_hits: int = 0, timed: bool = True) -> Answer:
        """Answer one question.

        Args:
            question: with the questions asked before it.
            n_hits: how many of the best passages to name beside the answer.
            timed: tell how long it took.
        """
        began = time.perf_counter()
        found = self.search(question)
        outcome = decide(found.confidence, self.caution)
        index = self.build.index
        picks = compose(index, found.focus, found.hits) if outcome is Outcome.ANSWERED else []
        statements, citations = cite(picks)
        return Answer(
            question=question.text,
            understood_as=found.reading.shown,
            outcome=outcome,
            statements=statements,
            citations=citations,
            confidence=round(found.confidence, 4),
            sources_disagree=disagree(found.focus, picks),
            build=self.build.build_id,
            closest=self._closest(found.hits) if outcome is Outcome.UNSURE else (),
            suggestions=self._suggestions(found.hits, outcome),
            message=f"{_MESSAGES[outcome]} {self.contact}".strip()
            if outcome is Outcome.NOT_FOUND
            else _MESSAGES[outcome],
            latency_ms=round((time.perf_counter() - began) * 1000, 1) if timed else None,
            hits=tuple(_scored(hit) for hit in found.hits[:n_hits]) if n_hits else None,
        )

    def search(self, question: Question) -> Found:
        """The best passages for the reading of the question that the pages answer best.

        A question that would not be answered is read as the bank's wording of it, if the pages answer that well.
        """
        return self._bridged(self.read(question))

    def read(self, question: Question) -> Found:
        """What `search` finds in the question's own words and the thesaurus's, before the bank's are tried."""
        earlier: list[str] = []
        page, title = "", ""
        for text in question.history[-LONGEST_CONTEXT:]:
            if text.strip():
                found = self._bridged(
                    self._read(repair(text[:LONGEST_QUESTION], self._vocabulary), earlier, page, title)
                )
                if decide(found.confidence, self.caution) is not Outcome.NOT_FOUND:
                    page, title = found.hits[0].passage.doc_id, found.hits[0].passage.title
                earlier.append(found.reading.asked)
        return self._read(repair(question.text, self._vocabulary), earlier, page, title)

    def _read(self, text: str, earlier: Sequence[str], page: str, title: str) -> Found:
        """Search every way to understand a question, given the questions before it and the page that they led to."""
        other_words = in_page_words(text, self._thesaurus, self._says)
        possible = readings(tuple(dict.fromkeys((text, other_words))), earlier, page, title)
        encodings = self.encoder.encode_questions([reading.text for reading in possible])
        intent = intent_of(text)
        found = [self._search(reading, intent, encoding) for reading, encoding in zip(possible, encodings, strict=True)]
        best = max(found, key=lambda item: item.confidence + item.reading.preference)
        focus = next(item.question for item in found if item.reading.text == best.reading.asked)
        if sum(salient_terms(best.reading.asked).values()) < TELLING:
            focus = best.question  # "what are they good for" says too little to choose a sentence by
        return self._second_opinion(replace(best, focus=focus))

    def _search(self, reading: Reading, intent: Intent, encoding: Encoding) -> Found:
        index = self.build.index
        ready = asked(index, reading.text, intent, encoding)
        hits = rerank(index, ready, retrieve(index, reading.text, encoding), reading.page)
        own = own_logit(index, ready, hits, reading.page)
        return Found(reading, ready, ready, hits, own, probability(own, 0.0, None))

    def _second_opinion(self, found: Found) -> Found:
        """Weigh in the bank: how near the question is to one that people ask, and how the pages answer that."""
        bank = self.build.index.bank
        if bank is None:
            return found
        nearness, group = bank.nearest(found.question.encoding.vector)
        wording, support = bank.best_supported(group)
        if group not in self._bridges:
            reading = Reading(wording, wording, wording)
            self._bridges[group] = self._search(
                reading, intent_of(wording), self.encoder.encode_questions([wording])[0]
            )
        bridge = self._bridges[group]
        opinion = Opinion(nearness, support, bridge.own_logit)
        best = found.hits[0].evidence
        nearest = max(best.dense, best.unit, best.question)
        confidence = probability(found.own_logit, nearest, opinion)
        return replace(found, confidence=confidence, opinion=opinion, bridge=bridge)

    def _bridged(self, found: Found) -> Found:
        answered = decide(found.confidence, self.caution) is Outcome.ANSWERED
        if answered or found.opinion is None or found.bridge is None or not bridges(found.opinion):
            return found
        return replace(found.bridge, confidence=BRIDGED, opinion=found.opinion)

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
    Outcome.NOT_FOUND: "The pages do not answer this.",
}
