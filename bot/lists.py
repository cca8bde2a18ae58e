"""Lists: the items of a page's list, followed over the passages that it was cut into, and how to state a long one."""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from bot.stop_words import STOP_TERMS
from ingest.documents import Block, BlockKind, Document, Section
from ingest.lexical import terms
from ingest.sentences import units

LISTED = (BlockKind.BULLET, BlockKind.STEP)
_LABEL = re.compile(
    r"(?:\*\*|__)(?P<strong>[^\n*_:]{2,60})(?::(?:\*\*|__)|(?:\*\*|__):)|(?P<label>[^\W_][^.:;!?\n*_]{1,60}):"
)
_STRONG = re.compile(r"(?P<mark>\*\*|__)[^\n*_]{2,60}(?P=mark)")

_KINDS = tuple(
    frozenset(terms(words))
    for words in (
        "mistakes errors faults wrong pitfalls",
        "bring pack need carry",
        "tips advice hints",
        "benefits advantages",
        "forbidden banned prohibited",
        "rules dos don'ts etiquette",
        "facilities equipment amenities",
        "documents papers paperwork",
    )
)

Stretch = tuple[int, int, BlockKind]  # start and end in the document's text


@dataclass(frozen=True, slots=True)
class Listed:
    """A list of two or more items."""

    lead_in: Block | None  # the line above it that ends in a colon, or a heading that does
    blocks: tuple[Block, ...]  # the items, those below items, and paragraphs inside of items

    @property
    def end(self) -> int:
        """Where its last item ends."""
        return self.blocks[-1].end


def lists_in(document: Document, section: Section) -> Iterator[Listed]:
    """The lists of a section, in order; paragraphs that each open with a strong label are one, too."""
    items = runs(section, lambda block: block.kind in LISTED or block.level > 0)
    found = [run for run in items if sum(block.kind in LISTED for block in run) >= 2]
    found += [run for run in runs(section, lambda block: _is_labelled(document, block)) if len(run) >= 2]
    for run in sorted(found, key=lambda run: run[0].start):
        yield Listed(lead_in(document, section, run[0]), tuple(run))


def _is_labelled(document: Document, block: Block) -> bool:
    """True for a paragraph that opens with a strong label: `**Shrugging.** Keep the shoulders down.`."""
    outermost = block.kind is BlockKind.PARAGRAPH and not block.level
    return outermost and _STRONG.match(document.text, block.start) is not None


def runs(section: Section, belongs: Callable[[Block], bool]) -> list[list[Block]]:
    """Neighbouring blocks that belong together."""
    found: list[list[Block]] = []
    previous: Block | None = None
    for block in section.body:
        if belongs(block):
            if found and previous is found[-1][-1]:
                found[-1].append(block)
            else:
                found.append([block])
        previous = block
    return found


def lead_in(document: Document, section: Section, first: Block) -> Block | None:
    """The line that leads into a list: right above it, a heading or not, with a colon at its end."""
    place = bisect_left(section.body, first.start, key=lambda block: block.start)
    above = section.body[place - 1] if place else next(iter(section.heads[-1:]), None)
    if above is None or above.kind not in (BlockKind.PARAGRAPH, BlockKind.HEADING):
        return None
    return above if document.words(above).rstrip("*_ ").endswith(":") else None


def named(document: Document, block: Block | None, question: Sequence[str]) -> int:
    """How many of a question's stems a lead-in holds."""
    if block is None:
        return 0
    return len((set(terms(document.words(block))) - STOP_TERMS) & set(question))


def of_a_kind(question: Sequence[str]) -> tuple[str, ...]:
    """A question's stems, and other words by which pages head a list of that kind."""
    return (*question, *(term for kind in _KINDS if kind & set(question) for term in sorted(kind)))


def stated(document: Document, listed: Listed, longest: int, best: int, question: Sequence[str] = ()) -> list[Stretch]:
    """Stretches that state a list in at most so many words, in order.

    Whole where it fits; else the first sentence of each outermost item; else the label of each; else the first items
    and the one that answers best.

    Args:
        document: holds the list.
        listed: the list.
        longest: how many words may be stated; one item is stated in any case.
        best: an offset in the item that answers best.
        question: stems; where they name the label of one item of a long list, that item alone is stated.
    """
    above = [leading(document, listed.lead_in)] if listed.lead_in else []
    items = [block for block in listed.blocks if block.kind in LISTED] or listed.blocks
    level = min(block.level for block in items)
    outermost = [block for block in items if block.level == level]
    whole = [(_opening(block), block.end, _kind(block, items)) for block in listed.blocks]
    firsts = [(_opening(block), _first(document, block), _kind(block, items)) for block in outermost]
    labels = [(*label, _kind(block, items)) for block in outermost if (label := _label(document, block))]
    forms = [whole, firsts] + ([labels] if len(labels) == len(outermost) else [])
    room = longest - _n_words(document, above)
    if len(labels) == len(outermost) and _n_words(document, whole) > room:
        meant = [i for i, label in enumerate(labels) if set(terms(document.text[label[0] : label[1]])) & set(question)]
        if len(meant) == 1:
            one = outermost[meant[0]]
            return [(one.words_start, one.end, _kind(one, items))]
    for form in forms:
        if _n_words(document, form) <= room:
            return above + form
    answers = max((item for item in firsts if item[0] <= best), default=firsts[0])
    kept = [answers]
    for item in firsts:
        if item is not answers and _n_words(document, [*kept, item]) > room:
            break
        kept.append(item)
    return above + sorted(set(kept))


def leading(document: Document, lead_in: Block) -> Stretch:
    """The sentence that leads into a list."""
    return (*units(document.text, lead_in, lead_in.start, lead_in.end)[-1], BlockKind.PARAGRAPH)


def _kind(block: Block, items: Sequence[Block]) -> BlockKind:
    """An item's kind: a labelled paragraph among its like is stated as one of a list."""
    return BlockKind.BULLET if block.kind is BlockKind.PARAGRAPH and block in items else block.kind


def _opening(block: Block) -> int:
    return block.start if block.kind is BlockKind.STEP else block.words_start


def _first(document: Document, block: Block) -> int:
    return units(document.text, block, block.start, block.end)[0][1]


def _label(document: Document, block: Block) -> tuple[int, int] | None:
    """The label that opens an item, without its colon: `**Shoes:** Wear clean ones.`."""
    match = _LABEL.match(document.text, block.words_start, block.end)
    return match.span(match.lastgroup or 0) if match else None


def _n_words(document: Document, spans: Sequence[Stretch]) -> int:
    return sum(len(document.text[start:end].split()) for start, end, _ in spans)
