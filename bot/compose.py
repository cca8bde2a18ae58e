"""The words of an answer: which stretches of which passages to state."""

import re
from collections.abc import Sequence

from bot.answers import Hit
from bot.cite import Pick
from bot.disagree import agree
from bot.extract import LONGEST, extract
from bot.intent import Form, Wanted, intent_of
from bot.named import lacks_name
from bot.points import Point
from bot.regular_hours import regular_hours
from bot.rerank import Asked, lacks
from bot.rivals import Claimant, claimants, claimed, contradicting, reading, stated, told_in, variants_of
from bot.steps import steps_around
from bot.subjects import LIMITS, OF_THE_BODY, POINTED, exercise_of, subjects_of
from ingest.index import Index
from ingest.lexical import terms, words

MOST_SOURCES = 3
# Another source is stated beside the best one where, at most this much below it, lie
ALSO_ANSWERS = 0.5  # the unit's score and
ALSO_FOUND = 10.0  # the passage's, if it contradicts what is stated, and
ALSO_ADDS = 0.05  # the unit's score and
ALSO_NEAR = 1.0  # the passage's, if it does not.
ANOTHER_THING = 0.5  # it is about something else where it lacks this much match on a telling word of the question
REPEATS = 0.75  # cosine from which two units say the same
SENTENCE_WORDS = 4  # a shorter sentence says nothing that could not stand twice
NEAR_OR = 4  # words on either side of "or" in which the choice lies
PROCEDURE_NEAR = 6.0  # score by which a procedure may stand behind the best hit
_EXACT = (Wanted.FREQUENCY, Wanted.DURATION, Wanted.TEMPO, Wanted.PRICE, Wanted.MEANING)
RIVAL = 0.8  # score by which a sentence may answer worse than the one that it contradicts
BETTER = 0.1  # a lower passage of a page speaks for it where its unit scores this much more
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+")


def compose(index: Index, question: Asked, hits: Sequence[Hit]) -> list[Pick]:
    """Choose what to state, the best source first.

    Args:
        index: holds the passages.
        question: what is asked, in the question's own words.
        hits: what was found, best first, at least one.
    """
    subjects = subjects_of(question.text)
    told_how = question.intent.form in (Form.STEPS, Form.WAY) and not any(s.startswith(OF_THE_BODY) for s in subjects)
    if told_how and (steps := _steps(index, question, hits)) is not None:
        return [steps]
    if week := regular_hours(question, hits):
        return [extract(index, question, hit, leads=True) for hit in week[:MOST_SOURCES]]
    reach, most = (ALSO_FOUND, 20) if subjects else (ALSO_NEAR, 10)
    near = [
        hit for hit in hits[:most] if hit.score >= hits[0].score - reach and _is_read(index, hit, hits[0], subjects)
    ]
    picks = [extract(index, question, hit, leads=hit is hits[0]) for hit in near]
    place = _leading(question, picks)
    if place:
        picks = [extract(index, question, near[place], leads=True), *picks[1:place], *picks[place + 1 :]]
    lead, *others = _one_a_page(index, picks, subjects)
    chosen = [lead]
    for pick in sorted(others, key=lambda item: -item.score):
        if len(chosen) < MOST_SOURCES and _adds(index, question, subjects, pick, chosen):
            chosen.append(pick)
    return _with_all_sides(index, question, hits, subjects, chosen) if subjects else chosen


def disagree(index: Index, question: Asked, picks: Sequence[Pick]) -> bool:
    """True where two of the stated sources contradict each other on what is asked."""
    subjects = subjects_of(question.text)
    return any(contradicting(index, a, b, subjects) for i, a in enumerate(picks) for b in picks[:i])


def _is_read(index: Index, hit: Hit, first: Hit, subjects: frozenset[str]) -> bool:
    """True where a passage may answer: it is found as well as the best, or speaks of a subject asked about."""
    return hit.score >= first.score - ALSO_NEAR or reading(index, hit.place).speaks_of(subjects)


def _with_all_sides(
    index: Index, question: Asked, hits: Sequence[Hit], subjects: frozenset[str], chosen: Sequence[Pick]
) -> list[Pick]:
    """Put beside the lead the sentences that contradict it, or two sides in its place where it takes none."""
    lead = chosen[0]
    found = claimants(index, question, hits, subjects, lead)
    if not found:
        return list(chosen)
    at = lead.place[0]  # of a passage of the same page, perhaps, that was not found itself
    hit = next((hit for hit in hits if hit.place == at), Hit(index.passages[at], at, lead.found, hits[0].evidence))
    place, told = lead.place[1] - 1, claimed(lead)
    leaders = [Claimant(hit, place, subject, told[subject], lead.score) for subject in told]
    leaders += [Claimant(hit, place, point.dimension, point, lead.score) for point in told_in(index, lead)]
    own = leaders = [item for item in leaders if any(item.subject == other.subject for other in found)]
    if _is_variant(index, question, lead):
        leaders = found[:1]
    untold = [item for item in found if item.subject not in told and item.subject.split(",")[0] in POINTED]
    for leader in (*leaders, *{item.subject: item for item in reversed(untold)}.values()):
        first = lead if leader in own else stated(index, question, leader, LONGEST)
        rivals: list[Claimant] = []
        for item in found:
            new = all(item.against(other) for other in (leader, *rivals))
            if new and _is_rival(index, question, first, leader, item):
                rivals.append(item)
        if rivals:
            room = LONGEST - first.n_words
            return [first, *(stated(index, question, item, room) for item in rivals[: MOST_SOURCES - 1])]
    return list(chosen)


