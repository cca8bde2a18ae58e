"""FAQ pairs that are written as a list or as bare lines: the question is parted from its answer."""

import re
from collections.abc import Iterator, Sequence

from ingest import lines
from ingest.documents import Block, BlockKind

_ITEMS = (BlockKind.BULLET, BlockKind.STEP)
_HEADS = (BlockKind.HEADING, BlockKind.QUESTION)
_LEVEL = 6  # of a question without a heading's mark
_OPENING = re.compile(
    r"(?:(\*\*|__)\s*)?(?:(?:Q\s?)?\(?\d{1,3}[.):]\s+)?(?P<question>[^?\r\n]{3,200}\?)(?(1)\s*\1)[ \t]*",
    re.IGNORECASE,
)


def part_questions(text: str, blocks: Sequence[Block]) -> list[Block]:
    """Part each block that opens with an FAQ question into the question and its answer.

    Items of a list do where at least two of them, and half, ask and are answered: `1. How do I join?` above its answer,
    or `- **Is there wifi?** Yes.` Other instructions stay steps. Paragraphs do below an FAQ heading, and elsewhere
    where at least two below one heading, and half, ask and are answered.
    """
    asking = {*_asking_items(text, blocks), *_asking_paragraphs(text, blocks)}
    parted: list[Block] = []
    for place, block in enumerate(blocks):
        parted.extend(_part(text, block) if place in asking else [block])
    return parted


def _asking_items(text: str, blocks: Sequence[Block]) -> Iterator[int]:
    items: list[int] = []
    answered: list[int] = []
    for place, block in enumerate((*blocks, None)):
        if block is None or block.kind in _HEADS:
            if len(answered) > 1 and 2 * len(answered) >= len(items):
                yield from answered
            items, answered = [], []
        elif block.kind in _ITEMS and not block.level:
            items.append(place)
            if _is_answered(text, blocks, place):
                answered.append(place)


def _asking_paragraphs(text: str, blocks: Sequence[Block]) -> Iterator[int]:
    faq_level = 0  # of the FAQ heading around; 0 outside of any
    answered: list[int] = []  # since the last heading
    others = 0  # blocks since then that neither ask nor are the first behind a question
    awaited = False  # the last block is a question and nothing else
    for place, block in enumerate((*blocks, None)):
        if block is None or block.kind in _HEADS:
            if faq_level or (len(answered) > 1 and len(answered) >= others):
                yield from answered
            answered, others, awaited = [], 0, False
        if block is not None and block.kind is BlockKind.HEADING and (not faq_level or block.level <= faq_level):
            words = text[block.words_start : block.words_end].strip("*_ ")
            faq_level = block.level if lines.heads_faq(words) else 0
        if block is None or block.kind in _HEADS:
            continue
        asks = block.kind is BlockKind.PARAGRAPH and not block.level and _is_answered(text, blocks, place)
        if asks:
            answered.append(place)
        elif not awaited:
            others += 1
        awaited = asks and lines.asks(text[block.words_start : block.words_end])


def _is_answered(text: str, blocks: Sequence[Block], place: int) -> bool:
    block = blocks[place]
    opening = _opening(text, block)
    if opening is None:
        return False
    if text[opening.end() : block.end].strip():
        return True
    following = blocks[place + 1] if place + 1 < len(blocks) else None
    if following is None or following.kind in _HEADS:
        return False
    sibling = following.kind in _ITEMS and not following.level and block.kind in _ITEMS
    return not sibling and _opening(text, following) is None


def _opening(text: str, block: Block) -> re.Match[str] | None:
    """The question that opens a block: on a line of its own, or bold."""
    match = _OPENING.match(text, block.words_start, block.end)
    if match is None or not lines.asks(match["question"]):
        return None
    alone = match.end() == block.end or text[match.end()] in "\r\n"
    return match if alone or match[1] else None


def _part(text: str, block: Block) -> list[Block]:
    opening = _opening(text, block)
    assert opening is not None  # noqa: S101 - the caller has looked
    end = block.start + len(text[block.start : opening.end()].rstrip())
    words = opening.span("question")
    question = Block(BlockKind.QUESTION, block.start, end, *words, _LEVEL)
    rest = text[end : block.end]
    if not rest.strip():
        return [question]
    start = block.end - len(rest.lstrip())
    return [question, Block(BlockKind.PARAGRAPH, start, block.end, start, block.end)]
