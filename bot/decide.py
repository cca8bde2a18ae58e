"""Whether to answer: a probability that the best passage answers the question, and what follows from it."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from bot.answers import Hit, Outcome
from bot.asking_part import without_story
from bot.intent import Wanted
from bot.mismatch import Mismatch, lacks_thing, mismatch
from bot.rerank import Asked
from bot.subjects import variant_of
from bot.weights import DECLINING, SECOND, VERSION
from ingest.calibration import Calibration
from ingest.index import Index


class Caution(StrEnum):
    """How sure the bot must be; a gym's choice."""

    CAUTIOUS = "cautious"
    BALANCED = "balanced"
    EAGER = "eager"


ANSWER_AT = {Caution.CAUTIOUS: 0.65, Caution.BALANCED: 0.5, Caution.EAGER: 0.35}  # probability to give an answer from
UNSURE_AT = {Caution.CAUTIOUS: 0.35, Caution.BALANCED: 0.25, Caution.EAGER: 0.15}  # and to show the closest passages
ON_PAGE = 1.0  # log-odds for the page that a follow-up is about; set by hand
FEWEST_PAIRS = 1  # FAQ pairs from which an index counts as one of an FAQ
CROWD = 10  # passages that are looked at to see whether the best stands out
FAR = 0.45  # nearness up to which the bank's opinion counts for nothing
# From leaving each development set out in turn: its best shift against the middle of its FAQ pairs.
SHIFT, USUAL_MIDDLE, FEW_PAIRS = 0.5, 0.9, 30


@dataclass(frozen=True, slots=True)
class Opinion:
    """What the bank of visitors' questions says about a question."""

    nearness: float  # cosine of the question and the bank's nearest wording, -1 to 1
    support: float  # cosine of the pages and the wording of that meaning which is nearest to them, -1 to 1
    logit: float  # `own_logit` of that wording
    group: int = 0  # of the nearest wording


def own_logit(index: Index, question: Asked, hits: Sequence[Hit], page: str = "") -> float:
    """Log-odds that the best hit answers, from the pages alone; `page` is the one that a follow-up is about."""
    on_page = ON_PAGE if page and hits[0].passage.doc_id == page else 0.0
    return weighed(features(index, question, hits), DECLINING[kind_of(index)]) + on_page


def kind_of(index: Index) -> str:
    """Which of the fitted weights fit an index: "faq" or "prose"."""
    return "faq" if index.n_pairs >= FEWEST_PAIRS else "prose"


def weighed(values: Mapping[str, float], weights: Mapping[str, float]) -> float:
    """Sum of the values by their weights, and the bias."""
    return weights[""] + sum(weights[name] * value for name, value in values.items())


def probability(kind: str, own: float, opinion: Opinion | None = None, shift: float = 0.0) -> float:
    """Probability that the best hit answers, 0 to 1.

    Args:
        kind: `kind_of` the index.
        own: `own_logit` of the question.
        opinion: what the bank says; None where there is no bank.
        shift: what these pages add to the log-odds; see `shift_of`.
    """
    logit = own
    if opinion is not None:
        logit = weighed({"own": own, **opinion_features(opinion)}, SECOND[kind])
    return 1 / (1 + math.exp(-(logit + shift)))


def opinion_features(opinion: Opinion) -> dict[str, float]:
    """How the bank's opinion counts: the more, the nearer the question is to a wording of the bank."""
    near = min(max((opinion.nearness - FAR) / 0.4, 0.0), 1.0)
    return {"near": near, "near_logit": near * opinion.logit}


def shift_of(calibration: Calibration | None) -> float:
    """What is added to the log-odds on the pages at hand, 0 or more; 0 where nothing is known of them.

    On pages in plain words, FAQ questions that find their answer and those that must do without it lie around
    `USUAL_MIDDLE`. Where both lie lower, as on pages of other words, so does what is an answer there. The fewer pairs
    there are to tell from, the less is shifted.
    """
    if calibration is None or calibration.made_with != VERSION or not calibration.found:
        return 0.0
    n = len(calibration.found)
    middle = (sum(calibration.found) / n + sum(calibration.held_out) / n) / 2
    return max(SHIFT * (USUAL_MIDDLE - middle), 0.0) * n / (n + FEW_PAIRS)


