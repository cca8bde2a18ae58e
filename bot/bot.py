"""A question in, a cited answer out."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from bot.answers import Answer, Citation, Hit, Outcome, Question, Scored
from bot.asking_part import asked_together, says_what
from bot.beside import is_of_another_day, is_unstated
from bot.cite import Pick, citation, cite
from bot.compose import compose, disagree
from bot.contact import SURE, contact_asked, contact_told
from bot.decide import BESIDE_THE_POINT, Caution, decide
from bot.intent import intent_of
from bot.messages import Mentions, message, spoken_of, unmentioned
from bot.safety import NONE, Notices
from bot.same_page import FIGURES
from bot.search import Found, Search
from bot.suggestions import Suggestions, starter_questions
from bot.thesaurus import Group
from ingest.builds import Build
from ingest.encoder import Encoder
from ingest.lexical import fold


@dataclass(frozen=True, slots=True)
class _Stated:
    """What was found for a question, and what is stated of it."""

    found: Found
    picks: Sequence[Pick] = ()  # empty where it is not answered
    disagrees: bool = False

    @property
    def is_sure(self) -> bool:
        """Whether it may stand beside another answer."""
        return bool(self.picks) and decide(self.found.confidence, Caution.CAUTIOUS) is Outcome.ANSWERED


class Bot:
    """Answers questions from one build."""

    def __init__(
        self,
        build: Build,
        encoder: Encoder,
        contact: str = "",
        thesaurus: tuple[Group, ...] = (),
        caution: Caution = Caution.BALANCED,
        notices: Notices = NONE,
    ) -> None:
        self.build = build
        self.encoder = encoder
        self.caution = caution
        self.contact = contact  # said where the pages have no answer
        self._search = Search(build.index, encoder, thesaurus, caution)
        self._thesaurus = thesaurus
        self._notices = notices
        self._mentions = Mentions(build.index)
        self._suggestions = Suggestions(build.index, self._is_answered)

    def over(self, build: Build) -> "Bot":
        """The same bot over another build, which its encoder can search."""
        return Bot(build, self.encoder, self.contact, self._thesaurus, self.caution, self._notices)

    @np.errstate(invalid="ignore")  # raised for lanes that the matrix library discards; what is compared is finite
    def ask(self, question: Question, n_hits: int = 0, timed: bool = True) -> Answer:
        """Answer one question.

        Args:
            question: with the questions asked before it.
            n_hits: how many of the best passages to name beside the answer.
            timed: tell how long it took.
        """
        began = time.perf_counter()
        stated = self._stated(question)
        found = stated.found
        outcome = decide(found.confidence, self.caution)
        statements, citations = cite(stated.picks)
        closest = self._closest(found.hits) if outcome is Outcome.UNSURE else ()
        read_as = (question.text, found.reading.asked, found.reading.shown)
        return Answer(
            question=question.text,
            understood_as=found.reading.shown,
            outcome=outcome,
            statements=statements,
            citations=citations,
            confidence=round(found.confidence, 4),
            sources_disagree=stated.disagrees,
            build=self.build.build_id,
            closest=closest,
            suggestions=self._suggestions.beside(outcome, found.question.encoding.vector, read_as, citations),
            notice=self._notice(question, (*citations, *closest)),
            message="" if outcome is Outcome.ANSWERED else self._message(outcome, question.text, found),
            latency_ms=round((time.perf_counter() - began) * 1000, 1) if timed else None,
            hits=tuple(_scored(hit) for hit in found.hits[:n_hits]) if n_hits else None,
        )

    @cached_property
    def starters(self) -> tuple[str, ...]:
        """Questions to begin with."""
        return starter_questions([(passage.doc_id, passage.question) for passage in self.build.index.passages])

    def prepare(self, questions: Sequence[Question]) -> None:
        """Encode questions together that are asked next; see `Search.prepare`."""
        self._search.prepare(questions)

    def search(self, question: Question) -> Found:
        """The best passages for the reading of the question that the pages answer best.

        A question that would not be answered is read as the bank's wording of it, if the pages answer that well.
        """
        return self._search.search(question)

    def read(self, question: Question) -> Found:
        """What `search` finds in the question's own words and the thesaurus's, before the bank's are tried."""
        return self._search.read(question)

    def _stated(self, question: Question) -> _Stated:
        """What is found and, where it is to be answered, what is stated of it; of each of several things asked for."""
        index, found = self.build.index, self.search(question)
        if not question.context and (wanted := contact_asked(question.text)):
            told = contact_told(index, found.focus, found.hits, wanted)
            if told and decide(max(found.confidence, SURE), self.caution) is Outcome.ANSWERED:
                found = replace(found, confidence=max(found.confidence, SURE))
                return _Stated(found, compose(index, told[0], told[1:]))
        parts = asked_together(question.text)
        of_each = self._of_each(question, parts, found) if parts else None
        if of_each is not None:
            return of_each
        if decide(found.confidence, self.caution) is not Outcome.ANSWERED:
            return _Stated(found)
        picks = compose(index, found.focus, found.hits)
        disagrees = disagree(index, found.focus, picks)
        if parts:
            return _Stated(found, [*picks, *self._besides(question, parts, picks)], disagrees)
        unstated = is_unstated(question.text, found.focus.intent, " ".join(pick.text for pick in picks))
        if unstated or is_of_another_day(question.text, picks[0].text, picks[0].heading):
            found = replace(found, confidence=min(found.confidence, BESIDE_THE_POINT))
            if decide(found.confidence, self.caution) is not Outcome.ANSWERED:
                return _Stated(found)
        return _Stated(found, picks, disagrees)

    def _of_each(self, question: Question, parts: Sequence[str], found: Found) -> _Stated | None:
        """What is stated of all the parts of a question, where each stands alone and surely has an answer."""
        if not all(map(says_what, parts)):
            return None
        each = [self._stated(replace(question, text=part)) for part in parts]
        if not all(part.is_sure for part in each):
            return None
        found = replace(found, confidence=min(part.found.confidence for part in each))
        picks = {(pick.document.doc_id, pick.spans): pick for part in each for pick in part.picks}
        return _Stated(found, list(picks.values()), any(part.disagrees for part in each))

    def _besides(self, question: Question, parts: Sequence[str], picks: Sequence[Pick]) -> list[Pick]:
        """What is stated of the other figures that a question asks for: the cost, beside how long."""
        found: list[Pick] = []
        for i, part in enumerate(parts):
            intent = intent_of(part)
            if intent.wanted in FIGURES and not any(intent.is_met(pick.text) for pick in (*picks, *found)):
                other = self._stated(Question(part, (*question.context, *parts[:i])))
                found += [pick for pick in other.picks[:1] if other.is_sure and intent.is_met(pick.text)]
        return found

    def _closest(self, hits: Sequence[Hit]) -> tuple[Citation, ...]:
        found = []
        for number, hit in enumerate(hits[:3], start=1):
            passage = hit.passage
            document = self.build.index.documents[passage.doc_id]
            found.append(citation(number, document, passage.heading, passage.body_start, passage.end))
        return tuple(found)

    def _is_answered(self, text: str) -> bool:
        """Whether a question that stands alone gets an answer."""
        return bool(self._stated(Question(text)).picks)

    def _notice(self, question: Question, shown: Sequence[Citation]) -> str:
        """What is to be said first, for this question and those before it."""
        texts = [*question.context, question.text]
        repaired = map(self._search.repaired, texts)
        quotes = [citation.quote for citation in shown]
        return self._notices.on((*texts, *repaired), quotes, lambda word: fold(word) in self._search.vocabulary.counts)

    def _message(self, outcome: Outcome, text: str, found: Found) -> str:
        """Why there is no answer, in the visitor's words."""
        repaired = self._search.repaired(text)
        missing = unmentioned(text, self._search.in_other_words(repaired), self._mentions)
        return message(outcome, missing, spoken_of(repaired, found.hits[0].passage), self.contact)


def _scored(hit: Hit) -> Scored:
    return Scored(hit.passage.doc_id, hit.passage.start, hit.passage.end, round(hit.score, 6))
