"""Whether to answer: a probability that the best passage answers the question, and what follows from it."""

import math
from collections.abc import Sequence

from bot.answers import Hit, Outcome
from bot.intent import Intent, satisfies
from bot.rerank import Asked
from ingest.index import Index

ANSWER_AT = 0.5
UNSURE_AT = 0.3


def probability(index: Index, question: Asked, intent: Intent, hits: Sequence[Hit]) -> float:
    """Probability that the best hit answers, 0 to 1."""
    return 1 / (1 + math.exp(-logit(features(index, question, intent, hits))))


def features(index: Index, question: Asked, intent: Intent, hits: Sequence[Hit]) -> dict[str, float]:
    """What speaks for and against the best hit."""
    best = hits[0].evidence
    total = sum(question.term_weights) or 1.0
    unknown = sum(
        weight
        for term, weight in zip(question.terms, question.term_weights, strict=True)
        if not index.lexicon.frequency(term)
    )
    return {
        "late": best.late,
        "late_rare": best.late_rare,
        "nearest": max(best.dense, best.unit, best.question),
        "covered": best.covered,
        "unknown": unknown / total,
        "wanted": float(satisfies(intent.wanted, hits[0].passage.body)),
    }


_WEIGHTS = {"late": 6.0, "late_rare": 6.0, "nearest": 3.0, "covered": 2.0, "unknown": -2.0, "wanted": 0.5}
_BIAS = -9.6


def logit(values: dict[str, float]) -> float:
    """The weighted sum of the features."""
    return _BIAS + sum(_WEIGHTS[name] * value for name, value in values.items())


def decide(confidence: float) -> Outcome:
    """Answer, say that one is unsure, or decline."""
    if confidence >= ANSWER_AT:
        return Outcome.ANSWERED
    return Outcome.UNSURE if confidence >= UNSURE_AT else Outcome.NOT_FOUND