def features(index: Index, question: Asked, hits: Sequence[Hit]) -> dict[str, float]:
    """What speaks for and against the best hit."""
    lead = hits[0]
    best = lead.evidence
    total = sum(question.term_weights) or 1.0
    places = np.array([hit.place for hit in hits], dtype=np.int32)
    weighed = zip(question.terms, question.term_weights, strict=True)
    unknown = sum(weight for term, weight in weighed if not index.lexicon.holds(term, places).any())
    others = [hit.score for hit in hits if hit.passage.doc_id != lead.passage.doc_id]
    near = sorted((max(hit.evidence.dense, hit.evidence.unit) for hit in hits), reverse=True)[:CROWD]
    prose = not lead.passage.question  # a pair is found by its question, which need not say again what the answer says
    differs = _mismatch(index, question, lead) if prose else Mismatch()
    return {
        "prose": float(prose),
        "late": best.late,
        "late_unit": best.late_unit,
        "late_two": best.late_two,
        "unit": best.unit,
        "nearest": max(best.dense, best.unit, best.question),
        "margin": min(lead.score - others[0], 4.0) if others else 4.0,
        "share": _share_of_page(hits),
        "weakest": best.weakest,
        "told": best.told,
        "thing": float(
            lacks_thing(question.text, lambda term: index.lexicon.holds(term, places[:1]).item())
            or (bool(question.intent.counted) and not best.wanted)
        ),
        "unmet": float(question.intent.wanted is not Wanted.ANY and not best.wanted),  # a price asked, none there
        "variant": float(_lacks_variant(index, question, hits)),
        "unknown": unknown / total,  # weight of the words that no hit holds
        "names": min(differs.names, 2.0),
        "negated": differs.negated,
        "figures": min(differs.figures, 2.0),
        "crowd": sum(near) / len(near),  # how near the nearest lie: where many are as near, none stands out
        "length": min(len(question.token_weights), 24) / 24,  # many tokens match less well, each by itself
    }


def _lacks_variant(index: Index, question: Asked, hits: Sequence[Hit]) -> bool:
    """True where a variant of an exercise is asked about that is nowhere named in what was found of the best page."""
    variants = variant_of(question.text)
    if not variants:
        return False
    page = np.array([hit.place for hit in hits if hit.passage.doc_id == hits[0].passage.doc_id], dtype=np.int32)
    return not all(index.lexicon.holds(stem, page).any() for stem in variants)


def _mismatch(index: Index, question: Asked, hit: Hit) -> Mismatch:
    passage = hit.passage
    unit = index.units(hit.place)[int((index.unit_vectors(hit.place) @ question.encoding.vector).argmax())]
    sentence = index.documents[passage.doc_id].text[unit.words_start : unit.end]
    return mismatch(without_story(question.text), sentence, _said(hit))


def _said(hit: Hit) -> str:
    passage = hit.passage
    return " ".join((passage.title, passage.heading, *passage.questions, passage.body))


def _share_of_page(hits: Sequence[Hit]) -> float:
    """Probability of the page that is likeliest, by the ranking's own scores (a conditional logit), 0 to 1."""
    pages: dict[str, float] = {}
    for hit in hits:
        pages[hit.passage.doc_id] = pages.get(hit.passage.doc_id, 0.0) + math.exp(hit.score - hits[0].score)
    return max(pages.values()) / sum(pages.values())


# Set by hand:
BRIDGED = 0.6  # probability of an answer to the bank's wording
BESIDE_THE_POINT = 0.3  # at most, where the pages speak of other things than the question
NEAR, AGREED = 0.65, 0.5  # cosine of a question and the bank's wording, where both lead to other passages and to one
# log-odds by which the bank's wording is answered better than a question that, in its own words, is not or just so
MUCH_BETTER, FAR_BETTER = 2.0, 4.0
VERY_NEAR = 0.9  # cosine from which the bank's wording asks the very same, and need only be answered better


def bridges(opinion: Opinion, agreed: bool) -> bool:
    """True where a question that is not answered may be answered as the bank's wording of it.

    The wording must be near enough, and well known to the pages. Less nearness is asked where the visitor's own words
    lead to the same passage (`agreed`): each bears the other out.
    """
    return opinion.nearness >= (AGREED if agreed else NEAR) and opinion.support >= 0.8 and opinion.logit >= 3.0


def rests_on_bank(opinion: Opinion, own: float, alone: float, caution: Caution) -> bool:
    """True where a question is answered only because the bank's wording is, or that is answered far better by itself.

    Then that one's answer is to be given.

    Args:
        opinion: what the bank says.
        own: `own_logit` of the question.
        alone: its probability without the bank.
        caution: how sure an answer must be.
    """
    if opinion.nearness >= VERY_NEAR:
        return opinion.logit > own
    needed = FAR_BETTER if decide(alone, caution) is Outcome.ANSWERED else MUCH_BETTER
    return opinion.nearness >= NEAR and opinion.logit >= own + needed


def decide(confidence: float, caution: Caution = Caution.BALANCED) -> Outcome:
    """Answer, say that one is unsure, or decline."""
    if confidence >= ANSWER_AT[caution]:
        return Outcome.ANSWERED
    return Outcome.UNSURE if confidence >= UNSURE_AT[caution] else Outcome.NOT_FOUND
