"""What was asked in vain most often: questions that share a telling word, without a language model."""

import math
from collections import Counter, defaultdict
from dataclasses import dataclass

from bot.salience import salient_terms
from ingest.lexical import fold, terms, words

MOST_LOOKED_AT = 10_000  # questions; of more, the first
N_TOPICS = 5
_FEWEST = 2  # questions that make a topic
_LONGEST_SHOWN = 80  # characters of the example


@dataclass(frozen=True, slots=True)
class Topic:
    """Questions without an answer that share a word."""

    word: str  # as it is most often written
    questions: int
    example: str


class Topics:
    """Gathers the questions that were not answered."""

    def __init__(self) -> None:
        self._questions: dict[str, int] = {}  # each with how often it was asked

    def add(self, question: str) -> None:
        """Take one question."""
        text = " ".join(question.split())
        if text in self._questions or len(self._questions) < MOST_LOOKED_AT:
            self._questions[text] = self._questions.get(text, 0) + 1

    def most(self) -> tuple[Topic, ...]:
        """The most frequent topics: each time the word that the most questions left share, the telling words first."""
        left = {text: (count, salient_terms(text)) for text, count in self._questions.items()}
        asked: Counter[str] = Counter()
        weight: dict[str, float] = {}
        of_term: dict[str, list[str]] = defaultdict(list)
        for text, (count, found) in left.items():
            for term, telling in found.items():
                asked[term] += count
                weight[term] = telling
                of_term[term].append(text)
        topics: list[Topic] = []
        while len(topics) < N_TOPICS and asked:
            best = min(asked, key=lambda term: (-asked[term] * math.sqrt(weight[term]), term))
            count = asked[best]
            if count < _FEWEST:
                del asked[best]
                continue
            members = [text for text in of_term[best] if text in left]
            topics.append(Topic(_as_written(best, members), count, _example(members)))
            for text in members:
                times, found = left.pop(text)
                for term in found:
                    asked[term] -= times
            asked = +asked
        return tuple(topics)


def _as_written(term: str, texts: list[str]) -> str:
    found = Counter(word for text in texts for word in words(text) if terms(word) == [term])
    return min(found, key=lambda word: (-found[word], word)) if found else fold(term)


def _example(texts: list[str]) -> str:
    shortest = min(texts, key=lambda text: (len(text), text))
    return shortest if len(shortest) <= _LONGEST_SHOWN else shortest[: _LONGEST_SHOWN - 1] + "…"
