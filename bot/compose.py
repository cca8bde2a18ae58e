"""The words of an answer: which stretches of which passages to state."""

import re
from collections.abc import Sequence

import numpy as np

from bot.answers import Hit
from bot.cite import Pick
from bot.disagree import agree, contradict, subjects_of
from bot.intent import Form, Wanted, intent_of
from bot.rerank import Asked, lacks, token_matches
from bot.steps import steps_around
from ingest.documents import BlockKind, Document
from ingest.encoder import Ints
from ingest.index import Index
from ingest.vectors import Unit

LONGEST = 120  # words of an answer that is not a list of steps
MOST_SOURCES = 3
# Another source is stated beside the best one where, at most this much below it, lie
ALSO_ANSWERS = 0.5  # the unit's score and
ALSO_FOUND = 10.0  # the passage's, if it contradicts what is stated, and
ALSO_ADDS = 0.05  # the unit's score and
ALSO_NEAR = 1.0  # the passage's, if it does not.
ANOTHER_THING = 0.5  # it is about something else where it lacks this much match on a telling word of the question
REPEATS = 0.75  # cosine from which two units say the same
NEIGHBOUR = 0.12  # a sentence beside the best one scores at most this much less
PROCEDURE_NEAR = 6.0  # score by which a procedure may stand behind the best hit
BETTER = 0.1  # a lower passage of a page speaks for it where its unit scores this much more
_PLACE_COUNTS = 0.95  # a token that only title or heading matches counts this much for a unit below them
_WANTED = 0.35  # score of holding what the question asks for: a figure, a time, a reason
_LISTED = (BlockKind.BULLET, BlockKind.STEP)
_CONTINUES = re.compile(
    r"[\"'“(]*(?:this|that|these|those|it|they|them|he|she|both|such|here|otherwise|in this case|the same"
    r"|in other words|on the other hand|conversely|additionally|also|too|however|but|and|so|then|thus|therefore"
    r"|as a result|for example)\b",
    re.IGNORECASE,
)
_ANNOUNCES = re.compile(r":\W*$|\b(?:the following|as follows|these are|are listed|below)\b", re.IGNORECASE)
_LIMITS = re.compile(
    r"[\"'“(]*(?:however|but|unless|except|only|otherwise|note|please note|exceptions?|if not|failure to|without)\b",
    re.IGNORECASE,
)


def compose(index: Index, question: Asked, hits: Sequence[Hit]) -> list[Pick]:
    """Choose what to state, the best source first.

    Args:
        index: holds the passages.
        question: what is asked, in the question's own words.
        hits: what was found, best first, at least one.
    """
    if question.intent.form in (Form.STEPS, Form.WAY) and (steps := _steps(index, question, hits)) is not None:
        return [steps]
    composer = _Composer(index, question)
    reach, most = (ALSO_FOUND, 20) if composer.subjects else (ALSO_NEAR, 10)
    picks = [composer.pick(hit, leads=hit is hits[0]) for hit in hits[:most] if hit.score >= hits[0].score - reach]
    lead, *others = _one_a_page(picks, composer.subjects)
    chosen = [lead]
    for pick in sorted(others, key=lambda item: -item.score):
        if len(chosen) < MOST_SOURCES and composer.adds(pick, chosen):
            chosen.append(pick)
    return chosen


def disagree(question: Asked, picks: Sequence[Pick]) -> bool:
    """True where two of the stated sources contradict each other on what is asked."""
    subjects = subjects_of(question.text)
    return any(contradict(a.text, b.text, subjects) for i, a in enumerate(picks) for b in picks[:i])


def _one_a_page(picks: Sequence[Pick], subjects: frozenset[str]) -> list[Pick]:
    """For each page the pick that speaks best for it, the first page's first; and those that contradict it."""
    best: dict[str, Pick] = {}
    for pick in picks:
        known = best.get(pick.document.doc_id)
        if known is None or (known is not picks[0] and pick.score > known.score + BETTER):
            best[pick.document.doc_id] = pick
    against = [pick for pick in picks if contradict(pick.text, best[pick.document.doc_id].text, subjects)]
    return [*best.values(), *against]


