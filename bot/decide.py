"""Whether to answer: a probability that the best passage answers the question, and what follows from it."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.answers import Hit, Outcome
from bot.rerank import Asked
from bot.weights import DECLINING, DECLINING_BIAS, SECOND, SECOND_BIAS
from ingest.index import Index


class Caution(StrEnum):
    """How sure the bot must be; a gym's choice."""

    CAUTIOUS = "cautious"
    BALANCED = "balanced"
    EAGER = "eager"


ANSWER_AT = {Caution.CAUTIOUS: 0.6, Caution.BALANCED: 0.45, Caution.EAGER: 0.3}  # probability to give an answer from
ON_PAGE = 1.0  # log-odds for the page that a follow-up is about; set by hand
UNSURE_AT = {Caution.CAUTIOUS: 0.35, Caution.BALANCED: 0.25, Caution.EAGER: 0.15}  # and to show the closest passages


@dataclass(frozen=True, slots=True)
class Opinion:
    """What the bank of visitors' questions says about a question."""

    nearness: float  # cosine of the question and the bank's nearest wording, -1 to 1
    support: float  # cosine of the pages and the wording of that meaning which is nearest to them, -1 to 1
    logit: float  # `own_logit` of that wording


def own_logit(index: Index, question: Asked, hits: Sequence[Hit], page: str = "") -> float:
    """Log-odds that the best hit answers, from the pages alone; `page` is the one that a follow-up is about."""
    values = features(index, question, hits, page)
    return (
        DECLINING_BIAS + sum(weight * values[name] for name, weight in DECLINING.items()) + ON_PAGE * values["on_page"]
    )


def probability(own: float, nearest: float, opinion: Opinion | None) -> float:
    """Probability that the best hit answers, 0 to 1.

    Args:
        own: `own_logit` of the question.
        nearest: cosine of the question and the nearest of the best hit's vectors.
        opinion: what the bank says; None where there is no bank.
    """
    values = {"own": own, **(opinion_features(nearest, opinion) if opinion is not None else {})}
    logit = SECOND_BIAS + sum(SECOND[name] * value for name, value in values.items())
    return 1 / (1 + math.exp(-logit))


def opinion_features(nearest: float, opinion: Opinion) -> dict[str, float]:
    """How the bank's opinion counts: the more, the nearer the question is to a wording of the bank."""
    near = min(max((opinion.nearness - 0.45) / 0.4, 0.0), 1.0)
    return {
        "near_logit": near * opinion.logit,
        "near_support": near * opinion.support,
        "excess": max(opinion.nearness - nearest, 0.0),  # the bank knows the question better than the pages do
    }


def features(index: Index, question: Asked, hits: Sequence[Hit], page: str = "") -> dict[str, float]:
    """What speaks for and against the best hit; `unknown` is the weight of the words that no hit holds."""
    best = hits[0].evidence
    total = sum(question.term_weights) or 1.0
    places = {hit.place for hit in hits}
    weighed = zip(question.terms, question.term_weights, strict=True)
    unknown = sum(weight for term, weight in weighed if places.isdisjoint(index.lexicon.holders(term).tolist()))
    return {
        "late_rare": best.late_rare,
        "nearest": max(best.dense, best.unit, best.question),
        "question": max(best.question, 0.0),
        "margin": min(hits[0].score - hits[1].score, 4.0) if len(hits) > 1 else 0.0,
        "phrases": best.phrases,
        "weakest": best.weakest,
        "covered": best.covered,
        "unknown": unknown / total,
        "wanted": float(best.wanted),
        "on_page": float(bool(page) and hits[0].passage.doc_id == page),
    }


BRIDGED = 0.6  # probability of an answer to the bank's wording; set by hand, as are the bounds of `bridges`


def bridges(opinion: Opinion) -> bool:
    """True where a question may be answered as the bank's wording of it: near enough, and well known to the pages."""
    return opinion.nearness >= 0.5 and opinion.support >= 0.8 and opinion.logit >= 2.5


def decide(confidence: float, caution: Caution = Caution.BALANCED) -> Outcome:
    """Answer, say that one is unsure, or decline."""
    if confidence >= ANSWER_AT[caution]:
        return Outcome.ANSWERED
    return Outcome.UNSURE if confidence >= UNSURE_AT[caution] else Outcome.NOT_FOUND
