"""What one passage says on a question: its best sentence with what belongs to it, a list, or a whole FAQ answer."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace
from itertools import takewhile

from bot import lists, polarity, rows
from bot.answers import Hit
from bot.best_sentences import Sentences
from bot.cite import Pick
from bot.intent import Form, Wanted
from bot.lists import LISTED, Listed
from bot.rerank import Asked
from bot.told_steps import told_steps
from bot.weekdays import days_of
from ingest.documents import BlockKind, Document, Passage, Section
from ingest.index import Index
from ingest.sentences import sentences as cut
from ingest.vectors import Unit, passage_units

LONGEST = 120  # words of an answer that is not a list of steps
WHOLE = 90  # words of an FAQ answer that is stated whole where its question is
NEAR = 0.6  # at least this near (cosine) to the visitor's; else of at most
BRIEF = 45  # words
BEHIND_YES = 0.1  # score by which a later sentence must answer better for the first, with its Yes, to be left out
SHORT_ITEM = 5  # a list item of fewer words says little without the line that leads into its list
_HEADS = (BlockKind.HEADING, BlockKind.QUESTION)
_ANNOUNCES = re.compile(r":\W*$|\b(?:the following|as follows|these are|are listed)\b|\bbelow\W*$", re.IGNORECASE)
_FORBIDS = re.compile(
    r"\b(?:not|never|avoid\w*|without|except|mistakes?|errors?|wrong|forbidden|prohibited|excluded|no|stop)\b|n['’]t\b",
    re.IGNORECASE,
)

Stretch = tuple[int, int, BlockKind]  # start and end in the document's text


def extract(index: Index, question: Asked, hit: Hit, leads: bool) -> Pick:
    """What one passage says on a question.

    Args:
        index: holds the passage.
        question: in its own words.
        hit: the passage.
        leads: it is the best one, and may speak at length: a whole list, a whole FAQ answer.
    """
    sentences = Sentences(index, question, hit.place)
    document, best = sentences.document, sentences.best
    section = _section(document, hit.passage)
    stretches, until = _at_length(section, question, hit, sentences) if leads else ([], 0)
    if not stretches:
        chosen = sentences.chosen()
        opens = leads and hit.passage.question and hit.passage.start < hit.passage.body_start
        if opens and 0 not in chosen and polarity.says_yes_or_no(sentences.words(0)):
            chosen = [0, *chosen]
        stretches = _spans(sentences.units, sentences.within(chosen, LONGEST))
        stretches = _with_list(document, section, stretches)
    stretches = rows.narrowed(document, stretches, question.terms, days_of(question.text))
    stretches = _without_yes(section, question, hit, sentences, stretches)
    several = len(stretches) > 1
    return Pick(
        document,
        hit.passage.heading,
        tuple((start, end) for start, end, _ in stretches),
        tuple(several and kind in (*LISTED, BlockKind.TABLE) for _, _, kind in stretches),
        sentences.scores[best],
        index.unit_vectors(hit.place)[best],
        hit.score,
        (hit.place, best + 1),
        until,
    )


def _at_length(section: Section | None, question: Asked, hit: Hit, sentences: Sentences) -> tuple[list[Stretch], int]:
    """A whole FAQ answer, list or procedure, and how far to quote; nothing where a few sentences will do."""
    document, form = sentences.document, question.intent.form
    if hit.passage.question and (answer := _whole(document, hit, section)):
        return answer, 0
    if form is Form.LIST and (listed := _asked_for(document, section, question, sentences)):
        start = sentences.units[sentences.best].start
        return lists.stated(document, listed, LONGEST, start, question.terms), listed.end
    exact = question.intent.wanted is not Wanted.ANY and question.intent.is_met(sentences.words(sentences.best))
    if section is not None and not exact and (short := _short(section, sentences)):
        return short, 0
    if form is not Form.STEPS:
        return [], 0
    if told := told_steps(document, section):
        return [(start, end, BlockKind.BULLET) for start, end in told], 0
    everything = range(len(sentences.units))
    return (_spans(sentences.units, everything) if sentences.n_words(everything) <= LONGEST else []), 0


def _section(document: Document, passage: Passage) -> Section | None:
    """The section that a passage was cut from, without its path; found from the passage, for pages may be long."""
    blocks = document.blocks
    place = bisect_right(blocks, passage.body_start, key=lambda block: block.start) - 1
    if place < 0 or blocks[place].kind in _HEADS:
        return None
    first, last = place, place + 1
    while first > 0 and blocks[first - 1].kind not in _HEADS:
        first -= 1
    while last < len(blocks) and blocks[last].kind not in _HEADS:
        last += 1
    head = first
    while head > 0 and blocks[head - 1].kind in _HEADS:
        head -= 1
    return Section((), blocks[head:first], blocks[first:last])


def _whole(document: Document, hit: Hit, section: Section | None) -> list[Stretch]:
    """A whole FAQ answer, from all passages that it was cut into; empty where it is long."""
    if section is None:
        return []
    answer = replace(hit.passage, body_start=section.body[0].start, end=section.body[-1].end)
    units = passage_units(document, answer)
    n_words = sum(len(document.text[unit.words_start : unit.end].split()) for unit in units)
    return _spans(units, range(len(units))) if n_words <= (WHOLE if hit.evidence.question >= NEAR else BRIEF) else []


def _short(section: Section, sentences: Sentences) -> list[Stretch]:
    """All that a passage says, where that is a whole section of a few sentences below a heading of its own."""
    units = sentences.units
    own = section.heads and sentences.document.words(section.heads[-1]) != sentences.document.title
    whole = own and section.body[0].start == units[0].start and section.body[-1].end == units[-1].end
    prose = all(block.kind is BlockKind.PARAGRAPH for block in section.body)
    everything = range(len(units))
    return _spans(units, everything) if whole and prose and sentences.n_words(everything) <= BRIEF else []


def _asked_for(document: Document, section: Section | None, question: Asked, sentences: Sentences) -> Listed | None:
    """The list that the best unit stands in or leads into, or one of its section whose lead-in the question names."""
    if section is None:
        return None
    found = list(lists.lists_in(document, section))
    unit = sentences.units[sentences.best]
    own = _holding(found, unit.start)
    if own is None and _ANNOUNCES.search(sentences.words(sentences.best)):
        own = _below(section, found, unit.start)
    if own is None:
        return None
    return max(found, key=lambda item: (lists.named(document, item.lead_in, question.terms), item is own))


def _with_list(document: Document, section: Section | None, stretches: list[Stretch]) -> list[Stretch]:
    """Add the list that the last stretch announces, or the line without which an item says little or the opposite."""
    start, end, kind = stretches[-1]
    found = list(lists.lists_in(document, section)) if section is not None else []
    if section is None or not found:
        return stretches
    below = _below(section, found, start) if _ANNOUNCES.search(document.text[start:end]) else None
    if below is not None:
        room = LONGEST - sum(len(document.text[a:b].split()) for a, b, _ in stretches)
        return stretches + lists.stated(document, replace(below, lead_in=None), room, below.blocks[0].start)
    own = _holding(found, start) if kind in LISTED else None
    if own is None or own.lead_in is None:
        return stretches
    needed = _FORBIDS.search(document.words(own.lead_in)) or len(document.text[start:end].split()) < SHORT_ITEM
    return sorted({*stretches, lists.leading(document, own.lead_in)}) if needed else stretches


def _holding(found: Sequence[Listed], start: int) -> Listed | None:
    """The list that an offset lies in."""
    return next((item for item in found if item.blocks[0].start <= start < item.end), None)


def _below(section: Section, found: Sequence[Listed], start: int) -> Listed | None:
    """The list, or the part of one, right below the block that an offset lies in: deeper items below an item."""
    place = max(i for i, block in enumerate(section.body) if block.start <= start)
    above, behind = section.body[place], section.body[place + 1 : place + 2]
    own = next((item for item in found if behind and behind[0] in item.blocks), None)
    if own is None or above not in own.blocks:
        return own if own is not None and own.blocks[0] is behind[0] else None
    deeper = tuple(takewhile(lambda block: block.level > above.level, section.body[place + 1 :]))
    return Listed(None, deeper) if any(block.kind in LISTED for block in deeper) else None


def _without_yes(
    section: Section | None, question: Asked, hit: Hit, sentences: Sentences, stretches: list[Stretch]
) -> list[Stretch]:
    """Leave out the Yes or No that answers another question than the visitor's; where nothing else is said, name it."""
    text = sentences.document.text
    start, end, kind = stretches[0]
    answered, cosine = hit.passage.question, hit.evidence.question
    if not answered or not polarity.says_yes_or_no(text[start:end]):
        return stretches
    first, *others = cut(text, start, end)
    behind = first[0] + polarity.without(text[slice(*first)])
    later = [*([(others[0][0], end, kind)] if others else []), *stretches[1:]]
    rest = [(behind, end, kind), *stretches[1:]] if behind < first[1] else later
    if not rest and cosine < polarity.SAME and section is not None:
        return [*((head.words_start, head.words_end, head.kind) for head in section.questions[:1]), *stretches]
    if not rest or polarity.same_point(question.text, answered, cosine):
        return stretches
    if polarity.asks_whether(question.text):
        return rest
    better = sentences.scores[sentences.best] - sentences.scores[0]  # asked when or how, a Yes is only in the way
    return later if later and better >= BEHIND_YES else stretches


def _spans(units: Sequence[Unit], chosen: Sequence[int]) -> list[Stretch]:
    """Stretches to state: neighbouring sentences of a block as one; of several items, numbered ones with their mark."""
    several = len({units[i].block for i in chosen}) > 1
    spans: list[Stretch] = []
    before = -2
    for i in chosen:
        unit = units[i]
        prose = unit.kind not in (BlockKind.TABLE, BlockKind.CODE)
        if before == i - 1 and units[before].block == unit.block and prose:
            spans[-1] = (spans[-1][0], unit.end, unit.kind)
        else:
            start = unit.start if several and unit.kind is BlockKind.STEP else unit.words_start
            spans.append((start, unit.end, unit.kind))
        before = i
    return spans
