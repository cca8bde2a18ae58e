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
from bot.same_page import with_what_is_wanted
from bot.told_steps import told_steps
from bot.weekdays import days_of
from ingest.documents import BlockKind, Document, Passage, Section
from ingest.index import Index
from ingest.outline import sections
from ingest.sentences import sentences as cut
from ingest.vectors import Unit, passage_units

LONGEST = 120  # words of an answer that is not a list of steps
WHOLE = 90  # words of an FAQ answer that is stated whole where its question is
NEAR = 0.6  # at least this near (cosine) to the visitor's; else of at most
BRIEF = 45  # words
BEHIND_YES = 0.1  # score by which a later sentence must answer better for the first, with its Yes, to be left out
SHORT_ITEM = 5  # a list item of fewer words says little without the line that leads into its list
BARE_ITEM = 8  # words of one that does not say by itself that it is a mistake, where its heading does
_HEADS = (BlockKind.HEADING, BlockKind.QUESTION)
_ANNOUNCES = re.compile(
    r":\W*$|\b(?:the following|as follows|these are|are listed)\b|\bbelow\W*$|\bin this order\b", re.IGNORECASE
)
_FORBIDS = re.compile(
    r"\b(?:not|never|avoid\w*|without|except|mistakes?|errors?|wrong|forbidden|prohibited|excluded|banned|no|stop"
    r"|leave\b.{0,20}\bat home|don['’]?ts)\b|n['’]t\b",
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
    hit = with_what_is_wanted(index, question, hit) if leads else hit
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
    unit = sentences.units[sentences.best]
    if section is not None and (listed := _list_meant(document, section, question, sentences)):
        leads_in = unit.end <= listed.blocks[0].start and listed.lead_in is None and listed.blocks[0] in section.body
        above = [(unit.words_start, unit.end, unit.kind)] if leads_in else []
        room = LONGEST - len(sentences.words(sentences.best).split()) * leads_in
        return above + lists.stated(document, listed, room, unit.start, question.terms), listed.end
    several = form is Form.LIST or not sentences.stands_out
    if unit.kind is BlockKind.TABLE and several and (table := rows.all_meant(document, unit, question.terms, form)):
        return (table if sum(len(document.text[a:b].split()) for a, b, _ in table) <= LONGEST else []), 0
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


def _list_meant(document: Document, section: Section, question: Asked, sentences: Sentences) -> Listed | None:
    """The list that a question means: asked for several things, or for none of the rows of the one that answers best.

    It is that which the best unit stands in or right above, or else one of the page that its lead-in or heading names.
    """
    found = list(lists.lists_in(document, section))
    unit = sentences.units[sentences.best]
    own = _holding(found, unit.start)
    if question.intent.form is not Form.LIST:
        named = own is None or days_of(question.text) or not rows.names_none(document, own.blocks, question.terms)
        return None if named else own
    if own is None and unit.kind is BlockKind.PARAGRAPH:
        own = _below(section, found, unit.start)
    if own is not None:
        return max(found, key=lambda item: (lists.named(document, item.lead_in, question.terms), item is own))
    parts = ((part, item) for part in sections(document) for item in lists.lists_in(document, part))
    elsewhere = [(_named(document, part, item, question), item) for part, item in parts]
    most, best = max(elsewhere, key=lambda pair: pair[0], default=(0, None))
    return best if most else None


def _named(document: Document, section: Section, listed: Listed, question: Asked) -> int:
    """How many of a question's stems the heading of a list and the line above it hold."""
    asked = lists.of_a_kind(question.terms)
    heads = sum(lists.named(document, head, asked) for head in section.heads[-1:])
    return heads + lists.named(document, None if listed.lead_in in section.heads else listed.lead_in, question.terms)


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
    n_words = len(document.text[start:end].split())
    if own is None:
        return stretches
    heading = section.heads[-1] if section.heads and n_words <= BARE_ITEM else None
    above = own.lead_in or heading
    if above is None:
        return stretches
    needed = (own.lead_in is not None and n_words < SHORT_ITEM) or _FORBIDS.search(document.words(above))
    return sorted({*stretches, lists.leading(document, above)}) if needed else stretches


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
