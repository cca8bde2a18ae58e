"""From a question and those before it to the passages that answer it, and how probable it is that they do."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cache, lru_cache, partial
from typing import Any

import numpy as np

from bot.answers import Hit, Outcome, Question
from bot.asking_part import asking_part
from bot.aspects import part_first
from bot.beside import ASKED_AS, KNOWN, foreign_terms, is_absent_topic, is_another_topic, lacks_fact
from bot.compose import ANOTHER_THING
from bot.decide import (
    BESIDE_THE_POINT,
    BRIDGED,
    FAR,
    Caution,
    Opinion,
    bridges,
    decide,
    kind_of,
    own_logit,
    probability,
    rests_on_bank,
    shift_of,
)
from bot.follow_up import Reading, readings
from bot.intent import Intent, intent_of
from bot.late import Comparison, compare
from bot.named import named_first
from bot.rerank import Asked, asked, judge, lacks, ranked, score
from bot.retrieve import Candidates, measure, retrieve
from bot.salience import salient_terms
from bot.spelling import Vocabulary, repair
from bot.thesaurus import Group, PageWords
from ingest.encoder import Encoder, Encoding
from ingest.index import Index

TELLING = 0.8  # salience of a question that sentences can be chosen by
_THREADS = 256  # conversations remembered, so that their earlier questions are not searched again


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

    def as_json(self, asked: str, build: str, k: int) -> dict[str, Any]:
        """As plain values: the `k` best passages with their scores, and what speaks for each."""
        hits = [{**asdict(hit.passage), "score": hit.score, "evidence": asdict(hit.evidence)} for hit in self.hits[:k]]
        return {
            "question": asked,
            "understood_as": self.reading.shown,
            "confidence": round(self.confidence, 4),
            "build": build,
            "passages": hits,
        }


@dataclass(frozen=True, slots=True)
class _Wording:
    """One text that is searched."""

    question: Asked
    candidates: Candidates
    comparison: Comparison  # with the candidates of all texts of the question


@dataclass(frozen=True, slots=True)
class Thread:
    """What a conversation has come to."""

    earlier: tuple[str, ...] = ()  # questions in their own words, oldest first
    page: str = ""  # doc_id of the page that the last question led to
    title: str = ""  # that page's
    given: frozenset[int] = frozenset()  # places of the passages that were answered with


class Search:
    """Finds passages in one index."""

    def __init__(
        self, index: Index, encoder: Encoder, thesaurus: tuple[Group, ...] = (), caution: Caution = Caution.BALANCED
    ) -> None:
        self.index = index
        self.encoder = encoder
        self.caution = caution
        self._page_words = PageWords(thesaurus)  # for those that visitors say
        self.vocabulary = Vocabulary.of(index, self._page_words.spoken)
        self._kind = kind_of(index)
        self._shift = shift_of(index.calibration)
        self._bridges: dict[int, Found] = {}  # bank group → what its best wording finds
        self._says = cache(index.says)
        self._thread = lru_cache(maxsize=_THREADS)(self._thread_of)
        self._ahead: dict[str, Encoding] = {}  # text → encoding, of questions that are about to be asked
        self.repaired = lru_cache(maxsize=_THREADS)(partial(repair, vocabulary=self.vocabulary))  # typing errors mended

    def prepare(self, questions: Sequence[Question]) -> None:
        """Encode questions together that are asked next: what one of them costs is then less. The answers are the same.

        What was prepared before is forgotten.
        """
        read = [self.repaired(question.text) for question in questions]
        texts = tuple(dict.fromkeys(text for one in read for text in self._wordings(one)))
        self._ahead = dict(zip(texts, self.encoder.encode_questions(texts), strict=True))

    def search(self, question: Question) -> Found:
        """The best passages for the reading of the question that the pages answer best.

        A question that would not be answered is read as the bank's wording of it, if the pages answer that well.
        """
        return self._answering(self.read(question))

    def read(self, question: Question) -> Found:
        """What `search` finds in the question's own words and the thesaurus's, before the bank's are tried."""
        return self._read(self.repaired(question.text), self._thread(question.context))

    def in_other_words(self, text: str) -> str:
        """A question in the pages' words where the thesaurus has them."""
        return self._page_words.read(text, self._says)

    def _wordings(self, text: str) -> tuple[str, ...]:
        """A question as it was typed, in the pages' words, and without the story around it."""
        asking = asking_part(text)
        return tuple(dict.fromkeys((text, self.in_other_words(text), asking, self.in_other_words(asking))))

    def _thread_of(self, texts: tuple[str, ...]) -> Thread:
        if not texts:
            return Thread()
        before = self._thread(texts[:-1])
        found = self._answering(self._read(repair(texts[-1], self.vocabulary), before))
        after = replace(before, earlier=(*before.earlier, found.reading.asked))
        if decide(found.confidence, self.caution) is Outcome.NOT_FOUND:
            return after
        best = found.hits[0]
        return replace(after, page=best.passage.doc_id, title=best.passage.title, given=before.given | {best.place})

    def _read(self, text: str, thread: Thread) -> Found:
        """Search every way to understand a question."""
        wordings = self._wordings(text)
        possible = readings(wordings, thread.earlier, thread.page, thread.title)
        texts = tuple(dict.fromkeys(text for reading in possible for text in (reading.asked, reading.text)))
        gathered = self._gathered(texts, intent_of(text))
        found = [self._search(reading, gathered, thread.given) for reading in possible]
        return self._second_opinion(max(found, key=lambda item: item.own_logit + item.reading.preference))

    def _gathered(self, texts: Sequence[str], intent: Intent) -> dict[str, _Wording]:
        """Each text with its candidates, encoded and compared with the passages together."""
        index, encodings = self.index, self._encodings(texts)
        questions = [asked(index, text, intent, encoding) for text, encoding in zip(texts, encodings, strict=True)]
        candidates = [retrieve(index, question.text, question.encoding) for question in questions]
        places = np.unique(np.concatenate([found.places for found in candidates]))
        comparisons = compare(index, encodings, places)
        return dict(zip(texts, map(_Wording, questions, candidates, comparisons), strict=True))

    def _encodings(self, texts: Sequence[str]) -> list[Encoding]:
        ahead = self._ahead
        missing = [text for text in texts if text not in ahead]
        found = dict(zip(missing, self.encoder.encode_questions(missing), strict=True)) if missing else {}
        return [ahead[text] if text in ahead else found[text] for text in texts]

    def _search(self, reading: Reading, wordings: Mapping[str, _Wording], given: frozenset[int] = frozenset()) -> Found:
        """Search one reading: in its own words and, where it has a topic, in these with the topic beside them."""
        index, one, other = self.index, wordings[reading.asked], wordings[reading.text]
        own, full, candidates = one.question, other.question, one.candidates
        if one is other:
            evidences = judge(index, own, candidates, one.comparison)
            scores = [score(evidence) for evidence in evidences]
        else:
            places = np.unique(np.concatenate([candidates.places, other.candidates.places]))
            candidates, more = (measure(index, item.text, item.encoding, places) for item in (own, full))
            both = judge(index, own, candidates, one.comparison), judge(index, full, more, other.comparison)
            share = reading.topic_share
            scores = [(1 - share) * score(a) + share * score(b) for a, b in zip(*both, strict=True)]
            evidences = both[1] if reading.leans else both[0]
        question = full if reading.leans else own
        hits = ranked(index, candidates.places, evidences, scores, reading.page, given)
        hits = part_first(question, named_first(index, question, hits))
        logit = own_logit(index, question, hits, reading.page)
        # "what are they good for" says too little to choose a sentence by
        focus = own if sum(salient_terms(reading.asked).values()) >= TELLING else full
        if reading.text != reading.asked:
            focus = replace(focus, topic=reading.text)
        return Found(reading, question, focus, hits, logit, probability(self._kind, logit, None, self._shift))

    def _second_opinion(self, found: Found) -> Found:
        """Weigh in the bank: how near the question is to one that people ask, and how the pages answer that."""
        bank = self.index.bank
        if bank is None:
            return found
        nearness, group = bank.nearest(found.question.encoding.vector)
        wording, support = bank.best_supported(group)
        # how the pages answer a wording that is far from the question counts for nothing, and is not asked
        bridge = self._bridge(group, wording) if nearness > FAR else None
        logit = bridge.own_logit if bridge else 0.0
        intent = found.question.intent
        if bridge and intent.counted and not intent.is_met(bridge.hits[0].passage.body):
            logit = min(logit, 0.0)
        opinion = Opinion(nearness, support, logit, group)
        confidence = probability(self._kind, found.own_logit, opinion, self._shift)
        return replace(found, confidence=confidence, opinion=opinion, bridge=bridge)

    def _bridge(self, group: int, wording: str) -> Found:
        if group not in self._bridges:
            reading = Reading(wording, wording, wording)
            self._bridges[group] = self._search(reading, self._gathered([wording], intent_of(wording)))
        return self._bridges[group]

    def _answering(self, found: Found) -> Found:
        """Read as the bank's wording where that serves; no answer where it would be beside the point."""
        answering = self._bridged(found)
        if decide(answering.confidence, self.caution) is not Outcome.ANSWERED:
            return answering
        if lacks_fact(found.question.intent, answering.hits) or self._is_absent(found):
            return replace(answering, confidence=min(answering.confidence, BESIDE_THE_POINT))
        return answering

    def _is_absent(self, found: Found) -> bool:
        bank, opinion = self.index.bank, found.opinion
        if bank is None or opinion is None or opinion.nearness < ASKED_AS or opinion.support >= KNOWN:
            return False
        foreign = foreign_terms(self.index, found.question)
        return is_absent_topic(bank, opinion.group, opinion.nearness, opinion.support, foreign)

    def _is_another_topic(self, question: Asked, opinion: Opinion) -> bool:
        bank, foreign = self.index.bank, foreign_terms(self.index, question)
        return bank is not None and is_another_topic(bank, opinion.group, foreign)

    def _bridged(self, found: Found) -> Found:
        opinion, bridge = found.opinion, found.bridge
        if opinion is None or bridge is None:
            return found
        own, other = found.hits[0], bridge.hits[0]
        lacking = lacks(self.index, found.question, (own.place, 0), (other.place, 0))
        if lacking >= ANOTHER_THING or not found.question.intent.is_met(other.passage.body):
            return found
        agreed = own.place == other.place
        if decide(found.confidence, self.caution) is not Outcome.ANSWERED:
            bridged = bridges(opinion, agreed) and not self._is_another_topic(found.question, opinion)
            return replace(bridge, confidence=BRIDGED, opinion=opinion) if bridged else found
        alone = probability(self._kind, found.own_logit, None, self._shift)
        of_pair = bool(other.passage.question)  # in prose, what is much the same is said of many things
        if not agreed and of_pair and rests_on_bank(opinion, found.own_logit, alone, self.caution):
            return replace(bridge, confidence=found.confidence, opinion=opinion)
        return found