def _steps(index: Index, question: Asked, hits: Sequence[Hit]) -> Pick | None:
    """The procedure that the best hits lead to, unless the best is an FAQ pair that tells how in prose."""
    lead = hits[0]
    form = intent_of(lead.passage.question).form if lead.passage.question else Form.FACT
    told = form is Form.STEPS or form is question.intent.form
    for hit in hits[:8]:
        steps = steps_around(index.documents[hit.passage.doc_id], hit.passage, hit.score)
        if hit is lead and (steps is not None or told or question.intent.form is Form.WAY):
            return steps
        if steps is None or hit.score < lead.score - PROCEDURE_NEAR:
            continue
        same_page = hit.passage.doc_id == lead.passage.doc_id
        if same_page or lacks(index, question, (lead.place, 0), (hit.place, 0)) < ANOTHER_THING:
            return steps
    return None


class _Composer:
    """Chooses units of passages for one question."""

    def __init__(self, index: Index, question: Asked) -> None:
        self.index = index
        self.question = question
        self.intent = question.intent
        self.subjects = subjects_of(question.text)

    def adds(self, pick: Pick, chosen: Sequence[Pick]) -> bool:
        """True where another source answers too: with something else than what is chosen, or against it."""
        if pick.score < chosen[0].score - ALSO_ANSWERS or not self.intent.is_met(pick.text):
            return False
        if lacks(self.index, self.question, chosen[0].place, pick.place) >= ANOTHER_THING:
            return False
        if sum(other.n_words for other in chosen) + pick.n_words > LONGEST:
            return False
        if any(agree(pick.text, other.text, self.subjects) for other in chosen):
            return False
        if any(contradict(pick.text, other.text, self.subjects) for other in chosen):
            return True
        if pick.score < chosen[0].score - ALSO_ADDS or pick.found < chosen[0].found - ALSO_NEAR:
            return False
        return all(not _same_words(pick.text, other.text) and _cosine(pick, other) < REPEATS for other in chosen)

    def pick(self, hit: Hit, leads: bool) -> Pick:
        """What one passage says on the question."""
        document = self.index.documents[hit.passage.doc_id]
        units = self.index.units(hit.place)
        scores = self._scores(hit.place, units)
        best = max(range(len(units)), key=lambda i: scores[i])
        whole_list = self.intent.form is Form.LIST and units[best].kind in _LISTED
        if leads and hit.passage.question and _n_words(document, units) <= LONGEST:
            chosen = list(range(len(units)))
        elif leads and whole_list:
            chosen = _list_around(units, best)
        elif leads and self.intent.form is Form.STEPS and _n_words(document, units) <= LONGEST:
            chosen = list(range(len(units)))
        else:
            chosen = self._sentences(document, units, scores, best)
            if _ANNOUNCES.search(_words(document, units[chosen[-1]])):
                chosen.extend(_list_below(units, chosen[-1]))
        chosen = _within(document, units, scores, chosen)
        several = len({units[i].block for i in chosen}) > 1
        spans = _spans(units, chosen, several)
        listed = tuple(several and kind in _LISTED for _, _, kind in spans)
        vector = self.index.unit_vectors(hit.place)[best]
        stretches = tuple((start, end) for start, end, _ in spans)
        return Pick(
            document, hit.passage.heading, stretches, listed, scores[best], vector, hit.score, (hit.place, best + 1)
        )

    def _scores(self, place: int, units: Sequence[Unit]) -> list[float]:
        """How well each unit answers, its title and heading read along."""
        passage = self.index.passages[place]
        text = self.index.documents[passage.doc_id].text
        standing = token_matches(self.index, self.question, place, [0]) * _PLACE_COUNTS
        weights = self.question.token_weights
        _, ids, bounds = self.index.tokens(place)
        cosines = self.index.unit_vectors(place) @ self.question.encoding.vector
        scores = []
        for i, unit in enumerate(units):
            matches = token_matches(self.index, self.question, place, [i + 1]).clip(min=standing)
            late = float(matches.mean()) + 0.5 * float(matches @ weights / weights.sum()) if len(matches) else 0.0
            wanted = (
                _WANTED
                if self.intent.wanted is not Wanted.ANY and self.intent.is_met(text[unit.words_start : unit.end])
                else 0.0
            )
            said = _said(ids[bounds[i + 1] : bounds[i + 2]], self.question)
            scores.append(late + 0.3 * float(cosines[i]) + 0.3 * said + wanted)
        return scores

    def _sentences(self, document: Document, units: Sequence[Unit], scores: Sequence[float], best: int) -> list[int]:
        """The best unit with what it leans on, what limits it, and neighbours that answer nearly as well."""
        same = [i for i in range(len(units)) if units[i].block == units[best].block]
        if units[best].kind in _LISTED and _n_words(document, [units[i] for i in same]) <= 50:
            return same
        first = last = best
        while first - 1 in same and _CONTINUES.match(_words(document, units[first])) and best - first < 2:
            first -= 1
        while last + 1 in same and last - first < 3:
            near = scores[last + 1] >= scores[best] - NEIGHBOUR
            if not near and not _LIMITS.match(_words(document, units[last + 1])):
                break
            last += 1
        return list(range(first, last + 1))