def _is_rival(index: Index, question: Asked, first: Pick, leader: Claimant, item: Claimant) -> bool:
    """True where a sentence that contradicts another is about the same thing; what holds of the body holds anywhere."""
    if item.subject.startswith(OF_THE_BODY) or isinstance(
        item.values, Point
    ):  # figures were compared with their places
        return True
    if item.score < leader.score - RIVAL:
        return False
    if exercise := exercise_of(question.text):
        ours, theirs = (_stems_of(index, claimant.hit.place) for claimant in (leader, item))
        return exercise & ours <= theirs
    if item.subject.split(",")[0] in LIMITS:
        return True
    return lacks(index, question, first.place, (item.hit.place, item.unit + 1)) < ANOTHER_THING


def _leading(question: Asked, picks: Sequence[Pick]) -> int:
    """Which pick is stated first: the first, or one found nearly as well that alone holds what the question wants."""
    first = picks[0]
    if question.intent.wanted not in _EXACT or question.intent.is_met(first.text):
        return 0
    met = [
        i
        for i, pick in enumerate(picks)
        if pick.found >= first.found - ALSO_NEAR and pick.score > first.score and question.intent.is_met(pick.text)
    ]
    return max(met, key=lambda i: picks[i].score, default=0)


def _one_a_page(index: Index, picks: Sequence[Pick], subjects: frozenset[str]) -> list[Pick]:
    """For each page the pick that speaks best for it, the first page's first; and those that contradict it."""
    best: dict[str, Pick] = {}
    for pick in picks:
        known = best.get(pick.document.doc_id)
        if known is None or (known is not picks[0] and pick.score > known.score + BETTER):
            best[pick.document.doc_id] = pick
    against = [pick for pick in picks if contradicting(index, pick, best[pick.document.doc_id], subjects)]
    return [*best.values(), *against]


def _steps(index: Index, question: Asked, hits: Sequence[Hit]) -> Pick | None:
    """The procedure that the best hits lead to, unless the best is an FAQ pair that tells how in prose."""
    lead = hits[0]
    form = intent_of(lead.passage.question).form if lead.passage.question else Form.FACT
    told = form is Form.STEPS or form is question.intent.form
    for hit in hits[:8]:
        steps = steps_around(index.documents[hit.passage.doc_id], hit.passage, hit.score, question.terms)
        if hit is lead and (steps is not None or told or question.intent.form is Form.WAY):
            return steps
        if steps is None or hit.score < lead.score - PROCEDURE_NEAR:
            continue
        same_page = hit.passage.doc_id == lead.passage.doc_id
        if same_page or lacks(index, question, (lead.place, 0), (hit.place, 0)) < ANOTHER_THING:
            return steps
    return None


def _adds(index: Index, question: Asked, subjects: frozenset[str], pick: Pick, chosen: Sequence[Pick]) -> bool:
    """True where another source answers too: with something else than what is chosen, or against it."""
    if pick.score < chosen[0].score - ALSO_ANSWERS or not question.intent.is_met(pick.text):
        return False
    if _about_another_thing(index, question, chosen[0].place, pick.place):
        return False
    ours, theirs = (index.passages[item.place[0]] for item in (chosen[0], pick))
    of_body = any(subject.startswith(OF_THE_BODY) for subject in subjects)
    if not of_body and lacks_name(index, question, theirs, pick.place[0], ours):
        return False
    if sum(other.n_words for other in chosen) + pick.n_words > LONGEST:
        return False
    if any(agree(pick.text, other.text, subjects) for other in chosen):
        return False
    if any(contradicting(index, pick, other, subjects) for other in chosen):
        return not _is_variant(index, question, pick) or _is_variant(index, question, chosen[0])
    if pick.score < chosen[0].score - ALSO_ADDS or pick.found < chosen[0].found - ALSO_NEAR:
        return False
    return all(not _repeats(pick, other) for other in chosen)


def _is_variant(index: Index, question: Asked, pick: Pick) -> bool:
    """True where a passage is about a variant of an exercise that the question does not name."""
    return not variants_of(index.passages[pick.place[0]]) <= frozenset(terms(question.text))


def _about_another_thing(index: Index, question: Asked, first: tuple[int, int], second: tuple[int, int]) -> bool:
    """True where the second lacks what the question names and the first has; "X or Y" asks for one of two."""
    sides = re.split(r"\bor\b(?! not\b)", question.text, maxsplit=1, flags=re.IGNORECASE)
    if len(sides) == 1:
        return lacks(index, question, first, second) >= ANOTHER_THING
    ours, theirs = (_stems_of(index, place) for place, _ in (first, second))
    lacking = [term for term in question.terms if term in ours and term not in theirs]
    gained = [term for term in question.terms if term in theirs and term not in ours]
    if len(lacking) != 1:
        return bool(lacking)
    left, right = (set(terms(side)) for side in sides)
    across = any(
        (lacking[0] in one) and (term in other) for term in gained for one, other in ((left, right), (right, left))
    )
    near = terms(sides[0])[-NEAR_OR:] + terms(sides[1])[:NEAR_OR]
    return not across and lacking[0] not in near


def _stems_of(index: Index, place: int) -> frozenset[str]:
    """The stems of a passage and of where it stands."""
    passage = index.passages[place]
    return frozenset(terms(" ".join((passage.title, passage.heading, passage.question, passage.text))))


def _repeats(one: Pick, other: Pick) -> bool:
    """True where a source says again what another says: much the same, or a sentence of it."""
    said = [{" ".join(words(sentence)) for sentence in _SENTENCE_END.split(pick.text)} for pick in (one, other)]
    again = any(len(sentence.split()) >= SENTENCE_WORDS for sentence in said[0] & said[1])
    return again or _cosine(one, other) >= REPEATS


def _cosine(one: Pick, other: Pick) -> float:
    return float(one.vector @ other.vector) if one.vector is not None and other.vector is not None else 0.0
