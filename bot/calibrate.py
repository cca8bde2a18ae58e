"""Asks an index its own FAQ questions, with and without their answers, to see where its pages draw the line."""

from dataclasses import replace
from itertools import pairwise

import numpy as np

from bot.answers import Evidence
from bot.decide import own_logit
from bot.intent import intent_of
from bot.rerank import Asked, asked, judge, ranked, score
from bot.retrieve import retrieve
from bot.weights import VERSION
from ingest.calibration import Calibration
from ingest.encoder import Encoder, Ints
from ingest.index import Index
from ingest.lexical import terms

MOST_PAIRS = 100  # FAQ pairs asked, spread evenly over the pages


def calibrate(index: Index, encoder: Encoder) -> Calibration:
    """Log-odds of each FAQ question where its answer is there, and where it is held out."""
    pairs = [place for place, passage in enumerate(index.passages) if passage.question]
    chosen = [pairs[i * len(pairs) // MOST_PAIRS] for i in range(MOST_PAIRS)] if len(pairs) > MOST_PAIRS else pairs
    encodings = encoder.encode_questions([index.passages[place].question for place in chosen])
    found: list[float] = []
    held_out: list[float] = []
    for place, encoding in zip(chosen, encodings, strict=True):
        passage = index.passages[place]
        question = asked(index, passage.question, intent_of(passage.question), encoding)
        candidates = retrieve(index, passage.question, encoding)
        pair = [_same_pair(index, place, other) for other in candidates.places.tolist()]
        if all(pair) or not any(pair):
            continue
        evidences = judge(index, question, candidates)
        unseen = [
            _from_answer(index, question, other, evidence) if own else evidence
            for other, own, evidence in zip(candidates.places.tolist(), pair, evidences, strict=True)
        ]
        others = [evidence for own, evidence in zip(pair, evidences, strict=True) if not own]
        for logits, places, these in (
            (found, candidates.places, unseen),
            (held_out, candidates.places[~np.array(pair)], others),
        ):
            hits = ranked(index, places, these, [score(evidence) for evidence in these])
            logits.append(round(own_logit(index, question, hits), 4))
    return Calibration(VERSION, tuple(found), tuple(held_out))


def _same_pair(index: Index, place: int, other: int) -> bool:
    one, two = index.passages[place], index.passages[other]
    return (one.doc_id, one.question) == (two.doc_id, two.question)


def _from_answer(index: Index, question: Asked, place: int, evidence: Evidence) -> Evidence:
    """What speaks for an answer in its own words alone: visitors do not ask in the words of the FAQ's question."""
    vectors, _, bounds = index.tokens(place)
    if bounds[-1] == bounds[1]:
        return evidence
    tokens, weights = question.encoding.tokens, question.match_weights / question.match_weights.sum()
    units = np.stack([(vectors[a:b] @ tokens.T).max(axis=0) for a, b in _filled(bounds[1:])])
    whole = units.max(axis=0)
    best = units[int((units @ weights).argmax())]
    own = set(terms(index.passages[place].body))
    total = sum(question.term_weights) or 1.0
    covered = sum(w for term, w in zip(question.terms, question.term_weights, strict=True) if term in own) / total
    rare = question.token_weights
    return replace(
        evidence,
        dense=evidence.unit,
        question=-1.0,
        keywords=evidence.keywords * min(covered / evidence.covered, 1.0) if evidence.covered else 0.0,
        late=float(whole @ weights),
        late_unit=float(best @ weights),
        late_two=float(best @ weights),
        missed=float(((1 - best) ** 2) @ weights),
        phrases=0.0,
        weakest=float(whole[rare >= np.median(rare)].min()),
        told=float(best[question.telling].min()),
        covered=covered,
    )


def _filled(bounds: Ints) -> list[tuple[int, int]]:
    return [(a, b) for a, b in pairwise(bounds.tolist()) if b > a]