def _list_around(units: Sequence[Unit], inside: int) -> list[int]:
    first = inside
    while first > 0 and units[first - 1].kind in _LISTED:
        first -= 1
    return list(range(first, inside + 1)) + _list_below(units, inside)


def _list_below(units: Sequence[Unit], above: int) -> list[int]:
    last = above
    while last + 1 < len(units) and units[last + 1].kind in _LISTED:
        last += 1
    return list(range(above + 1, last + 1))


def _within(document: Document, units: Sequence[Unit], scores: Sequence[float], chosen: list[int]) -> list[int]:
    """Drop the units that answer least until the rest has at most `LONGEST` words."""
    kept = list(chosen)
    while len(kept) > 1 and _n_words(document, [units[i] for i in kept]) > LONGEST:
        kept.remove(min(kept, key=lambda i: scores[i]))
    return kept


def _spans(units: Sequence[Unit], chosen: Sequence[int], several: bool) -> list[tuple[int, int, BlockKind]]:
    """Stretches to state: neighbouring sentences of a block as one; of several items, numbered ones with their mark."""
    spans: list[tuple[int, int, BlockKind]] = []
    before = -2
    for i in chosen:
        unit = units[i]
        if before == i - 1 and units[before].block == unit.block:
            spans[-1] = (spans[-1][0], unit.end, unit.kind)
        else:
            start = unit.start if several and unit.kind is BlockKind.STEP else unit.words_start
            spans.append((start, unit.end, unit.kind))
        before = i
    return spans


def _said(ids: Ints, question: Asked) -> float:
    """Share, by weight, of the question's tokens that stand in a unit as they are."""
    total = float(question.token_weights.sum())
    return float(question.token_weights @ np.isin(question.encoding.token_ids, ids)) / total if total else 0.0


def _cosine(one: Pick, other: Pick) -> float:
    return float(one.vector @ other.vector) if one.vector is not None and other.vector is not None else 0.0


def _same_words(one: str, other: str) -> bool:
    """True where one text says little that the other does not: nine in ten of the shorter one's words are shared."""
    a, b = (set(re.findall(r"\w+", text.lower())) for text in (one, other))
    return len(a & b) >= 0.9 * min(len(a), len(b))


def _words(document: Document, unit: Unit) -> str:
    return document.text[unit.words_start : unit.end]


def _n_words(document: Document, units: Sequence[Unit]) -> int:
    return sum(len(_words(document, unit).split()) for unit in units)
